import Foundation

/// Strings in Unicode's composed form (NFC, UAX #15) from UTF-8 that mostly is in it already.
enum Composition {
    /// - Parameters:
    ///   - bytes: well-formed UTF-8; the callers build it of nothing else.
    ///   - composed: it is known to be NFC.
    static func string(_ bytes: [UInt8], composed: Bool = false) -> String {
        let text = unsafe String(copying: UTF8Span(unchecked: bytes.span))
        return !composed && mayChange(bytes) ? text.precomposedStringWithCanonicalMapping : text
    }

    /// False where nothing in `bytes` can combine or decompose. A few quick blocks are told from the rest by lead bytes.
    static func mayChange(_ bytes: [UInt8]) -> Bool {
        let span = bytes.span
        var index = 0
        while index < span.count {
            let byte = span[index]
            // Below U+0300 everything is composed.
            if byte < 0xCC {
                index = byte < 0x80 ? UTF8Scan.endOfASCII(span, from: index) : index &+ 1
                continue
            }
            let second = index &+ 1 < span.count ? span[index &+ 1] : 0
            if byte < 0xE0 {
                if combines(byte, second) { return true }
                index &+= 2
            } else if byte < 0xF0 {
                if combines(byte, second, index &+ 2 < span.count ? span[index &+ 2] : 0) { return true }
                index &+= 3
            } else {
                // Above the BMP: marks of historic scripts and music; CJK compatibility ideographs (U+2F800).
                if byte == 0xF0, second == 0x91 || second == 0xAF { return true }
                index &+= 4
            }
        }
        return false
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
        case 0xE2: second == 0x83 || second == 0x84 || second == 0x8C && third == 0xA9 || second == 0xAB || second >= 0xB3
        case 0xE3: second == 0x80 && third >= 0xAA && third <= 0xAF || second == 0x82 && third >= 0x99 && third <= 0x9A
        case 0xE4...0xE9: false
        case 0xEA: second >= 0x98 && second <= 0xAF
        case 0xEB, 0xEC, 0xED: false
        case 0xEF: second >= 0xA4 && second <= 0xAC || second == 0xB8 && third >= 0xA0 && third <= 0xAF
        default: false
        }
    }
}
