import Domain
import Testing

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
