import Testing

@testable import Semantics

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("Talks in Geneva", 1_000, "Talks in Geneva"),
        ("line\none\u{0}two", 1_000, "line one two"),
        ("переговоры", 5, "пе"),
        ("談話", 2, ""),
        ("", 10, ""),
        (" \n\t", 10, ""),
        ("a\u{FDFA}b", 10, "a b"),
    ])
    func `a text becomes one that the engine can bear`(_ text: String, _ most: Int, _ prepared: String) {
        #expect(PlainText.prepared(text, mostBytes: most) == prepared)
    }

    @Test func `ligatures that unfold to phrases cannot overrun the engine`() {
        let hostile = String(repeating: "\u{FDFA}", count: 10_000)
        #expect(PlainText.prepared(hostile, mostBytes: 1_000).isEmpty)
    }
}
