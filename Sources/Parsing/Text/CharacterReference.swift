import Encodings

/// `&name;`, `&#8217;` and `&#x2019;` in HTML text (WHATWG HTML §13.2.5.72).
enum CharacterReference {
    /// The character that begins at the `&` at `index` and its length in bytes; the `&` itself where it begins none.
    static func read(_ bytes: Span<UInt8>, at index: Int) -> (codePoint: UInt32, length: Int) {
        guard index + 1 < bytes.count else { return (0x26, 1) }
        if bytes[index + 1] == 0x23 { return numeric(bytes, at: index) ?? (0x26, 1) }
        var end = index + 1
        while end < bytes.count, end - index <= 9, isNamePart(bytes[end]) { end += 1 }
        guard end > index + 1 else { return (0x26, 1) }
        guard end - index <= 9 else { return (0x26, 1) }
        var name: UInt64 = 0
        for position in index + 1..<end { name = name << 8 | UInt64(bytes[position]) }
        if end < bytes.count, bytes[end] == 0x3B {
            if let codePoint = HTMLEntities.codePoint(name) { return (codePoint, end + 1 - index) }
            return (0x26, 1)
        }
        // Without a semicolon only where no name or query goes on: "&copy=1" stays.
        if end == bytes.count || bytes[end] != 0x3D, let codePoint = HTMLEntities.legacyCodePoint(name) {
            return (codePoint, end - index)
        }
        return (0x26, 1)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte >= 0x30 && byte <= 0x39
    }

    /// A numeric reference at `index`; U+FFFD for what is no character, windows-1252 for C1 controls.
    static func numeric(_ bytes: Span<UInt8>, at index: Int) -> (codePoint: UInt32, length: Int)? {
        var end = index + 2
        let isHex = end < bytes.count && bytes[end] | 0x20 == 0x78
        if isHex { end += 1 }
        let first = end
        var value: UInt32 = 0
        while end < bytes.count, end - first < 12, let digit = digit(bytes[end], isHex) {
            value = min(value &* (isHex ? 16 : 10) &+ digit, 0x20_0000)
            end += 1
        }
        guard end > first else { return nil }
        if end < bytes.count, bytes[end] == 0x3B { end += 1 }
        if value >= 0x80, value < 0xA0 { value = LossyUTF8.windows1252(UInt8(truncatingIfNeeded: value)) }
        if value == 0 || Unicode.Scalar(value) == nil { value = 0xFFFD }
        return (value, end - index)
    }

    private static func digit(_ byte: UInt8, _ isHex: Bool) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46 where isHex: UInt32(byte - 0x37)
        case 0x61...0x66 where isHex: UInt32(byte - 0x57)
        default: nil
        }
    }
}
