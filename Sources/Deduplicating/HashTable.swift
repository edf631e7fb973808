/// Numbers by keys that are hashes already: open addressing, eight bytes for a key of 32 bits.
///
/// Dictionary hashes each key once more; with sixty keys an item that was a third of a start. The keys come from texts of
/// others, so the slots are spread by a number that is drawn for the process: nobody can aim at one slot.
struct HashTable<Key: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    private struct Slot {
        /// 0 where nothing is.
        var key: Key
        var value: UInt32
    }

    private var slots: [Slot] = []
    /// Of the key 0.
    private var ofZero: UInt32?
    private(set) var count = 0

    subscript(key: Key) -> UInt32? {
        if key == 0 { return ofZero }
        guard !slots.isEmpty else { return nil }
        let slot = slots[place(of: key)]
        return slot.key == 0 ? nil : slot.value
    }

    /// The value that was there.
    mutating func update(_ key: Key, to value: UInt32) -> UInt32? {
        if key == 0 {
            defer { ofZero = value }
            return ofZero
        }
        if (count + 1) * 4 > slots.count * 3 { grow(to: max(16, slots.count * 2)) }
        let place = place(of: key)
        if slots[place].key == key {
            defer { slots[place].value = value }
            return slots[place].value
        }
        slots[place] = Slot(key: key, value: value)
        count += 1
        return nil
    }

    /// Keeps the values that `isKept`.
    mutating func filter(_ isKept: (UInt32) -> Bool) {
        let old = slots.filter { $0.key != 0 && isKept($0.value) }
        if let value = ofZero, !isKept(value) { ofZero = nil }
        var size = 16
        while old.count * 4 > size * 2 { size *= 2 }
        (slots, count) = ([], 0)
        grow(to: size)
        for slot in old { _ = update(slot.key, to: slot.value) }
    }

    private mutating func grow(to size: Int) {
        let old = slots
        slots = [Slot](repeating: Slot(key: 0, value: 0), count: size)
        for slot in old where slot.key != 0 { slots[place(of: slot.key)] = slot }
    }

    /// Where the key is, or would be: there is always an empty slot.
    private func place(of key: Key) -> Int {
        let spread = (UInt64(truncatingIfNeeded: key) ^ HashSpread.mask) &* HashSpread.factor
        let last = slots.count - 1
        var place = Int(truncatingIfNeeded: (spread ^ spread >> 32) & UInt64(last))
        while slots[place].key != 0, slots[place].key != key { place = (place + 1) & last }
        return place
    }
}

private enum HashSpread {
    static let mask = UInt64.random(in: 0 ... .max)
    static let factor = UInt64.random(in: 0 ... .max) | 1
}
