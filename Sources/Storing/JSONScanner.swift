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

    /// Begins an object whose members are taken in their order (`member`), up to `endObject`.
    mutating func beginObject() throws(Surprise) { try take(UInt8(ascii: "{")) }

    /// True where the next member is `name`; its value is to be read then.
    mutating func member(_ name: StaticString) -> Bool {
        var place = index
        if place < bytes.count, bytes[place] == UInt8(ascii: ",") { place += 1 }
        let length = name.utf8CodeUnitCount
        // The quotes and the colon.
        guard place + length + 3 <= bytes.count, bytes[place] == UInt8(ascii: "\""),
            bytes[place + length + 1] == UInt8(ascii: "\""), bytes[place + length + 2] == UInt8(ascii: ":")
        else { return false }
        let isSame = name.withUTF8Buffer { name in
            for offset in 0..<length where unsafe name[offset] != bytes[place + 1 + offset] { return false }
            return true
        }
        if isSame { index = place + length + 3 }
        return isSame
    }

    /// Nothing but what was asked for was in it.
    mutating func endObject() throws(Surprise) { try take(UInt8(ascii: "}")) }

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
            return plain(start..<index - 1)
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

    private func plain(_ range: Range<Int>) -> String {
        unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0[range], as: UTF8.self) }
    }

    mutating func integer() throws(Surprise) -> Int64 {
        let isNegative = takes(UInt8(ascii: "-"))
        let start = index
        var value: Int64 = 0
        while index < bytes.count, bytes[index] &- 0x30 < 10 {
            let (tens, isLong) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(bytes[index] - 0x30)
            let (sum, isOver) =
                isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
            if isLong || isOver { throw .unexpected }
            value = sum
            index += 1
        }
        guard index > start, isScalarsEnd else { throw .unexpected }
        return value
    }

    mutating func number() throws(Surprise) -> Double {
        guard let value = Double(scalar()), value.isFinite else { throw .unexpected }
        return value
    }

    mutating func flag() throws(Surprise) -> Bool {
        let (isTrue, length) = index < bytes.count && bytes[index] == UInt8(ascii: "t") ? (true, 4) : (false, 5)
        guard index + length <= bytes.count,
            bytes[index..<index + length].elementsEqual((isTrue ? "true" : "false").utf8)
        else { throw .unexpected }
        index += length
        guard isScalarsEnd else { throw .unexpected }
        return isTrue
    }

    mutating func time() throws(Surprise) -> Timestamp {
        let start = index + 1
        try take(UInt8(ascii: "\""))
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += 1 }
        guard let time = time(start..<index) else { throw .unexpected }
        try take(UInt8(ascii: "\""))
        return time
    }

    private func time(_ range: Range<Int>) -> Timestamp? {
        let span = bytes.span
        return Timestamp(rfc3339: span.extracting(range))
    }

    /// Nothing may follow.
    func end() throws(Surprise) {
        if index != bytes.count { throw .unexpected }
    }

    /// A number or a word has ended here.
    private var isScalarsEnd: Bool {
        guard index < bytes.count else { return true }
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return true
        default: return false
        }
    }

    private mutating func scalar() -> String {
        let start = index
        while !isScalarsEnd { index += 1 }
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
