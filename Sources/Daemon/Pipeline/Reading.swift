import Domain
import Texts

/// An item of a document beside what is known of it.
struct Reading: Sendable {
    enum Standing: Sendable, Equatable {
        /// Not met before.
        case fresh
        /// Met, with the same text.
        case known(ItemID)
        /// Met under one of its keys, with another text: an edit, or another event under an old key.
        case edited(ItemID)
    }

    let item: Item
    let standing: Standing
    /// When it was last sighted; nil for a fresh one.
    let lastSeen: Timestamp?

    /// Sets each of `items` beside `seen`, and beside those before it in the same document.
    ///
    /// A title alone recognises only what has neither guid nor URL: outlets repeat titles ("Live updates"). Within one
    /// document two entries with addresses of their own are two publications, whatever their words.
    static func readings(of items: [Item], seen: [IdentityKey: SeenEntry]) -> [Reading] {
        var known = Met(seen, for: items)
        return items.map { item in
            let hasAddress = item.keys.contains { $0.kind.isAddress }
            var first: SeenEntry?
            var same: SeenEntry?
            for key in item.keys where key.kind != .title || !hasAddress {
                guard let match = known[key] else { continue }
                first = first ?? match
                if same == nil, match.fingerprint == item.fingerprint { same = match }
            }
            let reading: Reading
            if let same {
                reading = Reading(item: item, standing: .known(same.item), lastSeen: same.lastSeen)
            } else if let first {
                reading = Reading(item: item, standing: .edited(first.item), lastSeen: first.lastSeen)
            } else {
                reading = Reading(item: item, standing: .fresh, lastSeen: nil)
            }
            let entry = SeenEntry(
                item: (same ?? first)?.item ?? item.id,
                fingerprint: item.fingerprint,
                lastSeen: item.firstSeen
            )
            known.add(entry, under: item.keys.lazy.filter { $0.kind.isAddress || !hasAddress })
            return reading
        }
    }

    /// What was met under each key: before, or earlier in the document.
    private struct Met {
        private let before: [IdentityKey: SeenEntry]
        private var entries: [SeenEntry] = []
        private var places: KeyTable

        init(_ before: [IdentityKey: SeenEntry], for items: [Item]) {
            self.before = before
            entries.reserveCapacity(items.count)
            places = KeyTable(for: items.reduce(0) { $0 + $1.keys.count })
        }

        subscript(key: IdentityKey) -> SeenEntry? {
            if !before.isEmpty, let entry = before[key] { return entry }
            return places[Self.number(of: key)].map { entries[$0] }
        }

        /// Keys that lead somewhere already stay as they are.
        mutating func add(_ entry: SeenEntry, under keys: some Sequence<IdentityKey>) {
            for key in keys { places.offer(entries.count, for: Self.number(of: key)) }
            entries.append(entry)
        }

        private static func number(of key: IdentityKey) -> UInt64 {
            StableHash.combined(UInt64(key.kind.number), key.hash)
        }
    }

    /// The share of `readings` that was met before, 0…1; nil for an empty document.
    static func overlap(of readings: [Reading]) -> Double? {
        guard !readings.isEmpty else { return nil }
        let met = readings.count { $0.standing != .fresh }
        return Double(met) / Double(readings.count)
    }
}

extension IdentityKey.Kind {
    /// True for what names a publication, not its words.
    var isAddress: Bool {
        switch self {
        case .guid, .guidTail, .url: true
        case .title, .text: false
        }
    }
}
