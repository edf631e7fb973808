import Foundation

/// Strings in Unicode's composed form (NFC, UAX #15) from UTF-8 that mostly is in it already.
package enum Composition {
    /// The string that `bytes` are in UTF-8; `composed` where it is known to be NFC.
    package static func string(_ bytes: [UInt8], composed: Bool = false) -> String {
        // Looked at once more: what libxml2 hands over is taken for nothing but bytes.
        let scan = UTF8Scan(bytes, composed: composed)
        guard scan.isValid else {
            let text = String(decoding: bytes, as: UTF8.self)
            return !composed && mayChange(bytes) ? text.precomposedStringWithCanonicalMapping : text
        }
        // All of `bytes` is well-formed, as the scan has found: the string need not look again.
        let text = unsafe String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: scan.multibyte == 0))
        return scan.mayCombine ? text.precomposedStringWithCanonicalMapping : text
    }

    /// False where nothing in `bytes` can combine or decompose. A few quick blocks are told from the rest by lead bytes.
    static func mayChange(_ bytes: [UInt8]) -> Bool {
        let span = bytes.span
        var index = 0
        while index < span.count {
            let byte = span[index]
            // Below U+0300 everything is composed.
            if isQuick(byte) {
                index = byte < 0x80 ? UTF8Scan.endOfASCII(span, from: index) : index &+ 1
                continue
            }
            if mayChange(span, at: index) { return true }
            index &+= byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        }
        return false
    }

    /// Whether a lead byte alone says that its character neither changes nor combines: below U+0300, Cyrillic, Han.
    @inline(__always)
    static func isQuick(_ lead: UInt8) -> Bool {
        lead < 0xCC || lead == 0xD0 || lead == 0xD1 || lead >= 0xE4 && lead <= 0xE9
    }

    /// The same for the one character of two to four bytes at `index`, with a lead byte of 0xCC or above.
    private static func mayChange(_ span: Span<UInt8>, at index: Int) -> Bool {
        let second = index &+ 1 < span.count ? span[index &+ 1] : 0
        return mayChange(span[index], second, index &+ 2 < span.count ? span[index &+ 2] : 0)
    }

    /// The same for a character's first three bytes, 0 where there is none.
    static func mayChange(_ lead: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        if lead < 0xE0 { return combines(lead, second) }
        if lead < 0xF0 { return combines(lead, second, third) }
        // Above the BMP: marks of historic scripts; CJK compatibility ideographs (U+2F800).
        guard lead == 0xF0 else { return false }
        switch second {
        case 0x90, 0x91, 0x96, 0x9B, 0x9D, 0x9E, 0xAF: return true
        default: return false
        }
    }

    /// Two-byte characters U+0300...U+07FF.
    @inline(__always)
    private static func combines(_ lead: UInt8, _ second: UInt8) -> Bool {
        switch lead {
        case 0xCC: true
        case 0xCD: second <= 0xB4 || second == 0xBE
        case 0xCE: second == 0x87
        case 0xD2: second >= 0x83 && second <= 0x87
        case 0xD6: second >= 0x91
        case 0xD7: second <= 0x87
        case 0xD8: second >= 0x90 && second <= 0x9A
        case 0xD9: second >= 0x8B && second <= 0x9F || second == 0xB0
        case 0xDB: second >= 0x96 && second <= 0xAD
        case 0xDC, 0xDD, 0xDF: true
        default: false
        }
    }

    /// Three-byte characters U+0800...U+FFFF.
    @inline(__always)
    private static func combines(_ lead: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch lead {
        case 0xE0: true  // Indic and Southeast Asian scripts
        case 0xE1: second < 0xB8 && second != 0x90 && second != 0x91 || second >= 0xBC
        case 0xE2: combinesInE2(second, third)
        case 0xE3: second == 0x80 && third >= 0xAA && third <= 0xAF || second == 0x82 && third >= 0x99 && third <= 0x9A
        case 0xE4...0xE9: false
        case 0xEA: second >= 0x98 && second <= 0xAF
        case 0xEB, 0xEC, 0xED: false
        case 0xEF: second >= 0xA4 && second <= 0xAD || second == 0xB8 && third >= 0xA0 && third <= 0xAF
        default: false
        }
    }

    /// Punctuation and symbols from U+2000 on: most of what is not ASCII in Western texts.
    private static func combinesInE2(_ second: UInt8, _ third: UInt8) -> Bool {
        switch second {
        case 0x80: third <= 0x81
        case 0x83: third >= 0x90
        case 0x84: third == 0xA6 || third == 0xAA || third == 0xAB
        case 0x8C: third == 0xA9 || third == 0xAA
        case 0xAB, 0xB3...0xBF: true
        default: false
        }
    }
}
