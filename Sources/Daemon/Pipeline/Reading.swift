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

        /// The item that it was met as.
        var known: ItemID? {
            switch self {
            case .fresh: nil
            case .known(let item), .edited(let item): item
            }
        }
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
        for item in items { known.read(item) }
        return known.readings
    }

    /// What was met under each key: before, or earlier in the document.
    private struct Met {
        private let before: [IdentityKey: SeenEntry]
        private var places: KeyTable
        private(set) var readings: [Reading] = []

        init(_ before: [IdentityKey: SeenEntry], for items: [Item]) {
            self.before = before
            places = KeyTable(for: items.reduce(0) { $0 + $1.keys.count })
            readings.reserveCapacity(items.count)
        }

        /// Keys that lead somewhere already stay as they are.
        mutating func read(_ item: Item) {
            let keys = item.keys
            let hasAddress = keys.contains { $0.kind.isAddress }
            readings.append(reading(of: item, keys, hasAddress))
            for key in keys where key.kind.isAddress || !hasAddress {
                places.offer(readings.count - 1, for: Self.number(of: key))
            }
        }

        private func reading(of item: Item, _ keys: [IdentityKey], _ hasAddress: Bool) -> Reading {
            var first: SeenEntry?
            for key in keys where key.kind != .title || !hasAddress {
                guard let match = match(key) else { continue }
                if match.fingerprint == item.fingerprint {
                    return Reading(item: item, standing: .known(match.item), lastSeen: match.lastSeen)
                }
                first = first ?? match
            }
            guard let first else { return Reading(item: item, standing: .fresh, lastSeen: nil) }
            return Reading(item: item, standing: .edited(first.item), lastSeen: first.lastSeen)
        }

        private func match(_ key: IdentityKey) -> SeenEntry? {
            if !before.isEmpty, let entry = before[key] { return entry }
            guard let place = places[Self.number(of: key)] else { return nil }
            let (item, standing) = (readings[place].item, readings[place].standing)
            return SeenEntry(item: standing.known ?? item.id, fingerprint: item.fingerprint, lastSeen: item.firstSeen)
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
