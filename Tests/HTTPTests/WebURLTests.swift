import TestSupport
import Testing

@testable import HTTP

struct WebURLTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let given: String
        let text: String?
        var origin: String?
        var testDescription: String { given }
    }

    static let absolute = [
        Case(given: "http://example.org/a?b=c#d", text: "http://example.org/a?b=c", origin: "http://example.org:80"),
        Case(given: "HTTPS://EXAMPLE.org", text: "https://EXAMPLE.org/", origin: "https://example.org:443"),
        Case(given: "http://example.org:8080/", text: "http://example.org:8080/", origin: "http://example.org:8080"),
        Case(given: "http://[::1]:81/x", text: "http://[::1]:81/x", origin: "http://[::1]:81"),
        Case(
            given: "http://example.org/сводка?q=а",
            text: "http://example.org/%d1%81%d0%b2%d0%be%d0%b4%d0%ba%d0%b0?q=%d0%b0"
        ),
        Case(
            given: "http://Bücher.example/ü",
            text: "http://xn--bcher-kva.example/%c3%bc",
            origin: "http://xn--bcher-kva.example:80"
        ),
        Case(given: "https://пример.рф:8443/", text: "https://xn--e1afmkfd.xn--p1ai:8443/"),
        Case(given: "http://b%C3%BCcher.example/", text: "http://xn--bcher-kva.example/"),
        Case(given: "http://a\u{1F4A9}\u{FFFD}.example/", text: nil),
        Case(given: "http://example.org/a%20b%2F", text: "http://example.org/a%20b%2F"),
        Case(given: "127.0.0.1:1/feed.xml", text: nil),
        Case(given: "example.org/feed.xml", text: nil),
        Case(given: "file:///etc/passwd", text: nil),
        Case(given: "ftp://example.org/", text: nil),
        Case(given: "gopher://127.0.0.1:1/_x", text: nil),
        Case(given: "javascript:alert(1)", text: nil),
        Case(given: "data:text/xml,<rss/>", text: nil),
        Case(given: "http:///path", text: "http://path/"),
        Case(given: "http://", text: nil),
        Case(given: "", text: nil),
        Case(given: "http://example.org:0/", text: nil),
        Case(given: "http://example.org:99999/", text: nil),
        Case(given: "http://example.org:1x/", text: nil),
        Case(given: "http://127.0.0.1:80\\@example.org/", text: nil),
        Case(given: "http://127.0.\t0.1/", text: nil),
        Case(given: "http://example.org/a b", text: nil),
        Case(given: "http://example.org/\u{1B}[31m", text: nil),
        Case(given: "http://exa\u{0}mple.org/", text: nil),
        Case(given: "http://[bad/", text: nil),
        Case(given: "http://example.org/" + String(repeating: "a", count: 9_000), text: nil),
    ]

    @Test(arguments: absolute) func `is read as libcurl reads it, or refused`(_ row: Case) {
        do {
            let url = try WebURL(row.given)
            #expect(url.text == row.text)
            if let origin = row.origin { #expect(url.origin == origin) }
        } catch {
            #expect(row.text == nil, "\(error.reason)")
        }
    }

    @Test func `numeric spellings of a host become its address`() throws {
        for spelled in ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"] {
            #expect(try WebURL("http://\(spelled)/").host == "127.0.0.1")
        }
    }

    @Test func `userinfo is taken out and never printed`() throws {
        let url = try WebURL("https://us%40er:pa%3Ass@example.org/feed?key=1")
        #expect(url.credentials == "us@er:pa:ss")
        #expect(url.text == "https://example.org/feed?key=1")
        #expect(try WebURL("https://user@example.org/").credentials == "user:")
        #expect(try WebURL("https://example.org/").credentials == nil)
    }

    static let relative: [Case] = [
        Case(given: "../good/feed.xml", text: "https://example.org/good/feed.xml"),
        Case(given: "/x", text: "https://example.org/x"),
        Case(given: "?page=2", text: "https://example.org/a/b?page=2"),
        Case(given: "//other.org/y", text: "https://other.org/y"),
        Case(given: "http://other.org", text: "http://other.org/"),
        Case(given: "c#fragment", text: "https://example.org/a/c"),
        Case(given: "", text: nil),
        Case(given: "//user:x@other.org/y", text: nil),
        Case(given: "file:///etc/passwd", text: nil),
        Case(given: "javascript:alert(1)", text: nil),
        Case(given: "mailto:a@b.org", text: nil),
        Case(given: "http://127.0.0.1\u{0}.invalid:1/", text: nil),
    ]

    @Test(arguments: relative) func `a Location is resolved and judged`(_ row: Case) throws {
        let base = try WebURL("https://example.org/a/b?q=1")
        do {
            #expect(try base.resolving(row.given).text == row.text)
        } catch {
            #expect(row.text == nil, "\(error.reason)")
        }
    }

    @Test(
        "http and https of a name are one host, another port is another",
        arguments: [
            ("http://Outlet.example/feed", "outlet.example"), ("https://outlet.example:443/x", "outlet.example"),
            ("http://outlet.example:8080/", "outlet.example:8080"), ("https://[::1]:7/", "[::1]:7"),
        ]
    )
    func server(_ url: String, _ server: String) throws { #expect(try WebURL(url).server == server) }

    /// Pieces of which near-plain URLs are made: each list has what is plain, and what is just not.
    private static let schemes = [["http://", "https://"], ["HTTP://", "ftp://", ""]]
    private static let hosts = [
        ["a", "b7", "example", ".org", ".com", "-", "127.0.0.1"],
        [".", "10.1", "0x7f", "1", "01", "256", "..", "[::1]", "A", "ä", "255.255.255.255", "u:p@", "%41", "_"],
    ]
    private static let ports = [["", ":8080", ":65535"], [":65536", ":80", ":443", ":", ":08", ":0"]]
    private static let tails = [
        ["/a", "/feed.xml", "/B", "-", "~", "_", "x."],
        ["/", "/.", "/..", "//", "?q=1", "&b=", "?", "#", "%41", "@", "+", ";", "ä", "=", ".", ":"],
    ]

    @Test func `what is taken as plain, libcurl reads the same`() throws {
        var random = SeededRandom(seed: 20_251_121)
        var plain = 0
        func piece(_ lists: [[String]]) -> String {
            lists[Int.random(in: 0..<6, using: &random) / 5].randomElement(using: &random) ?? ""
        }
        for _ in 0..<20_000 {
            var text = piece(Self.schemes)
            for _ in 0..<Int.random(in: 1...3, using: &random) { text += piece(Self.hosts) }
            text += piece(Self.ports)
            for _ in 0..<Int.random(in: 1...4, using: &random) { text += piece(Self.tails) }
            guard PlainURL(text) != nil else { continue }
            plain += 1
            let whole = try? WebURL(text, base: nil)
            let quick = try? WebURL(text)
            #expect(whole != nil && whole == quick, "\(text)")
        }
        #expect(plain > 500, "only \(plain) were plain")
    }

    @Test(arguments: [
        "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://1.2.3.04/",
        "http://a.1/", "http://a/./b", "http://a/../b", "http://a//b", "http://a", "http://a:80/", "http://a:0/",
        "http://u@a/", "http://a/%2e", "http://a/?", "http://a/b?c#d", "http://a../", "http://.a/", "http://A/",
        "http://a/ü",
    ])
    func `what could be read in two ways is left to libcurl`(_ text: String) { #expect(PlainURL(text) == nil) }

    @Test(arguments: [
        "http://example.org/", "https://www.example.co.uk/rss/news.xml", "http://127.0.0.1:8080/a?b=c&d=1",
        "https://feeds.example.org:8443/A_b-c~d/e.f/",
    ])
    func `most feeds' are plain`(_ text: String) { #expect(PlainURL(text) != nil) }
}
