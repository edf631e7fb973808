/// A URL of the form that most feeds' have, of which no two readers can think otherwise:
///
///     scheme   = "http" / "https"
///     host     = label *("." label), the last label beginning with a letter; or four numbers, 0 to 255, as they are printed
///     port     = ":" number, 1 to 65535, neither 80 nor 443
///     path     = 1*("/" segment), no segment empty but the last, none beginning with "."
///     query    = "?" and letters, digits, "=&_-./"
///
/// Labels are lower-case letters, digits and hyphens; segments letters, digits, "-", "_", "." and "~". Reading it costs a
/// tenth of what libcurl's parser does, which has the last word about every other (`WebURL`).
struct PlainURL {
    let scheme: String
    let host: String
    let port: Int

    /// Nil where it is anything else.
    init?(_ text: String) {
        let bytes = text.utf8Span.span
        guard bytes.count <= 2_048, let start = Self.hostStart(bytes) else { return nil }
        var index = start
        guard Self.skipHost(bytes, &index) else { return nil }
        let host = start..<index
        var port = start == 7 ? 80 : 443
        if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            index += 1
            guard let number = Self.number(bytes, &index, most: 65_535), number > 0, number != 80, number != 443
            else { return nil }
            port = number
        }
        guard Self.isPlainTail(bytes, from: index) else { return nil }
        let from = text.utf8.index(text.utf8.startIndex, offsetBy: host.lowerBound)
        self.host = String(text[from..<text.utf8.index(from, offsetBy: host.count)])
        self.port = port
        scheme = start == 7 ? "http" : "https"
    }

    private static func hostStart(_ bytes: Span<UInt8>) -> Int? {
        for (scheme, length): (StaticString, Int) in [("http://", 7), ("https://", 8)] where bytes.count > length {
            let isSame = scheme.withUTF8Buffer { scheme in
                for index in 0..<length where unsafe bytes[index] != scheme[index] { return false }
                return true
            }
            if isSame { return length }
        }
        return nil
    }

    private static func skipHost(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        var label = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                guard index > label else { return false }
                label = index + 1
            } else if !(isLower(byte) || isDigit(byte) || byte == UInt8(ascii: "-")) {
                break
            }
            index += 1
        }
        guard index > label, index - start <= 253 else { return false }
        if isLower(bytes[label]) { return true }
        // What ends in a number is an address to some readers, however it is written.
        let end = index
        index = start
        for part in 0..<4 {
            if part > 0 {
                guard index < end, bytes[index] == UInt8(ascii: ".") else { return false }
                index += 1
            }
            guard number(bytes, &index, most: 255) != nil else { return false }
        }
        return index == end
    }

    /// Decimal, without zeros before it.
    private static func number(_ bytes: Span<UInt8>, _ index: inout Int, most: Int) -> Int? {
        let start = index
        var value = 0
        while index < bytes.count, isDigit(bytes[index]), value <= most {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        guard index > start, value <= most, index == start + 1 || bytes[start] != 0x30 else { return nil }
        return value
    }

    private static func isPlainTail(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "/") else { return false }
        var before = UInt8(ascii: "/")
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "?") {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") {
                guard before != UInt8(ascii: "/") else { return false }
            } else if !isOrdinary(byte), byte != UInt8(ascii: "~") {
                return false
            }
            before = byte
            index += 1
        }
        guard index < bytes.count else { return true }
        for place in index + 1..<bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "."), UInt8(ascii: "/"): continue
            case let byte where isOrdinary(byte): continue
            default: return false
            }
        }
        return index + 1 < bytes.count
    }

    private static func isLower(_ byte: UInt8) -> Bool { byte &- 97 < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    private static func isOrdinary(_ byte: UInt8) -> Bool {
        byte | 0x20 &- 97 < 26 || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
