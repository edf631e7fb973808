import Domain

/// Writes one JSON object, member by member; nil is left out. Numbers and texts as Foundation's encoder has them.
struct JSONObject {
    private var isEmpty = true

    mutating func add(_ name: StaticString, _ value: String?, to bytes: inout [UInt8]) {
        guard let value else { return }
        begin(name, in: &bytes)
        Self.append(value, to: &bytes)
    }

    mutating func add(_ name: StaticString, _ value: Int64?, to bytes: inout [UInt8]) {
        guard let value else { return }
        begin(name, in: &bytes)
        Self.append(value, to: &bytes)
    }

    mutating func add(_ name: StaticString, _ value: Bool, to bytes: inout [UInt8]) {
        begin(name, in: &bytes)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func add(_ name: StaticString, _ value: Double?, to bytes: inout [UInt8]) {
        guard let value, value.isFinite else { return }
        begin(name, in: &bytes)
        let text = value.description
        bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
    }

    mutating func add(_ name: StaticString, _ value: Timestamp?, to bytes: inout [UInt8]) {
        guard let value else { return }
        begin(name, in: &bytes)
        bytes.append(UInt8(ascii: "\""))
        value.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func add(_ name: StaticString, _ values: [String], to bytes: inout [UInt8]) {
        list(name, values, in: &bytes) { Self.append($0, to: &$1) }
    }

    mutating func add(_ name: StaticString, _ values: [Int], to bytes: inout [UInt8]) {
        list(name, values, in: &bytes) { Self.append(Int64($0), to: &$1) }
    }

    private mutating func list<Value>(
        _ name: StaticString,
        _ values: [Value],
        in bytes: inout [UInt8],
        _ write: (Value, inout [UInt8]) -> Void
    ) {
        begin(name, in: &bytes)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(value, &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The name of a member whose value is written by the caller.
    mutating func begin(_ name: StaticString, in bytes: inout [UInt8]) {
        bytes.append(isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
        isEmpty = false
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    func end(in bytes: inout [UInt8]) {
        if isEmpty { bytes.append(UInt8(ascii: "{")) }
        bytes.append(UInt8(ascii: "}"))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func append(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if mustEscape(text) {
            text.utf8.forEach { appendEscaped($0, to: &bytes) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
        }
        return false
    }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
