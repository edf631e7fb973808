import Domain
import Testing

@testable import Parsing

/// CDATA sections, which are lifted out of a document before libxml2 reads it.
struct CDATATests {
    private func parse(_ inner: String) throws -> FeedDocument {
        let text = "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>\(inner)</channel></rss>"
        return try FeedParser.parse(Array(text.utf8), contentType: nil, base: nil)
    }

    private func sections(_ text: String) -> [String]? {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBufferPointer { document in
            unsafe LiftedSections(document, from: 0)?.sections.map { section in
                String(decoding: bytes[section], as: UTF8.self)
            }
        }
    }

    @Test(
        arguments: [
            ("<a><![CDATA[x]]></a>", ["x"]),
            ("<a><![CDATA[]]><![CDATA[<b>&amp;</b>]]></a>", ["", "<b>&amp;</b>"]),
            ("<a><![CDATA[]]]]><![CDATA[>]]></a>", ["]]", ">"]),
            ("<a><!-- <![CDATA[ --><![CDATA[y]]></a>", ["y"]),
            ("<a><?p <![CDATA[ ?><![CDATA[y]]></a>", ["y"]),
            ("<a><![CDATA[<!-- ]]>--></a>", ["<!-- "]),
            ("<a><![CDATA[Я\t\r\nﷺ\u{FFFD}]]></a>", ["Я\t\r\nﷺ\u{FFFD}"]),
            // Nothing to lift, or nothing that may be.
            ("<a>x</a>", nil), ("<a><!-- <![CDATA[x]]> --></a>", nil), ("<a><![CDATA[x</a>", nil),
            ("<a><![CDATA[x]]><!-- </a>", nil), ("<a><![CDATA[x]]><?p </a>", nil), ("<a><![CDATA[\u{1}]]></a>", nil),
            ("<a><![CDATA[12345678\u{1}]]></a>", nil), ("<a><![CDATA[\u{FFFE}]]></a>", nil),
            ("<a><![CDATA[12345\u{FFFF}]]></a>", nil), ("<!ELEMENT a><a><![CDATA[x]]></a>", nil),
        ] as [(String, [String]?)]
    )
    func `sections are told from what looks like them`(text: String, expected: [String]?) {
        #expect(sections(text) == expected)
    }

    @Test func `every section comes where it stood`() throws {
        let items = (0..<200).map { number in
            "<item><title>A <![CDATA[<b>\(number)</b>]]> &amp; <![CDATA[]]>B</title>"
                + "<description><![CDATA[<p>\(String(repeating: "word & \(number) ", count: number * 3))</p>]]></description></item>"
        }
        let document = try parse(items.joined(separator: "\n<!-- <![CDATA[no]]> -->"))
        #expect(document.entries.map(\.title) == (0..<200).map { "A \($0) & B" })
        for (number, entry) in document.entries.enumerated() {
            #expect(entry.summary?.split(separator: " ").count ?? 0 == number * 9)
        }
        #expect(document.problems.isEmpty)
    }

    @Test func `lines in sections count`() throws {
        let document = try parse(
            "\n<item><title><![CDATA[a\nb\n\nc]]></title>\n<pubDate>yesterday-ish</pubDate></item>"
        )
        #expect(document.problems.map { "\($0.code) \($0.line)" } == ["bad-date 6"])
        let broken = try parse("\n<item><title><![CDATA[a\nb\n\nc]]></title>\n<b></item>")
        let problem = try #require(broken.problems.first)
        #expect(problem.code == "malformed" && problem.line == 6 && problem.message.contains("b line 6"))
        let long = String(repeating: "<p>\n", count: 40_000)
        let late = try parse("<item><title><![CDATA[\(long)]]>a</title><pubDate>yesterday-ish</pubDate></item>")
        #expect(late.entries.map(\.title) == ["a"] && late.problems.map(\.line) == [40_001])
    }

    @Test func `what is no character of XML is mended as elsewhere`() throws {
        let document = try parse("<item><title><![CDATA[a\u{1}b]]></title></item>")
        #expect(document.entries.map(\.title) == ["ab"])
        #expect(document.problems.first?.code == "malformed")
    }

    @Test func `a section that is never closed loses no entry before it`() throws {
        let document = try parse("<item><title>a</title></item><item><title><![CDATA[b</title></item>")
        #expect(document.entries.first?.title == "a")
        #expect(!document.isComplete)
    }

    @Test func `a text longer than its bound is cut, and the next is whole`() throws {
        let long = String(repeating: "wörter ", count: 200_000)
        let document = try parse(
            "<item><title>a</title><description><![CDATA[\(long)]]></description></item><item><title><![CDATA[b]]></title></item>"
        )
        #expect(document.entries.map(\.title) == ["a", "b"])
        #expect(document.entries[0].summary?.isEmpty == false)
        #expect(document.problems.contains { $0.code == "text-cut" })
    }
}
