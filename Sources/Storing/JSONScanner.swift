import Domain

/// Reads JSON that we have written ourselves; whatever else there may be is a surprise, for a whole reader to take.
struct JSONScanner {
    enum Surprise: Error { case unexpected }

    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func object(_ member: (inout JSONScanner, String) throws(Surprise) -> Void) throws(Surprise) {
        try take(UInt8(ascii: "{"))
        if takes(UInt8(ascii: "}")) { return }
        repeat {
            let key = try text()
            try take(UInt8(ascii: ":"))
            try member(&self, key)
        } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "}"))
    }

    mutating func list<Value>(_ value: (inout JSONScanner) throws(Surprise) -> Value) throws(Surprise) -> [Value] {
        try take(UInt8(ascii: "["))
        if takes(UInt8(ascii: "]")) { return [] }
        var values: [Value] = []
        repeat { values.append(try value(&self)) } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"))
        return values
    }

    mutating func text() throws(Surprise) -> String {
        try take(UInt8(ascii: "\""))
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            index += 1
            return String(decoding: bytes[start..<index - 1], as: UTF8.self)
        }
        var plain = Array(bytes[start..<index])
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 1
                // An ETag's quotes; other escapes are rare.
                guard index < bytes.count,
                    [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(bytes[index])
                else { throw .unexpected }
            }
            plain.append(bytes[index])
            index += 1
        }
        try take(UInt8(ascii: "\""))
        return String(decoding: plain, as: UTF8.self)
    }

    mutating func integer() throws(Surprise) -> Int64 {
        guard let value = Int64(scalar()) else { throw .unexpected }
        return value
    }

    mutating func number() throws(Surprise) -> Double {
        guard let value = Double(scalar()), value.isFinite else { throw .unexpected }
        return value
    }

    mutating func flag() throws(Surprise) -> Bool {
        switch scalar() {
        case "true": return true
        case "false": return false
        default: throw .unexpected
        }
    }

    mutating func time() throws(Surprise) -> Timestamp {
        guard let time = Timestamp(rfc3339: try text()) else { throw .unexpected }
        return time
    }

    /// Nothing may follow.
    func end() throws(Surprise) {
        if index != bytes.count { throw .unexpected }
    }

    private mutating func scalar() -> String {
        let start = index
        while index < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(bytes[index]) {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(_ byte: UInt8) throws(Surprise) {
        if !takes(byte) { throw .unexpected }
    }
}
