import Domain
import Foundation
import TestSupport
import Testing

@testable import Alerting

/// The alerts as Atom and JSON Feed.
struct AlertFeedTests {
    private static func alert(_ number: Int, title: String, summary: String, url: String?) -> Alert {
        Sample.alert(
            number,
            title: title,
            summary: summary,
            url: url,
            feedName: "Wire & <Co>",
            published: Sample.start.advanced(by: -60),
            raised: Sample.start.advanced(by: Int64(number)),
            coverage: []
        )
    }

    private static func feed(_ alerts: [Alert]) -> AlertFeed {
        AlertFeed(alerts: alerts, topic: "talks & more", base: "http://127.0.0.1:7780", since: Sample.start)
    }

    @Test func `an Atom entry has id, updated, author and link, all escaped`() {
        let hostile = Self.alert(
            7,
            title: "]]> <b>Talks</b> & \"more\"\u{0}\u{202E}",
            summary: "",
            url: "https://a.example/?a=1&b=2"
        )
        let text = Self.feed([hostile]).atom
        #expect(
            text == """
                <?xml version="1.0" encoding="utf-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom">
                <id>urn:hotline:alerts</id>
                <title type="text">Hotline alerts: talks &amp; more</title>
                <updated>\(hostile.raised)</updated>
                <author><name>Hotline</name></author>
                <link rel="self" type="application/atom+xml" href="http://127.0.0.1:7780/alerts.atom"/>
                <link rel="alternate" type="text/html" href="http://127.0.0.1:7780/"/>
                <entry>
                <id>urn:hotline:alert:a7</id>
                <title type="text">]]&gt; &lt;b&gt;Talks&lt;/b&gt; &amp; &quot;more&quot;</title>
                <updated>\(hostile.raised)</updated>
                <published>\(hostile.item.published.time)</published>
                <author><name>Wire &amp; &lt;Co&gt;</name></author>
                <link rel="alternate" href="https://a.example/?a=1&amp;b=2"/>
                \(Self.categories(hostile))<content type="text" xml:lang="en">]]&gt; &lt;b&gt;Talks&lt;/b&gt; &amp; &quot;more&quot;</content>
                </entry>
                </feed>

                """
        )
    }

    private static func categories(_ alert: Alert) -> String {
        AlertFeed.Entry(alert).tags.map { "<category term=\"\($0)\"/>\n" }.joined()
    }

    @Test func `a JSON Feed item has the alert's id and no link that is none`() throws {
        let alerts = [
            Self.alert(2, title: "Two", summary: "S\n<i>", url: "javascript:alert(1)"),
            Self.alert(1, title: "One", summary: "", url: "https://a.example/1"),
        ]
        let feed = Self.feed(alerts)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(feed.jsonFeed)) as? [String: Any])
        #expect(object["version"] as? String == "https://jsonfeed.org/version/1.1")
        #expect(object["feed_url"] as? String == "http://127.0.0.1:7780/alerts.json")
        let items = try #require(object["items"] as? [[String: Any]])
        #expect(items.map { $0["id"] as? String } == ["a2", "a1"])
        #expect(items.map { $0["url"] as? String } == [nil, "https://a.example/1"])
        #expect(items.map { $0["content_text"] as? String } == ["S <i>", "One"])
        #expect(items.first?["date_published"] as? String == alerts[0].raised.description)
        #expect(feed.updated == alerts[0].raised)
    }

    @Test func `the newest hundred are told, and none is a feed too`() {
        let many = (0..<150).map { Self.alert($0, title: "T", summary: "", url: nil) }
        #expect(Self.feed(many).atom.components(separatedBy: "<entry>").count == 101)
        let none = Self.feed([])
        #expect(none.atom.contains("<updated>\(Sample.start)</updated>") && !none.atom.contains("<entry>"))
    }
}
