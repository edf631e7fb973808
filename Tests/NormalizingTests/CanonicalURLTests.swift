import Domain
import TestSupport
import Testing
import Texts

@testable import Normalizing

@Suite struct CanonicalURLTests {
    private static let page = "news.example/world/summit-17"

    @Test(
        "spellings of one address meet",
        arguments: [
            "https://news.example/world/summit-17", "http://news.example/world/summit-17",
            "https://www.news.example/world/summit-17",
            "https://m.news.example/world/summit-17", "https://mobile.news.example/world/summit-17",
            "https://amp.news.example/world/summit-17",
            "https://NEWS.example/world/summit-17/", "https://news.example:443/world/summit-17",
            "http://news.example:80/world/summit-17",
            "https://news.example//world/summit-17", "https://news.example/world/./x/../summit-17",
            "https://news.example/world/summit-17#comments",
            "https://news.example/world/summit%2D17",
            "https://news.example/world/summit-17?utm_source=rss&utm_medium=feed",
            "https://news.example/world/summit-17?fbclid=a1&ref=home",
            "https://news.example/world/summit-17?cmp=rss&cid=feed_top",
            "https://news.example/world/summit-17/amp", "https://news.example/world/summit-17/amp/",
            "https://news.example/amp/world/summit-17",
            "https://news.example/world/summit-17.amp", "https://news.example/world/summit-17?amp=1",
            "https://news.example/world/summit-17/index.html",
            "https://www-news-example.cdn.ampproject.org/c/s/www.news.example/world/summit-17",
            "https://www.google.com/amp/s/news.example/world/summit-17",
            " https://user:secret@news.example/world/summit-17;jsessionid=12AB ",
            "https://news.example/world/summit-17?source=rss",
        ]
    )
    func spellings(_ url: String) { #expect(CanonicalURL.make(url) == Self.page) }

    @Test(
        "what names a page is kept",
        arguments: [
            ("https://news.example/story.php?id=2&page=a", "news.example/story.php?id=2&page=a"),
            ("https://news.example/story.php?page=a&id=2", "news.example/story.php?id=2&page=a"),
            ("https://news.example/Story", "news.example/Story"),
            ("https://news.example:8080/a", "news.example:8080/a"),
            ("https://news.google.com/rss/articles/CBMi?oc=5", "news.google.com/rss/articles/CBMi"),
            ("https://m.example/a", "m.example/a"),
            ("https://news.example/?cid=4711", "news.example/?cid=4711"),
            ("https://новости.example/a", "новости.example/a"),
            ("https://news.example/a?source=desk7", "news.example/a?source=desk7"),
            ("https://news.example", "news.example/"),
        ]
    )
    func kept(_ url: String, _ canonical: String) { #expect(CanonicalURL.make(url) == canonical) }

    @Test(
        "what is no web address has no form",
        arguments: ["", "urn:uuid:1", "mailto:a@b.example", "/world/a", "https://", "http:// /"]
    )
    func none(_ url: String) { #expect(CanonicalURL.make(url).map { $0.isEmpty } != true) }

    @Test("hostile addresses neither trap nor grow")
    func hostile() {
        for url in [
            "https://%", "https://a/%4", "https://a/%zz", "https://a/?&&&=&", "//", "https://:80/",
            "https://a/" + String(repeating: "../", count: 2_000),
        ] {
            #expect((CanonicalURL.make(url) ?? "").utf8.count <= 3 * CanonicalURL.limit)
        }
        #expect(CanonicalURL.make("https://a/" + String(repeating: "x", count: 5_000)) == nil)
    }
}

@Suite struct OrdinaryURLTests {
    private static let parts = [
        "http://", "https://", "HTTPS://", "//", "www.", "m.", "wap.", "www2.", "amp.", "mobile.", "news", "a",
        "google.", "bing.",
        ".cdn.ampproject.org", "ampproject.org", ".org", ".example", ".", "..", "/", "//", "/amp", "/a", "/2026/11",
        "/x", "-amp.html",
        ".amp", ".html", "index.html", "/Index.PHP", "/default.htm", "/index", "%41", "%2f", ";jsessionid=1", ";a=b",
        "~me", "_", ",",
        "?id=3", "/?p=12", "?p=", "?cid=", "?page_id=a.b", "?m=1", "=", "?utm_source=x", "&", "#top", ":80", ":8080",
        "@", " ", "é", "世", "\\", "Z", "7", "-",
    ]

    @Test func `an ordinary address gives what taking it apart gives`() {
        var random = SeededRandom(seed: 64)
        var ordinary = 0
        for _ in 0..<20_000 {
            let middle = (0..<random.below(7)).map { _ in Self.parts[random.below(Self.parts.count)] }.joined()
            let url = Self.parts[random.below(4)] + (random.below(2) == 0 ? "" : "news.example/story") + middle
            #expect(CanonicalURL.make(url) == CanonicalURL.taken(apart: url), "\(url)")
            if OrdinaryURL.start(url.utf8Span.span) != nil { ordinary += 1 }
        }
        #expect(ordinary > 500)
    }

    @Test(arguments: [
        "https://news.example/2026/11/21/a-summit-17", "http://www.news.example/world/summit_17.html",
        "https://m.news.example.org/story", "https://m.example/x",
    ])
    func `most addresses are ordinary`(_ url: String) {
        #expect((OrdinaryURL.start(url.utf8Span.span) != nil) == (!url.contains("/a-") && !url.contains("m.news")))
    }

    @Test(arguments: OrdinaryURL.pageNames.map { String(decoding: $0, as: UTF8.self) })
    func `the name of a page is no tracker's, whatever its value`(_ name: String) {
        for value in ["", "1", "17", "true", "amp", "rss", "feed_top", "a.b-c~d,e"] {
            #expect(!Trackers.isTracker(name, value: Array(value.utf8)))
            let url = "https://news.example/?\(name)=\(value)"
            #expect(CanonicalURL.make(url) == "news.example/?\(name)=\(value)")
            #expect(CanonicalURL.taken(apart: url) == CanonicalURL.make(url))
        }
    }

    @Test(arguments: [
        ("https://old.example/news/17", "/news/17"), ("http://www.new.example/news/17?utm_source=a", "/news/17"),
        ("17 at https://news.example", "17 at"), ("https://news.example/a", nil), ("tag:news.example,2026:17", nil),
        ("", nil),
    ])
    func `a guid's tail is what stays when a site moves`(_ guid: String, _ tail: String?) {
        #expect(Keys.tail(of: guid) == tail.map { StableHash.of($0) })
    }

    @Test(arguments: [
        ("a.example/b", "a.example", "a.example"), ("a.example.org/b", "a.example", "a.example.org"),
        ("a.example", "a.example", "a.example"), ("b/c", "", "b"), ("b.example/c", "a.example", "b.example"),
    ])
    func `an authority is that of the address, whatever came before`(
        _ url: String,
        _ before: String,
        _ authority: String
    ) {
        #expect(CanonicalURL.authority(ofCanonical: url, like: before) == authority)
    }
}
