/// A fixed table from short names, packed into one number first byte highest, to numbers; open addressing, no hashing a byte.
struct NameTable: Sendable {
    private var keys: [UInt64]
    private var values: [UInt32]
    private let shift: UInt64

    /// - Parameter pairs: names of one to eight bytes; the first of equal names counts.
    init(_ pairs: [(name: Substring, value: UInt32)]) {
        var bits: UInt64 = 4
        while 1 << bits < pairs.count * 3 { bits += 1 }
        shift = 64 - bits
        keys = [UInt64](repeating: 0, count: 1 << bits)
        values = [UInt32](repeating: 0, count: 1 << bits)
        for (name, value) in pairs {
            let key = Self.packed(name.utf8)
            var slot = slot(of: key)
            while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
            guard keys[slot] == 0 else { continue }
            keys[slot] = key
            values[slot] = value
        }
    }

    static func packed(_ name: some Sequence<UInt8>) -> UInt64 { name.reduce(0) { $0 << 8 | UInt64($1) } }

    /// The number of a packed name.
    subscript(key: UInt64) -> UInt32? {
        guard key != 0 else { return nil }
        let keys = keys.span
        var slot = slot(of: key)
        while keys[slot] != 0 {
            if keys[slot] == key { return values[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return nil
    }

    @inline(__always)
    private func slot(of key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift) }
}
