import Domain
import Testing

@testable import Parsing

/// Bytes that are no feed, and feeds that are made to hurt.
struct HostileTests {
    @Test(arguments: [
        ("", "empty"), (" \n ", "empty"), ("<!DOCTYPE html><html><body>x</body></html>", "html"),
        ("<html><title>Just a moment...</title></html>", "bot-wall"),
        ("<opml version='2.0'><body/></opml>", "not-a-feed"),
        (
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://a.org/</loc></url></urlset>",
            "not-a-feed"
        ),
        ("<service xmlns='http://www.w3.org/2007/app'/>", "not-a-feed"), ("hello", "not-a-feed"),
        ("<?xml version='1.0'?>", "not-a-feed"),
        ("{\"error\": 404}", "not-a-feed"), ("[1, 2]", "not-a-feed"),
        ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": \"1\"", "not-a-feed"),
        ("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss/>", "entity-declaration"),
        ("<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><rss/>", "entity-declaration"),
        ("<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://a.org/x.dtd'>%p;]><rss/>", "entity-declaration"),
    ])
    func `what is no feed is refused with its reason`(text: String, code: String) {
        #expect {
            try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        } throws: {
            ($0 as? NotAFeed)?.code == code
        }
    }

    private func parse(_ inner: String) throws -> FeedDocument {
        let text = "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>\(inner)</channel></rss>"
        return try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
    }

    @Test func `declared entities are never expanded`() throws {
        let text =
            "<!DOCTYPE rss [<!ENTITY co 'Example'>]><rss version='2.0'><channel><title>&co; &copy;</title></channel></rss>"
        #expect(try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil).title == "&co; ©")
    }

    @Test func `elements too deep lose their tags and not their text`() throws {
        let deep = String(repeating: "<a>", count: 5_000) + "x" + String(repeating: "</a>", count: 5_000)
        let document = try parse(
            "<item><title>a</title><description>\(deep)</description></item><item><title>b</title></item>"
        )
        #expect(document.entries.map(\.title) == ["a", "b"])
        #expect(document.entries.first?.summary == "x")
    }

    @Test func `a tag of more than 64 KB loses its attributes`() throws {
        let attributes = (0..<20_000).map { "a\($0)='v'" }.joined(separator: " ")
        let document = try parse("<item><title>a</title></item><item \(attributes)><title>b</title></item>")
        #expect(document.entries.map(\.title) == ["a", "b"])
    }

    @Test func `no more than 5,000 entries are taken`() throws {
        let document = try parse(String(repeating: "<item><title>a</title></item>", count: 5_100))
        #expect(document.entries.count == 5_000)
        #expect(document.problems.contains { $0.code == "too-many-entries" })
    }

    @Test func `namespaces are counted while they are in scope`() throws {
        let div = "<div xmlns='http://www.w3.org/1999/xhtml'>x</div>"
        let entries = String(repeating: "<entry><content type='xhtml'>\(div)</content></entry>", count: 700)
        let text = "<feed xmlns='http://www.w3.org/2005/Atom'>\(entries)</feed>"
        #expect(try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil).entries.count == 700)
        let nested = (0..<20).map { level in
            "<e " + (0..<100).map { "xmlns:p\(level)q\($0)='u:\($0)'" }.joined(separator: " ") + ">"
        }
        #expect(try parse("<item><title>a</title></item>\(nested.joined())").entries.map(\.title) == ["a"])
    }

    @Test func `a text ends at a megabyte`() throws {
        let document = try parse("<item><title>\(String(repeating: "a ", count: 1 << 20))</title></item>")
        #expect((document.entries.first?.title?.utf8.count ?? 0) <= 1 << 20)
        #expect(document.problems.contains { $0.code == "text-cut" })
    }

    @Test(arguments: [
        "<", "&", "<a b=\"", "<![CDATA[", "&lt;!--", "</b>", "<b>", "<item>", "<!", "<?", "&lt;a b=\"", "\u{301}",
        "]]>",
    ])
    func `floods of one thing are read in one pass`(unit: String) throws {
        _ = try parse("<item><title>\(String(repeating: unit, count: 20_000))</title></item>")
    }

    @Test func `any prefix and any damaged byte of a document is taken or refused`() {
        let text = Array(FeedParserTests.atom.utf8)
        for cut in stride(from: 0, to: text.count, by: 7) {
            do { _ = try FeedParser.parse(Array(text[..<cut]), contentType: nil, base: nil) } catch {}
            var damaged = text
            damaged[cut] = UInt8(truncatingIfNeeded: cut &* 31)
            do { _ = try FeedParser.parse(damaged, contentType: nil, base: nil) } catch {}
        }
    }
}
