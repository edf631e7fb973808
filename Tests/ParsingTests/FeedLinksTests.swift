import Foundation
import Testing

@testable import Parsing

/// The feeds that pages name, in the spellings of the web.
struct FeedLinksTests {
    private static func find(_ page: String, base: String = "https://a.example/b/c?d") -> [String] {
        FeedLinks.find(in: Array(page.utf8), base: base).map { "\($0.url) \($0.title ?? "-")" }
    }

    @Test(
        arguments: [
            ("<link rel=alternate type=application/rss+xml href=/rss>", ["https://a.example/rss -"]),
            (
                "<LINK HREF='x.xml' TYPE='application/atom+xml' REL='home ALTERNATE' title='A &amp; B'/>",
                ["https://a.example/b/x.xml A & B"]
            ),
            (
                "<link rel=\"alternate\" type=\"application/feed+json\" href=\"//f.example/j?a&amp;b\">",
                ["https://f.example/j?a&b -"]
            ),
            ("<base href='/n/'><link rel=feed href=f><base href='/x/'>", ["https://a.example/n/f -"]),
            ("<link rel=alternate type='application/rss+xml; charset=utf-8' href=r#top>", ["https://a.example/b/r -"]),
            (
                "<link rel=alternate type=application/rss+xml href=r><link type=application/rss+xml rel=alternate href=r>",
                ["https://a.example/b/r -"]
            ),
            ("<link rel=alternate type=application/rss+xml href=feed://f.example/r>", ["http://f.example/r -"]),
            (
                "<link rel=alternate type=application/rss+xml href='FEED:https://f.example/r'>",
                ["https://f.example/r -"]
            ),
            ("<link rel=alternate type=application/rss+xml href='feed:file:///etc/passwd'>", []),
            ("<link rel=alternate hreflang=de href=/de>", []),
            ("<link rel=stylesheet type=text/xml href=/x>", []),
            ("<link rel='alternate stylesheet' type=text/xml href=/x>", []),
            ("<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/2>", []),
            ("<link rel=alternate type=application/rss+xml href=javascript:alert(1)>", []),
            ("<link rel=alternate type=application/rss+xml>", []),
            (
                "<!-- <link rel=feed href=/x> --><script>'<link rel=feed href=/y>'</SCRIPT><link rel=feed href=/z>",
                ["https://a.example/z -"]
            ),
            ("<title><link rel=feed href=/x></title><link rel=feed href=/z>", ["https://a.example/z -"]),
            ("<link rel=feed href='/unclosed", ["https://a.example/unclosed -"]),
            ("<!-- <link rel=feed href=/x>", []),
            ("< link rel=feed href=/x><li>nk", []),
        ] as [(String, [String])]
    )
    func `links are found where they are links`(_ page: String, _ links: [String]) {
        #expect(Self.find(page) == links)
    }

    @Test func `there are at most twenty, from the first megabyte`() {
        let many = (0..<50).map { "<link rel=feed href=/\($0)>" }.joined()
        #expect(Self.find(many).count == 20)
        #expect(Self.find(String(repeating: " ", count: 1_000_000) + many) == [])
    }

    @Test func `any bytes end`() {
        var random = SystemRandomNumberGenerator()
        let parts = [
            "<", "link", " rel=feed", " href='", "'", "\"", ">", "<!--", "-->", "<script>", "</script", "&#x", "=", "/",
        ]
        for _ in 0..<2_000 {
            let page = (0..<30).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            _ = Self.find(page)
        }
        _ = Self.find(String(repeating: "<link ", count: 150_000))
        _ = Self.find(String(repeating: "<a b='", count: 150_000))
    }

    @Test func `a page is read in the encoding that it has`() throws {
        let link = "<link rel=alternate type='application/rss+xml' title='Новости' href=/r>"
        let base = "https://a.example/"
        let expected = [FeedLinks.Link(url: "https://a.example/r", title: "Новости", type: "application/rss+xml")]
        let cyrillic = try #require(link.data(using: .windowsCP1251))
        #expect(
            FeedLinks.find(in: Array(cyrillic), base: base, contentType: "text/html; charset=windows-1251") == expected
        )
        let meta = Array("<meta http-equiv=x content='text/html; Charset=windows-1251'>".utf8) + cyrillic
        #expect(FeedLinks.find(in: meta, base: base, contentType: "text/html") == expected)
        for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
            let wide = try #require("<html>\(link)".data(using: encoding))
            #expect(FeedLinks.find(in: Array(wide), base: base, contentType: "text/html") == expected)
        }
    }

    @Test(arguments: [
        ("</r>; rel=\"alternate\"; type=\"application/rss+xml\"", ["https://a.example/r -"]),
        (
            "<style.css>; rel=preload, <r?a=1,2;b>;type=application/atom+xml ; Rel=Alternate; title=\"A, \\\"B; c\"",
            ["https://a.example/b/r?a=1,2;b A, \\\"B; c"]
        ),
        ("<feed:https://f.example/>; rel=feed", ["https://f.example/ -"]),
        ("</fr>; rel=alternate; hreflang=fr, </x>; rel=\"alternate\"; type=text/html", []),
        ("</r>; rel=alternate; type=application/rss+xml; anchor=\"/other\"", []),
        ("<", []), ("<>", []), ("</r", []), ("</r>;rel=\"feed", ["https://a.example/r -"]), ("</r>;\"\\", []),
        (",;<", []),
    ]) func `what Link fields name is found as what a page names`(_ field: String, _ links: [String]) {
        let found = FeedLinks.find(inFields: [field], base: "https://a.example/b/c?d")
        #expect(found.map { "\($0.url) \($0.title ?? "-")" } == links)
    }
}
