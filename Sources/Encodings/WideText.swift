/// UTF-16 and UTF-32, recognised by a mark or by the zero bytes beside `<`.
struct WideText {
    /// Bytes a code unit: 2 or 4.
    let width: Int
    let bigEndian: Bool
    let markLength: Int

    /// The family a byte order mark names.
    static func mark(of bytes: [UInt8]) -> WideText? {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return WideText(width: 4, bigEndian: false, markLength: 4) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return WideText(width: 4, bigEndian: true, markLength: 4) }
        if bytes.starts(with: [0xFF, 0xFE]) { return WideText(width: 2, bigEndian: false, markLength: 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return WideText(width: 2, bigEndian: true, markLength: 2) }
        return nil
    }

    /// The family that a first ASCII character shows (`<`, `{` or white space; XML 1.0 appendix F.1).
    static func family(of bytes: [UInt8]) -> WideText? {
        guard bytes.count >= 8 else { return nil }
        func isText(_ byte: UInt8) -> Bool {
            byte == 0x3C || byte == 0x7B || byte == 0x20 || byte == 0x0A || byte == 0x0D
        }
        let head = Array(bytes.prefix(8))
        if head[0] == 0, head[1] == 0, head[2] == 0, isText(head[3]), head[4] == 0 {
            return WideText(width: 4, bigEndian: true, markLength: 0)
        }
        if isText(head[0]), head[1] == 0, head[2] == 0, head[3] == 0, head[4] != 0 {
            return WideText(width: 4, bigEndian: false, markLength: 0)
        }
        if head[0] == 0, isText(head[1]), head[2] == 0, head[3] != 0, head[4] == 0 {
            return WideText(width: 2, bigEndian: true, markLength: 0)
        }
        if isText(head[0]), head[1] == 0, head[2] != 0, head[3] == 0, head[4] != 0 {
            return WideText(width: 2, bigEndian: false, markLength: 0)
        }
        return nil
    }

    /// The text; what is no character becomes U+FFFD and is counted. A cut last unit is left out.
    func decode(_ bytes: [UInt8]) -> (text: [UInt8], bad: Int) {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var bad = 0
        var index = 0
        while index + width <= bytes.count {
            var value = unit(bytes, at: index)
            index += width
            if width == 2, value & 0xFC00 == 0xD800, index + 2 <= bytes.count {
                let low = unit(bytes, at: index)
                if low & 0xFC00 == 0xDC00 {
                    value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
                    index += 2
                }
            }
            if Unicode.Scalar(value) == nil { bad += 1 }
            text.append(codePoint: value)
        }
        return (text, bad)
    }

    private func unit(_ bytes: [UInt8], at index: Int) -> UInt32 {
        var value: UInt32 = 0
        for offset in 0..<width {
            value = value << 8 | UInt32(bytes[bigEndian ? index + offset : index + width - 1 - offset])
        }
        return value
    }
}

/// UTF-8 with strays: each byte that belongs to no sequence is read as windows-1252, where such bytes come from.
package enum LossyUTF8 {
    static func decode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        let span = bytes.span
        var index = 0
        while index < span.count {
            let byte = span[index]
            if byte < 0x80 {
                text.append(byte)
                index += 1
                continue
            }
            let length = UTF8Scan.sequenceLength(span, at: index)
            if length == 0 {
                text.append(codePoint: windows1252(byte))
                index += 1
            } else {
                for offset in 0..<length { text.append(span[index + offset]) }
                index += length
            }
        }
        return text
    }

    /// The code point of a byte in windows-1252 (WHATWG index); U+FFFD for its five holes.
    package static func windows1252(_ byte: UInt8) -> UInt32 {
        guard byte >= 0x80, byte < 0xA0 else { return UInt32(byte) }
        return upper[Int(byte - 0x80)]
    }

    private static let upper: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
}
