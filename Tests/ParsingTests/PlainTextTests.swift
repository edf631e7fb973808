import Testing

@testable import Parsing

struct PlainTextTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let expected: String?
        var mode = TextMode.html
        var testDescription: String { text }

        init(_ text: String, _ expected: String?, _ mode: TextMode = .html) {
            self.text = text
            self.expected = expected
            self.mode = mode
        }
    }

    @Test(arguments: [
        Case("one two", "one two"),
        Case("  one \n\t two  ", "one two"),
        Case(
            "a sentence of more than eight bytes  with two spaces",
            "a sentence of more than eight bytes with two spaces"
        ),
        Case("<p>one</p><p>two</p>", "one two"),
        Case("on<b>e</b>", "one"),
        Case("one<br/>two", "one two"),
        Case("a<script>if (1 < 2) {}</script>b", "a b"),
        Case("a<style>p > b {}</style>b", "a b"),
        Case("a<!-- no > no -->b", "ab"),
        Case("a<!-- open", "a<!-- open"),
        Case("1 < 2 and 3<4", "1 < 2 and 3<4"),
        Case("<a href=\"x>y\">link</a>", "link"),
        Case("<a title='it\"s'>link</a>", "link"),
        Case("<a href=\"open>link</a>", "link"),
        Case("AT&amp;T &lt;b&gt; &eacute; &#233; &#xE9; &nbsp;&hellip;", "AT&T <b> é é é …"),
        Case("&#146;t is &#x99;", "’t is ™"),
        Case("&copy 2025 &copy=1", "© 2025 &copy=1"),
        Case("&nothing; & &;", "&nothing; & &;"),
        Case("&#0; &#xD800; &#99999999;", "\u{FFFD} \u{FFFD} \u{FFFD}"),
        Case("\u{1}a\u{8}b\u{7F}c", "abc"),
        Case("\u{A0}a\u{A0}b", "a b"),
        Case("<![CDATA[inner]]>", "inner]]>"),
        Case("<img src='x' alt='the &amp; harbour'>", "the & harbour"),
        Case("<img src='x' alt='harbour'>Ferry late", "Ferry late"),
        Case("<img src='x'>", nil),
        Case("", nil),
        Case("e\u{301}te\u{301}", "été"),
        Case("1 < 2 &amp; <b>", "1 < 2 &amp; <b>", .plain),
        Case("PHA+b25lPC9wPg==", "one", .base64HTML),
        Case("no base64!", "no base64!", .maybeBase64),
        Case(" urn:x y \n", "urn:x y", .token),
    ])
    func `HTML becomes what a reader sees`(_ test: Case) {
        var plain = PlainText()
        let text = plain.string(Array(test.text.utf8), test.mode)
        #expect(text.map { Array($0.utf8) } == test.expected.map { Array($0.utf8) })
    }

    @Test(arguments: [
        ("jo@a.org (Jo Doe)", "Jo Doe"), ("Jo Doe <jo@a.org>", "Jo Doe"), ("Jo Doe (jo@a.org)", "Jo Doe"),
        ("Jo Doe", "Jo Doe"),
        ("jo@a.org", "jo@a.org"), ("Jo (the) Doe", "Jo (the) Doe"),
    ])
    func `an author is a name where there is one`(text: String, expected: String) {
        #expect(AuthorText.names(text) == [expected])
    }
}
