import Domain

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
        var seen = seen
        return items.map { item in
            let hasAddress = item.keys.contains { $0.kind.isAddress }
            let keys = hasAddress ? item.keys.filter { $0.kind != .title } : item.keys
            let matches = keys.compactMap { seen[$0] }
            let same = matches.first { $0.fingerprint == item.fingerprint }
            let reading: Reading
            if let same {
                reading = Reading(item: item, standing: .known(same.item), lastSeen: same.lastSeen)
            } else if let match = matches.first {
                reading = Reading(item: item, standing: .edited(match.item), lastSeen: match.lastSeen)
            } else {
                reading = Reading(item: item, standing: .fresh, lastSeen: nil)
            }
            let entry = SeenEntry(
                item: (same ?? matches.first)?.item ?? item.id,
                fingerprint: item.fingerprint,
                lastSeen: item.firstSeen
            )
            for key in item.keys where seen[key] == nil && (key.kind.isAddress || !hasAddress) { seen[key] = entry }
            return reading
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
