import Domain
import TestSupport
import Testing

@testable import Alerting

struct PlainTextTests {
    @Test(arguments: [
        ("plain", "plain"), (" a \t\n b ", "a b"), ("a\u{202E}b\u{2066}c", "abc"), ("a\u{0}b\u{1B}[31m", "ab[31m"),
        ("\u{FEFF}x\u{200B}y", "xy"), ("a\u{2028}b", "a b"), ("\u{E0041}x", "x"), ("e\u{301}", "e\u{301}"),
        ("👩\u{200D}🚀", "👩🚀"), ("Путин — Трамп", "Путин — Трамп"), ("", ""), ("\u{202E}", ""),
    ])
    func `cleaning leaves what people can see`(_ text: String, _ cleaned: String) {
        #expect(PlainText.clean(text) == cleaned)
    }

    @Test(arguments: [
        ("one two three", 13, "one two three"), ("one two three", 12, "one two…"), ("one two three", 8, "one two…"),
        ("abcdefghij", 5, "abcd…"), ("a bcdefghijklmnop", 10, "a bcdefgh…"), ("日本語日本語", 4, "日本語…"),
        ("abcde\u{301}\u{302}fgh", 6, "abcd…"), ("🇺🇸🇷🇺🇩🇪", 4, "🇺🇸…"), ("x", 0, ""), ("xy", 1, "…"), ("", 0, ""),
    ])
    func `cutting keeps words and characters whole`(_ text: String, _ limit: Int, _ cut: String) {
        #expect(PlainText.cut(text, to: limit, in: .scalars) == cut)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `whatever comes in, the cut fits and nothing forbidden is in it`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let pool: [Unicode.Scalar] = [
            "a", " ", "é", "日", "😀", "\u{301}", "\u{200B}", "\u{202E}", "\u{0}", "<", "@", "*", "\u{1F1FA}", "\n", "&",
            "\\",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<random.below(400) { text.append(pool[random.below(pool.count)]) }
        let limit = random.below(200)
        let cleaned = PlainText.clean(String(text))
        #expect(PlainText.clean(cleaned) == cleaned)
        #expect(PlainText.cut(cleaned, to: limit, in: .bytes).utf8.count <= limit)
        #expect(PlainText.cut(cleaned, to: limit, in: .scalars).unicodeScalars.count <= limit)
        #expect(PlainText.cut(cleaned, to: limit, in: .utf16).utf16.count <= limit)
        #expect(Markdown.escaped(cleaned, limit, in: .utf16).utf16.count <= limit)
        #expect(!cleaned.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" || $0 == "\u{200B}" })
    }

    @Test func `one grapheme of a megabyte is cut in time`() {
        let text = "a" + String(repeating: "\u{301}", count: 500_000)
        #expect(PlainText.cut(text, to: 100, in: .bytes).utf8.count <= 100)
    }

    @Test(arguments: [
        ("https://user:key@host.example:8443/feed.xml?token=x#y", "https://host.example:8443/feed.xml"),
        ("http://h", "http://h"), ("file:///etc/passwd", ""), ("https://h/@x", "https://h/@x"), ("", ""),
    ])
    func `a configured URL is told without its secrets`(_ url: String, _ told: String) {
        #expect(Link.withoutSecrets(url) == told)
    }

    @Test(arguments: [
        ("https://a.example/x?y=1", true), ("javascript:alert(1)", false), ("https://a.example/\u{202E}", false),
        ("https://a.example/a b", false), ("https://a.example/" + String(repeating: "x", count: 3_000), false),
        ("HTTP://A", true),
    ])
    func `a link is told whole or not at all`(_ url: String, _ isTold: Bool) {
        #expect(Link.whole(url) == (isTold ? url : nil))
    }
}
