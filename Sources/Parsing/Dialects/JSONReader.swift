import Encodings

/// Reads JSON (RFC 8259) where it stands: what nobody asks for is stepped over and never built.
///
/// Linear and without recursion over what is skipped; values are built at most 16 levels deep. Lenient where feeds are:
/// control characters in strings, commas before a closing bracket.
struct JSONReader {
    /// A value that was asked for. Numbers keep their text.
    enum Value {
        case string(String), number(String), bool(Bool), null
        case array([Value]), object([String: Value])
    }

    /// What a reader stops at.
    struct Malformed: Error {}

    private let text: [UInt8]
    private(set) var index: Int
    private static let deepest = 16
    /// Members or elements of one value that are kept.
    private static let most = 1_000

    init(_ text: [UInt8], at start: Int) {
        self.text = text
        index = start
    }

    /// The next byte that is not white space; 0 at the end.
    mutating func peek() -> UInt8 {
        while index < text.count, text[index] <= 0x20 { index += 1 }
        return index < text.count ? text[index] : 0
    }

    /// Steps over one byte that has to be there.
    mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard peek() == byte else { throw Malformed() }
        index += 1
    }

    /// Calls `member` with each key of the object at hand; it has to read or skip the value.
    mutating func members(_ member: (String, inout JSONReader) throws(Malformed) -> Void) throws(Malformed) {
        try expect(0x7B)
        while peek() != 0x7D {
            let key = try string()
            try expect(0x3A)
            try member(key, &self)
            if peek() == 0x2C { index += 1 } else if peek() != 0x7D { throw Malformed() }
        }
        index += 1
    }

    /// Calls `element` for each element of the array at hand; it has to read or skip it, and says whether to go on.
    ///
    /// - Returns: false when it was stopped; the reader then stands in the array.
    @discardableResult
    mutating func elements(_ element: (inout JSONReader) throws(Malformed) -> Bool) throws(Malformed) -> Bool {
        try expect(0x5B)
        while peek() != 0x5D {
            guard try element(&self) else { return false }
            if peek() == 0x2C { index += 1 } else if peek() != 0x5D { throw Malformed() }
        }
        index += 1
        return true
    }

    /// The value at hand.
    mutating func value(depth: Int = 0) throws(Malformed) -> Value {
        switch peek() {
        case 0x22: return .string(try string())
        case 0x7B where depth < Self.deepest:
            var object: [String: Value] = [:]
            try members { (key, reader) throws(Malformed) in
                if object.count < Self.most {
                    object[key] = try reader.value(depth: depth + 1)
                } else {
                    try reader.skip()
                }
            }
            return .object(object)
        case 0x5B where depth < Self.deepest:
            var array: [Value] = []
            try elements { (reader) throws(Malformed) in
                if array.count < Self.most {
                    array.append(try reader.value(depth: depth + 1))
                } else {
                    try reader.skip()
                }
                return true
            }
            return .array(array)
        case 0x7B, 0x5B:
            try skip()
            return .null
        default: return try literal()
        }
    }

    /// Steps over the value at hand, however deep.
    mutating func skip() throws(Malformed) {
        var depth = 0
        repeat {
            switch peek() {
            case 0: throw Malformed()
            case 0x22: try skipString()
            case 0x7B, 0x5B:
                depth += 1
                index += 1
            case 0x7D, 0x5D:
                depth -= 1
                index += 1
            case 0x2C, 0x3A:
                guard depth > 0 else { throw Malformed() }
                index += 1
            default: _ = try literal()
            }
        } while depth > 0
        if depth < 0 { throw Malformed() }
    }

    private mutating func literal() throws(Malformed) -> Value {
        let start = index
        while index < text.count, text[index] > 0x20, !",]}:\"[{".utf8.contains(text[index]) { index += 1 }
        switch String(decoding: text[start..<index].prefix(64), as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case let word:
            guard let first = word.utf8.first, first == 0x2D || first >= 0x30 && first <= 0x39,
                word.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || "+-.eE".utf8.contains($0) })
            else { throw Malformed() }
            return .number(word)
        }
    }

    private mutating func skipString() throws(Malformed) {
        index += 1
        while index < text.count, text[index] != 0x22 { index += text[index] == 0x5C ? 2 : 1 }
        guard index < text.count else { throw Malformed() }
        index += 1
    }

    mutating func string() throws(Malformed) -> String {
        try expect(0x22)
        var bytes: [UInt8] = []
        while index < text.count {
            let start = index
            while index < text.count, text[index] != 0x22, text[index] != 0x5C { index += 1 }
            if bytes.count < FeedHandler.longestField { bytes.append(contentsOf: text[start..<index]) }
            guard index < text.count else { break }
            index += 1
            if text[index - 1] == 0x22 { return String(decoding: bytes, as: UTF8.self) }
            try escape(into: &bytes)
        }
        throw Malformed()
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(Malformed) {
        guard index < text.count else { throw Malformed() }
        let byte = text[index]
        index += 1
        switch byte {
        case 0x6E: bytes.append(0x0A)
        case 0x74: bytes.append(0x09)
        case 0x72: bytes.append(0x0D)
        case 0x62, 0x66: bytes.append(0x20)
        case 0x75:
            guard var value = hexadecimal() else { throw Malformed() }
            if value & 0xFC00 == 0xD800, index + 1 < text.count, text[index] == 0x5C, text[index + 1] == 0x75 {
                let mark = index
                index += 2
                if let low = hexadecimal(), low & 0xFC00 == 0xDC00 {
                    value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
                } else {
                    index = mark
                }
            }
            bytes.append(codePoint: value)
        default: bytes.append(byte)
        }
    }

    private mutating func hexadecimal() -> UInt32? {
        guard index + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for byte in text[index..<index + 4] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        index += 4
        return value
    }
}
