/// Which items have a hash: chains of numbers, the newest first, in one array.
///
/// Eight bytes an entry and about a dozen a hash, whatever their number; an array a list would take five times that.
/// Numbers are added in rising order, so the entries of the oldest items are in front and are let go together.
struct Postings<Key: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    private struct Cell {
        let number: Int32
        /// How many entries before this one the next older of the same hash is; 0 ends the chain.
        let older: UInt32
    }

    /// The place of each hash's newest entry. Places count up for ever, and wrap.
    private var heads = HashTable<Key>()
    private var cells: [Cell] = []
    /// The place of `cells[0]`: what was before is gone.
    private var first: UInt32 = 0

    /// Entries that are held, those of forgotten items included.
    var count: Int { cells.count }

    /// `number` must not be below any added before.
    mutating func add(_ number: Int32, to key: Key) {
        let place = first &+ UInt32(truncatingIfNeeded: cells.count)
        let last = heads.update(key, to: place)
        cells.append(Cell(number: number, older: last.map { place &- $0 } ?? 0))
    }

    /// Calls `body` with the newest numbers under `key` that `isMeant`, newest first.
    ///
    /// - Parameters:
    ///   - key: the hash.
    ///   - limit: so many at most; what is not meant does not count.
    ///   - oldest: numbers below are not looked at.
    ///   - isMeant: false for what is as good as not there.
    ///   - body: is given each number.
    func forEach(
        _ key: Key,
        limit: Int,
        from oldest: Int32 = .min,
        where isMeant: (Int32) -> Bool = { _ in true },
        _ body: (Int32) -> Void
    ) {
        guard let head = heads[key] else { return }
        var index = Int(head &- first)
        var left = limit
        while left > 0, cells.indices.contains(index), cells[index].number >= oldest {
            let cell = cells[index]
            if isMeant(cell.number) {
                body(cell.number)
                left -= 1
            }
            guard cell.older > 0 else { return }
            index -= Int(cell.older)
        }
    }

    /// Lets go of the entries of numbers up to `number`, once they are half of all: so asking often costs little.
    mutating func drop(upTo number: Int32) {
        guard !cells.isEmpty, cells[cells.count / 2].number <= number else { return }
        let gone = cells.firstIndex { $0.number > number } ?? cells.count
        cells.removeFirst(gone)
        first &+= UInt32(truncatingIfNeeded: gone)
        let (start, left) = (first, UInt32(truncatingIfNeeded: cells.count))
        heads.filter { $0 &- start < left }
    }
}
