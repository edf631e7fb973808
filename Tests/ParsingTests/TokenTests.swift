import Foundation
import TestSupport
import Testing

@testable import Parsing

@Suite struct TokenTests {
    /// White space trimmed, controls dropped, at most 16 KB.
    private func token(_ bytes: [UInt8]) -> String? {
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return nil
        }
        let part = bytes[first...min(last, first + 16_383)]
        return String(decoding: part.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
    }

    @Test func `a token is what is left without white space and controls`() {
        var random = SeededRandom(seed: 68)
        let signs: [UInt8] = [0x20, 0x20, 0x0A, 0x09, 0x00, 0x7F, 0x61, 0x62, 0xC3, 0xA9, 0xFF]
        for round in 0..<3_000 {
            let count = round == 0 ? 20_000 : random.below(12)
            let bytes = (0..<count).map { _ in signs[random.below(signs.count)] }
            #expect(PlainText.token(bytes) == token(bytes), "\(bytes)")
        }
    }

    @Test(arguments: [("", ""), ("a", "a"), ("a", "b"), ("ab", "a"), ("é", "é"), ("é", "e\u{301}")])
    func `bytes spell a text or they do not`(_ bytes: String, _ text: String) {
        #expect(Array(bytes.utf8).spells(text) == bytes.utf8.elementsEqual(text.utf8))
    }

    @Test(arguments: [
        ("http://www.w3.org/2005/Atom", "w3.org/2005/atom"), ("HTTPS://Purl.org/DC/ ", "purl.org/dc"), ("", ""),
        ("http://https://www.x/#/", "x"), ("https://http://x", "http://x"), ("WWW.Ä.example/", "ä.example"),
    ])
    func `a namespace's spelling is brought to one`(_ uri: String, _ normal: String) {
        #expect(Namespace.normalized(uri) == normal)
    }
}
