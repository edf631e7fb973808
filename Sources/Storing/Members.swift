import Domain

/// Takes the members of a record one by one, in an order that never changes; nil is none.
protocol Members {
    mutating func add(_ name: StaticString, _ value: String?)
    mutating func add(_ name: StaticString, _ value: Int64?)
    mutating func add(_ name: StaticString, _ value: Bool?)
    mutating func add(_ name: StaticString, _ value: Double?)
    mutating func add(_ name: StaticString, _ value: Timestamp?)
    mutating func add(_ name: StaticString, _ values: [String])
    mutating func add(_ name: StaticString, _ values: [Int])
    mutating func add(_ name: StaticString, _ value: Validators)
}

/// Writes them as one JSON object.
struct JSONMembers: Members {
    private var object = JSONObject()
    private var bytes: [UInt8] = []

    /// The object, whole.
    consuming func ended() -> [UInt8] {
        object.end(in: &bytes)
        return bytes
    }

    mutating func add(_ name: StaticString, _ value: String?) { object.add(name, value, to: &bytes) }
    mutating func add(_ name: StaticString, _ value: Int64?) { object.add(name, value, to: &bytes) }
    mutating func add(_ name: StaticString, _ value: Bool?) { object.add(name, value, to: &bytes) }
    mutating func add(_ name: StaticString, _ value: Double?) { object.add(name, value, to: &bytes) }
    mutating func add(_ name: StaticString, _ value: Timestamp?) { object.add(name, value, to: &bytes) }
    mutating func add(_ name: StaticString, _ values: [String]) { object.add(name, values, to: &bytes) }
    mutating func add(_ name: StaticString, _ values: [Int]) { object.add(name, values, to: &bytes) }

    mutating func add(_ name: StaticString, _ value: Validators) {
        object.begin(name, in: &bytes)
        var inner = JSONObject()
        inner.add("etag", value.etag, to: &bytes)
        inner.add("lastModified", value.lastModified, to: &bytes)
        inner.add("url", value.url, to: &bytes)
        inner.end(in: &bytes)
    }
}

/// Hashes them: FNV-1a over words of eight bytes, each step mixed, each value with its place and its length before it.
struct MemberHash: Members {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325
    private var place: UInt64 = 0

    mutating func add(_ name: StaticString, _ value: String?) {
        place += 1
        if let value { take(value) }
    }

    mutating func add(_ name: StaticString, _ value: Int64?) {
        place += 1
        if let value { begin(UInt64(bitPattern: value)) }
    }

    mutating func add(_ name: StaticString, _ value: Bool?) {
        place += 1
        if let value { begin(value ? 1 : 0) }
    }

    mutating func add(_ name: StaticString, _ value: Double?) {
        place += 1
        if let value { begin(value.bitPattern) }
    }

    mutating func add(_ name: StaticString, _ value: Timestamp?) {
        place += 1
        if let value { begin(UInt64(bitPattern: value.seconds)) }
    }

    mutating func add(_ name: StaticString, _ values: [String]) {
        place += 1
        begin(UInt64(values.count))
        for value in values { take(value) }
    }

    mutating func add(_ name: StaticString, _ values: [Int]) {
        place += 1
        begin(UInt64(values.count))
        for value in values { take(UInt64(bitPattern: Int64(value))) }
    }

    mutating func add(_ name: StaticString, _ value: Validators) {
        add("etag", value.etag)
        add("lastModified", value.lastModified)
        add("url", value.url)
    }

    private mutating func begin(_ word: UInt64) {
        take(place)
        take(word)
    }

    private mutating func take(_ text: String) {
        let bytes = text.utf8Span.span
        begin(UInt64(bytes.count))
        var index = 0
        let raw = unsafe bytes.bytes
        while index &+ 8 <= bytes.count {
            // Below `count`, as the condition says.
            take(unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self).littleEndian)
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index &+= 1
        }
        take(rest)
    }

    private mutating func take(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }
}
