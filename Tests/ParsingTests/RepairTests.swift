import Domain
import Testing

@testable import Parsing

/// Broken documents: what comes out, and what is told.
struct RepairTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let items: String
        let titles: [String?]
        let problem: String
        var isComplete = true
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a bare ampersand",
            items: "<item><title>AT&T</title></item>",
            titles: ["AT&T"],
            problem: "bare-ampersand"
        ),
        Case(
            name: "an HTML entity",
            items: "<item><title>caf&eacute;</title></item>",
            titles: ["café"],
            problem: "malformed"
        ),
        Case(
            name: "a control character",
            items: "<item><title>a\u{8}b</title></item>",
            titles: ["ab"],
            problem: "control-character"
        ),
        Case(
            name: "a bare less-than",
            items: "<item><title>1 < 2</title></item>",
            titles: ["1 < 2"],
            problem: "bare-less-than"
        ),
        Case(
            name: "unclosed HTML",
            items: "<item><title>a<br>b</title></item><item><title>c</title></item>",
            titles: ["a b", "c"],
            problem: "malformed"
        ),
        Case(
            name: "mis-nested HTML",
            items: "<item><title><b><i>a</b></i></title></item>",
            titles: ["a"],
            problem: "stray-end-tag"
        ),
        Case(
            name: "a title that is not closed",
            items: "<item><title>a<link>http://a.org/</link></item><item><title>b</title></item>",
            titles: ["a", "b"],
            problem: "unclosed-element"
        ),
        Case(
            name: "a date that is not closed before a foreign element",
            items: "<item><title>a</title><pubDate>Fri, 15 Aug 2025 19:30:00 GMT<x:y>1</x:y></item>",
            titles: ["a"],
            problem: "unclosed-element"
        ),
        Case(
            name: "an item that is not closed",
            items: "<item><title>a</title><item><title>b</title></item>",
            titles: ["a", "b"],
            problem: "unclosed-element"
        ),
        Case(
            name: "end tags the wrong way round",
            items: "<item><title>a</item></title><item><title>b</title></item>",
            titles: ["a", "b"],
            problem: "stray-end-tag"
        ),
        Case(
            name: "attributes without quotes",
            items: "<item><title x=1 y>a</title></item>",
            titles: ["a"],
            problem: "bad-tag"
        ),
        Case(
            name: "an attribute twice",
            items: "<item><title x='1' x='2'>a</title></item>",
            titles: ["a"],
            problem: "bad-tag"
        ),
        Case(
            name: "another case",
            items: "<item><title>a</Title></item><item><title>b</title></item>",
            titles: ["a", "b"],
            problem: "malformed"
        ),
        Case(
            name: "a numeric reference to nothing",
            items: "<item><title>a&#0;b&#x1F;c</title></item>",
            titles: ["a\u{FFFD}bc"],
            problem: "malformed"
        ),
    ]

    @Test(arguments: cases)
    func `a broken item is mended and told`(_ test: Case) throws {
        let text = "<?xml version='1.0'?>\n<rss version='2.0'><channel><title>t</title>\(test.items)</channel></rss>"
        let document = try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        #expect(document.entries.map(\.title) == test.titles)
        #expect(document.problems.contains { $0.code == test.problem })
        #expect(document.isComplete == test.isComplete)
    }

    @Test(arguments: [
        "<item><title>b", "<item><title>b</title>", "<item><title>b</title></ite", "<!-- open",
        "<item><title><![CDATA[b",
        "<item><link href='http://", "",
    ])
    func `a cut document gives the items that were whole`(tail: String) throws {
        let text = "<rss version='2.0'><channel><item><title>a</title></item>\(tail)"
        let document = try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        #expect(document.entries.map(\.title) == ["a"])
        #expect(!document.isComplete)
        #expect(document.problems.contains { $0.code == "truncated" })
    }

    @Test func `problems have the lines of the document as it came`() throws {
        let text =
            "\n\n<rss version='2.0'>\n<channel>\n<item>\n<pubDate>never</pubDate>\n<title>a &\n b</title></item></channel></rss>"
        let document = try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        #expect(document.problems.first { $0.code == "bad-date" }?.line == 6)
        #expect(document.problems.first { $0.code == "bare-ampersand" }?.line == 7)
    }

    @Test func `what stands around the document is left out`() throws {
        let text =
            "<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss version='2.0'><channel><title>t</title></channel></rss><p>ad</p>"
        let document = try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        #expect(document.title == "t")
        #expect(document.problems.contains { $0.code == "leading-junk" })
        #expect(document.isComplete)
    }

    @Test func `an undeclared prefix does not overwrite what it is not`() throws {
        let text =
            "<rss version='2.0'><channel><item><title>a</title><media:title>b</media:title><dc:creator>c</dc:creator></item></channel></rss>"
        let document = try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        #expect(document.entries.first?.title == "a")
        #expect(document.entries.first?.authors == ["c"])
    }

    @Test func `entities after the first error are kept`() throws {
        let text =
            "<rss version='2.0'><channel><item><title>x & y</title></item><item><title>Tom &amp; Jerry &lt;3</title></item></channel></rss>"
        let document = try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
        #expect(document.entries.map(\.title) == ["x & y", "Tom & Jerry <3"])
    }
}
