/// Writes one JSON object on one line, keys in the order they are given (RFC 8259).
package struct JSONLine {
    private var body: [UInt8] = []

    package init() {}

    /// The object so far.
    package var text: String { String(decoding: [0x7B] + body + [0x7D], as: UTF8.self) }

    /// Its members so far, without the braces; UTF-8.
    var members: [UInt8] { body }

    /// A string, or null.
    package mutating func string(_ key: String, _ value: String?) {
        name(key)
        if let value { write(value) } else { body.append(contentsOf: "null".utf8) }
    }

    /// A whole number, or null.
    package mutating func number(_ key: String, _ value: Int?) {
        name(key)
        body.append(contentsOf: (value.map { String($0) } ?? "null").utf8)
    }

    /// JSON that is written already.
    package mutating func raw(_ key: String, _ value: String) {
        name(key)
        body.append(contentsOf: value.utf8)
    }

    /// A list of strings.
    package mutating func strings(_ key: String, _ values: [String]) {
        name(key)
        body.reserveCapacity(body.count + values.reduce(8) { $0 + $1.utf8.count + 3 })
        body.append(0x5B)
        for (index, value) in values.enumerated() {
            if index > 0 { body.append(0x2C) }
            write(value)
        }
        body.append(0x5D)
    }

    /// An object within, filled by `fill`.
    package mutating func object(_ key: String, _ fill: (inout JSONLine) -> Void) {
        name(key)
        var inner = JSONLine()
        fill(&inner)
        body.append(0x7B)
        body.append(contentsOf: inner.body)
        body.append(0x7D)
    }

    /// A list of objects, each filled by `fill`.
    package mutating func array<Value>(_ key: String, _ values: [Value], _ fill: (Value, inout JSONLine) -> Void) {
        name(key)
        body.append(0x5B)
        for (index, value) in values.enumerated() {
            if index > 0 { body.append(0x2C) }
            var inner = JSONLine()
            fill(value, &inner)
            body.append(0x7B)
            body.append(contentsOf: inner.body)
            body.append(0x7D)
        }
        body.append(0x5D)
    }

    private mutating func name(_ key: String) {
        if !body.isEmpty { body.append(0x2C) }
        // Our own words, which need no escape.
        body.append(0x22)
        body.append(contentsOf: key.utf8)
        body.append(0x22)
        body.append(0x3A)
    }

    private mutating func write(_ value: String) {
        body.append(0x22)
        let bytes = value.utf8
        if Self.hasEscapes(value) {
            for byte in bytes { Self.mustBeEscaped(byte) ? escape(byte) : body.append(byte) }
        } else {
            body.append(contentsOf: bytes)
        }
        body.append(0x22)
    }

    private static func hasEscapes(_ value: String) -> Bool {
        let bytes = value.utf8Span.span
        for index in bytes.indices where mustBeEscaped(bytes[index]) { return true }
        return false
    }

    @inline(__always) private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C:
            body.append(0x5C)
            body.append(byte)
        case 0x0A: body.append(contentsOf: "\\n".utf8)
        default:
            let digits = Array("0123456789abcdef".utf8)
            body.append(contentsOf: "\\u00".utf8)
            body.append(digits[Int(byte >> 4)])
            body.append(digits[Int(byte & 15)])
        }
    }
}
