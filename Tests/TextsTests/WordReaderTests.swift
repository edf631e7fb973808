import TestSupport
import Testing

@testable import Texts

@Suite struct WordReaderTests {
    /// What a text is drawn from: all that the reader treats in a way of its own.
    private static let signs: [String] =
        "abcxyzsSABCXYZ059".map(String.init) + [
            "'", "’", ".", ",", "-", "@", "[", "`", "{", " ", " ", " ", "the ", "Headline ",
        ]
        + ["é", "ß", "æ", "ĳ", "İ", "ǅ", "×", "ё", "Ж", "привет", "Ω", "ς", "אב", "ך", "ب", "لا", "ـ", "ى", "٣", "۴"]
        + [
            "東", "京", "가", "ガ", "ｶ", "ﾞ", "ไทย", "द", "ि", "\u{093C}", "𐐀", "𝟘", "\u{1F600}", "\u{301}", "\u{200C}",
            "\u{200D}",
        ]
        + [
            "\u{AD}", "«", "—", "ﷺ", "ﬁ", "Å", "\u{0}", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{FFFF}",
            "\u{10FFFF}",
        ]

    private func check(_ text: String) {
        let words = Words(of: text)
        let expected = PlainReader(text).words
        let found = (0..<words.count).map {
            PlainReader.Word(
                folded: Array(words.bytes[words.bounds($0)]),
                range: words.range($0),
                kind: words.words[$0].kind
            )
        }
        #expect(found == expected, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
        #expect(words.bytes == expected.flatMap(\.folded))
    }

    @Test func `texts are read as the rule says`() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<3_000 {
            check((0..<random.below(30)).map { _ in Self.signs[random.below(Self.signs.count)] }.joined())
        }
    }

    @Test func `every character is read as the rule says, between others of its kind and alone`() {
        for first in stride(from: UInt32(0), to: 0x3_2000, by: 8) {
            let scalars = (first..<first + 8).compactMap(Unicode.Scalar.init)
            check(scalars.map { String(Character($0)) }.joined())
            check(scalars.map { "a\($0) " }.joined())
        }
    }

    @Test func `words without number take the room they need`() {
        var words = Words()
        for text in ["", "a", String(repeating: "a ", count: 9_000), String(repeating: "東", count: 9_000), "b c"] {
            words.read(text)
            #expect(words.count == PlainReader(text).words.count)
            #expect(words.hashes == Words(of: text).hashes)
        }
    }

    @Test func `no character folds to more than three times its bytes`() {
        for code in UInt32(0x80)...0x10FFFF {
            guard let scalar = Unicode.Scalar(code) else { continue }
            // One that did would be cut, and not be what the rule says.
            let entry = UnicodeTable.shared.entry(code)
            guard entry & (1 << 26) != 0 else { continue }
            let text = String(Character(scalar))
            let folded = (0..<UnicodeTable.shared.count(entry)).compactMap {
                Unicode.Scalar(UnicodeTable.shared.scalar(entry, $0))
            }
            #expect(folded.map { UTF8.width($0) }.reduce(0, +) <= text.utf8.count * 3, "\(code)")
        }
    }
}

@Suite struct WordFilterTests {
    private static let letters = Array("abcde *яж")

    @Test func `no word that begins a name is passed over`() {
        var random = SeededRandom(seed: 61)
        for _ in 0..<200 {
            let names = (0..<random.below(6)).map { _ in
                Array(String((0...random.below(7)).map { _ in Self.letters[random.below(Self.letters.count)] }).utf8)
            }.filter { !$0.isEmpty && $0.first != 0x20 }
            let filter = WordFilter(names, gap: 0x20, star: 0x2A, always: [0xD1])
            let text = (0..<30).map { _ in
                String((0...random.below(6)).map { _ in Self.letters[random.below(Self.letters.count)] })
            }.joined(separator: " ")
            let words = Words(of: text)
            var admitted: Set<Int> = []
            var word = words.next(from: 0, in: filter)
            while word < words.count {
                admitted.insert(word)
                word = words.next(from: word + 1, in: filter)
            }
            let begun = (0..<words.count).filter { word in
                let folded = Array(words.bytes[words.bounds(word)])
                return folded.first == 0xD1 || names.contains { Self.begins($0, folded) }
            }
            #expect(admitted.isSuperset(of: begun), "\(names) \(text)")
            #expect(names.isEmpty || admitted.count < words.count || begun.count > 0)
        }
    }

    /// The first word of a name, to its gap, is the word; a star stands for the rest of it.
    private static func begins(_ name: [UInt8], _ word: [UInt8]) -> Bool {
        let first = Array(name.prefix { $0 != 0x20 })
        guard let star = first.firstIndex(of: 0x2A), star > 0 else { return first == word }
        return word.starts(with: first[..<star])
    }

    @Test func `nothing is let through without names`() {
        let words = Words(of: "one two три 四")
        #expect(words.next(from: 0, in: WordFilter([], gap: 0x20, star: 0x2A)) == words.count)
        #expect(Words().next(from: 0, in: WordFilter([[0x61]], gap: 0x20, star: 0x2A)) == 0)
    }
}
