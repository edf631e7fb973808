import Domain
import Foundation
import HTTP
import Testing

/// Finding feeds, and lists of them, from outside.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct FeedListTests {
    @Test func `a page's feeds are found with title, format, items and newest date`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let html = [HeaderField("Content-Type", "text/html; charset=utf-8")]
        desk.publish(
            "/page",
            """
            <!doctype html><html><head><!-- <link rel=alternate type=application/rss+xml href=/commented> -->
            <script>document.write('<link rel="alternate" type="application/rss+xml" href="/scripted">')</script>
            <link rel="alternate" hreflang="fr" href="/fr"><LINK TYPE='application/atom+xml; charset=utf-8'
            href='one?a=1&amp;b=2' REL='alternate home' title="News"><link rel=alternate type=application/rss+xml href=/gone>
            </head><body>news</body></html>
            """,
            headers: html
        )
        desk.publish("/one?a=1&b=2", NewsDesk.atom([WholeWayTests.summit], at: Timestamp(seconds: 1_755_284_400)))
        let config = try desk.configure(["/one"], topic: .small)
        let found = try Program(["feeds", "discover", desk.url("/page"), "--json", "--config", config], in: desk)
        #expect(await found.wait() == 0, "\(found.told)")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(found.printed.utf8)) as? [String: Any])
        let feeds = try #require(object["feeds"] as? [[String: Any]])
        #expect(feeds.count == 1)
        #expect(feeds.first?["url"] as? String == desk.url("/one?a=1&b=2"))
        #expect(feeds.first?["format"] as? String == "atom10")
        #expect(feeds.first?["items"] as? Int == 1)
        #expect(feeds.first?["newest"] as? String == "2025-08-15T19:00:00Z")
        #expect(found.told.contains("/gone"), "\(found.told)")

        let itself = try Program(["feeds", "discover", desk.url("/one?a=1&b=2"), "--config", config], in: desk)
        #expect(await itself.wait() == 0)
        #expect(itself.printed.hasPrefix(desk.url("/one?a=1&b=2")), "\(itself.printed)")
    }

    @Test func `a page without feeds is tried at few places`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/page", "<html><body>nothing</body></html>")
        let config = try desk.configure(["/one"], topic: .small)
        let none = try Program(["feeds", "discover", desk.url("/page"), "--config", config], in: desk)
        #expect(await none.wait() == 65)
        #expect(none.told.contains("no feed found"), "\(none.told)")
        desk.publish("/atom.xml", NewsDesk.atom([WholeWayTests.football]))
        let guess = try Program(["feeds", "discover", desk.url("/page"), "--config", config], in: desk)
        #expect(await guess.wait() == 0)
        #expect(guess.printed.contains(desk.url("/atom.xml")))
        let asked = ["/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss"].flatMap {
            desk.requests(of: $0)
        }
        #expect(asked.count == 7, "four with the page make five to one host, then three")
        for (arguments, status) in [
            (["http://127.0.0.1:1/"], 69), (["ftp://a.example/"], 64), ([desk.url("/404")], 69),
        ] {
            let run = try Program(["feeds", "discover"] + arguments + ["--config", config], in: desk)
            #expect(await run.wait() == Int32(status), "\(arguments)")
        }
    }

    @Test func `an export is imported again, groups and all, and nothing twice`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let list = desk.folder.appendingPathComponent("room.opml")
        let old = """
            <?xml version="1.0"?><opml version="2.0"><head><title>mine</title></head><body>
            <!-- kept --><outline text="A &amp; &lt;B&gt;" xmlUrl="https://a.example/rss?x=1&amp;y=2"/>
            </body></opml>
            """
        try Data(old.utf8).write(to: list)
        let config = try desk.configure([], extra: "", feeds: "  - {opml: room.opml}", topic: .small)
        let brought = """
            <opml version="2.0"><body><outline text="World">
            <outline text="Asia"><outline type="rss" text="C" xmlUrl="http://c.example/feed" category="/x/y,/z"/></outline>
            <outline text="again" xmlUrl="https://A.example:443/rss?x=1&amp;y=2"/>
            <outline text="bad" xmlUrl="file:///etc/passwd"/></outline></body></opml>
            """
        let first = try Program(["feeds", "import", "-", "--config", config], in: desk, input: brought)
        #expect(await first.wait() == 0, "\(first.told)")
        #expect(first.printed.contains("1 feeds added"), "\(first.printed)")
        #expect(
            first.told.contains("standard input:3:1: warning: feed https://A.example:443/rss is subscribed already")
        )
        #expect(first.told.contains("file:///etc/passwd"))
        let text = try String(contentsOf: list, encoding: .utf8)
        #expect(text.contains("<!-- kept -->") && text.contains("http://c.example/feed"), "\(text)")
        let second = try Program(["feeds", "import", "-", "--config", config], in: desk, input: brought)
        #expect(await second.wait() == 0)
        #expect(second.printed.contains("0 feeds added"))
        #expect(try String(contentsOf: list, encoding: .utf8) == text)

        let export = try Program(["feeds", "export", "--config", config], in: desk)
        #expect(await export.wait() == 0)
        #expect(export.printed.contains("<outline text=\"World\">"), "\(export.printed)")
        #expect(export.printed.contains("category=\"/Asia,/x/y,/z\""), "\(export.printed)")
        #expect(export.printed.contains("text=\"A &amp; &lt;B&gt;\""))
        let other = desk.folder.appendingPathComponent("other.opml")
        let third = try Program(["feeds", "import", "-", "--into", other.path], in: desk, input: export.printed)
        #expect(await third.wait() == 0, "\(third.told)")
        #expect(third.printed.contains("2 feeds added"))
    }

    @Test func `a list that was cut off is refused with its place, and nothing is written`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure(["/one"], topic: .small)
        let cut = "<opml version=\"2.0\">\n<body>\n  <outline text=\"a\" xmlUrl=\"https://a.example/\"/>\n"
        let into = desk.folder.appendingPathComponent("new.opml").path
        let run = try Program(["feeds", "import", "-", "--into", into, "--config", config], in: desk, input: cut)
        #expect(await run.wait() == 65)
        #expect(run.told.contains("standard input:2:1: <body> is never closed"), "\(run.told)")
        #expect(!FileManager.default.fileExists(atPath: into))
        let unclear = try Program(["feeds", "import", "-", "--config", config], in: desk, input: cut)
        #expect(await unclear.wait() == 64)
        let missing = try Program(["feeds", "import", "/nowhere.opml", "--into", into, "--config", config], in: desk)
        #expect(await missing.wait() == 66)
    }
}
