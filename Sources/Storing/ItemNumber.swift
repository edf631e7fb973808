import Domain

/// An item's id as a number: `i` and 16 hexadecimal digits.
enum ItemNumber {
    /// Nil for an id in another form.
    static func of(_ id: ItemID) -> UInt64? {
        let digits = id.text.utf8Span.span
        guard digits.count == 17, digits[0] == UInt8(ascii: "i") else { return nil }
        var number: UInt64 = 0
        for place in 1..<17 {
            let digit = digits[place]
            switch digit {
            case 0x30...0x39: number = number << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: number = number << 4 | UInt64(digit - 0x61 + 10)
            default: return nil
            }
        }
        return number
    }

    /// Its first three digits, which tell the feed.
    static func scope(_ number: UInt64) -> Int64 { Int64(number >> 52) }
}
