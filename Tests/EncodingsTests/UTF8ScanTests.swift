import Foundation
import TestSupport
import Testing

@testable import Encodings

@Suite struct UTF8ScanTests {
    private static let pieces: [[UInt8]] =
        [
            "a", "plain text of more than thirty-two bytes ", "é", "привет", "мир ", "ж", "Ω", "אב", "بت", "\u{64B}",
            "東京", "e\u{301}", "\u{1F600}", "\u{2028}",
        ].map {
            Array($0.utf8)
        } + [
            [0x80], [0xC0, 0x80], [0xC1], [0xD0], [0xD0, 0xD0], [0xE0, 0x80, 0x80], [0xE5, 0xA0], [0xED, 0xA0, 0x80],
            [0xEE], [0xF0, 0x9F],
            [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF],
        ]

    /// The standard library's decoder: each repair is a part that is not well-formed.
    private func isValid(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    @Test func `what is well-formed is told by the rule, whatever stands beside it`() {
        var random = SeededRandom(seed: 65)
        for round in 0..<6_000 {
            // Half of the texts are well-formed.
            let most = round % 2 == 0 ? 14 : Self.pieces.count
            var bytes = (0..<random.below(14)).flatMap { _ in Self.pieces[random.below(most)] }
            if round % 5 == 0, !bytes.isEmpty { bytes.removeLast(random.below(min(bytes.count, 4))) }
            let scan = UTF8Scan(bytes)
            #expect(scan.isValid == isValid(bytes), "\(bytes)")
            #expect((scan.bad == 0) == scan.isValid)
            let text = String(decoding: bytes, as: UTF8.self)
            if scan.isValid {
                #expect(scan.multibyte == text.unicodeScalars.count { $0.value >= 0x80 })
                #expect(scan.mayCombine == Composition.mayChange(bytes))
            }
            #expect(!UTF8Scan(bytes, composed: true).mayCombine)
            let composed = Composition.mayChange(bytes) ? text.precomposedStringWithCanonicalMapping : text
            let made = Composition.string(bytes)
            #expect(made.utf8.elementsEqual(composed.utf8) && made == composed, "\(bytes)")
            #expect(Composition.string(bytes, composed: true).utf8.elementsEqual(text.utf8))
        }
    }

    @Test func `random bytes are no trouble`() {
        var random = SeededRandom(seed: 66)
        for _ in 0..<6_000 {
            let bytes = (0..<random.below(48)).map { _ in
                UInt8(truncatingIfNeeded: random.next() | (random.below(3) == 0 ? 0x80 : 0))
            }
            let scan = UTF8Scan(bytes)
            #expect(scan.isValid == isValid(bytes), "\(bytes)")
            #expect(Composition.string(bytes, composed: true) == String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func `a table of bytes gives what a character at a time gives`() throws {
        let table = try #require(EncodingLabel("windows-1251").flatMap(ByteTable.table))
        var random = SeededRandom(seed: 67)
        for _ in 0..<400 {
            let bytes = (0..<random.below(60)).map { _ in
                UInt8(truncatingIfNeeded: random.below(2) == 0 ? random.next() & 0x7F : random.next())
            }
            let each = bytes.map { table.decode([$0]) }
            let (text, bad) = table.decode(bytes)
            #expect(text == each.flatMap(\.text))
            #expect(bad == each.reduce(0) { $0 + $1.bad })
        }
    }
}
