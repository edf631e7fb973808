/// Small numbers by 64-bit hashes, for one document: open addressing, made once with room for all.
///
/// A Dictionary hashes each key once more, and a document has hundreds. The keys come from texts of others, so the slots are spread by a
/// number that is drawn for the process: nobody can aim at one slot.
package struct KeyTable: Sendable {
    private struct Slot {
        var key: UInt64
        /// 0 where nothing is.
        var value: UInt32
    }

    private var slots: [Slot]
    private let last: Int
    private var room: Int

    /// For at most `count` keys.
    package init(for count: Int) {
        var size = 16
        while size < count &* 2 { size *= 2 }
        slots = [Slot](repeating: Slot(key: 0, value: 0), count: size)
        last = size - 1
        room = size / 2
    }

    /// The number of a key; nil where there is none.
    package subscript(key: UInt64) -> Int? {
        let value = slots[place(of: key)].value
        return value == 0 ? nil : Int(value - 1)
    }

    /// Gives a key a number below 2³², unless it has one; what there is no room for is left out.
    package mutating func offer(_ number: Int, for key: UInt64) {
        let place = place(of: key)
        guard slots[place].value == 0, room > 0, let value = UInt32(exactly: number + 1) else { return }
        slots[place] = Slot(key: key, value: value)
        room -= 1
    }

    /// Gives a key the number that `change` makes of the one it has, 0 at first.
    package mutating func update(_ key: UInt64, _ change: (Int) -> Int) {
        let place = place(of: key)
        let isNew = slots[place].value == 0
        guard !isNew || room > 0 else { return }
        let number = change(isNew ? 0 : Int(slots[place].value - 1))
        guard let value = UInt32(exactly: number + 1) else { return }
        slots[place] = Slot(key: key, value: value)
        if isNew { room -= 1 }
    }

    /// Where the key is, or would be: at least half of the slots are empty.
    @inline(__always) private func place(of key: UInt64) -> Int {
        let spread = (key ^ Self.mask) &* Self.factor
        var place = Int(truncatingIfNeeded: spread ^ spread >> 32) & last
        while slots[place].value != 0, slots[place].key != key { place = (place + 1) & last }
        return place
    }

    private static let mask = UInt64.random(in: 0 ... .max)
    private static let factor = UInt64.random(in: 0 ... .max) | 1
}
