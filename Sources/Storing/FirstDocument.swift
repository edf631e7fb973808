import Domain
import GRDB

/// What a feed's first document brought, in two rows instead of thirteen an item: how it is recognised, and what it tells.
///
/// A first document brings dozens of items at once, nearly all of them off-topic and silent; what comes later comes one by one and has
/// rows of its own (`ItemRow`, `SightingRow`), which come before what is here. An item lies here or there, and so does its sighting.
@safe final class FirstDocument {
    /// An item as it is recognised.
    struct Known: Equatable {
        /// `ItemNumber` of its id.
        let item: UInt64
        var fingerprint: UInt64
        /// Unix seconds.
        var lastSeen: Int64
        var keys: [IdentityKey]
    }

    /// More items than this have rows of their own, so that a poll never reads more than some dozen kilobytes to recognise.
    static let mostItems = 500
    /// An item that is edited for ever gets a row of its own.
    static let mostKeys = 24

    /// The feed's number.
    let feed: Int64
    /// Being put together by this transaction; else read from the database.
    private let isNew: Bool
    /// In the order in which they were met: where two have a key, it leads to the later one.
    private(set) var known: [Known]
    /// What this transaction brings.
    private var items: [FirstItem] = []
    private var numbers: Set<UInt64> = []
    private var isChanged = false

    private init(feed: Int64, isNew: Bool, known: [Known] = []) {
        self.feed = feed
        self.isNew = isNew
        self.known = known
    }

    // MARK: finding

    /// The feed's; nil where it has none. With `begins`, a new one where nothing at all is known of the feed.
    static func find(of feed: Int64, begins: Bool, _ writing: Writing) throws -> FirstDocument? {
        let find = try writing.statement(.knownDocument, selection)
        find.bind(feed)
        if let known = try find.first({ $0.blob(0) }) {
            return FirstDocument(feed: feed, isNew: false, known: KnownBytes.known(in: known))
        }
        guard begins else { return nil }
        let any = try writing.statement(
            .anything,
            """
                SELECT EXISTS (SELECT 1 FROM sighting WHERE feed = ?1) OR EXISTS (SELECT 1 FROM item WHERE feed = ?1)
                    OR EXISTS (SELECT 1 FROM first_item WHERE feed = ?1)
            """
        )
        any.bind(feed)
        return try any.first { $0.int(0) == 0 } ?? false ? FirstDocument(feed: feed, isNew: true) : nil
    }

    private static let selection = "SELECT known FROM first_document WHERE feed = ?"

    /// What is known under each of `keys`.
    static func entries(
        under keys: [IdentityKey],
        feed: Int64,
        in database: Database
    ) throws -> [IdentityKey: SeenEntry] {
        let find = try QuickStatement(database, sql: selection)
        find.bind(feed)
        guard let bytes = try find.first({ $0.blob(0) }) else { return [:] }
        let keys = Set(keys)
        var found: [IdentityKey: SeenEntry] = [:]
        found.reserveCapacity(keys.count)
        for known in KnownBytes.known(in: bytes) {
            var entry: SeenEntry?
            for key in known.keys where keys.contains(key) {
                let met = entry ?? known.entry
                found[key] = met
                entry = met
            }
        }
        return found
    }

    // MARK: changing

    /// Takes a new item in; false where it is to have a row of its own.
    func take(_ stored: StoredItem) -> Bool {
        guard isNew, items.count < Self.mostItems, !stored.verdict.isOnTopic, stored.verdict.watch == nil,
            stored.decision.story == nil, let number = ItemNumber.of(stored.item.id),
            items.isEmpty || ItemNumber.scope(number) == scope, numbers.insert(number).inserted
        else { return false }
        items.append(FirstItem(number: number, stored: stored))
        return true
    }

    /// Notes that `entry` was met under `keys`.
    ///
    /// - Returns: nil, or the keys under which it is to have a row of its own.
    func see(_ entry: SeenEntry, under keys: [IdentityKey], _ writing: Writing) throws -> [IdentityKey]? {
        guard let number = ItemNumber.of(entry.item) else { return keys }
        var met = Known(item: number, fingerprint: entry.fingerprint, lastSeen: entry.lastSeen.seconds, keys: keys)
        if let before = remove(number) {
            met.keys = before.keys + keys.filter { !before.keys.contains($0) }
            met.lastSeen = max(met.lastSeen, before.lastSeen)
            guard met.keys.count <= Self.mostKeys else { return met.keys }
            // What led elsewhere meanwhile leads here again.
            if !isNew { try SightingRow.unlead(keys, feed: feed, writing) }
        } else {
            guard numbers.contains(number), keys.count <= Self.mostKeys else { return keys }
        }
        known.append(met)
        isChanged = true
        return nil
    }

    /// How an item is recognised, and has it here no more; nil where it was not.
    private func remove(_ number: UInt64) -> Known? {
        guard let place = known.firstIndex(where: { $0.item == number }) else { return nil }
        isChanged = true
        return known.remove(at: place)
    }

    /// Forgets what `isOld`.
    func forget(_ isOld: (Known) -> Bool) {
        let count = known.count
        known.removeAll(where: isOld)
        isChanged = isChanged || known.count < count
    }

    // MARK: writing

    /// Writes what has changed.
    func save(_ writing: Writing) throws {
        if isNew { try saveItems(writing) }
        guard isChanged else { return }
        guard !known.isEmpty else {
            let forget = try writing.statement(.oldFirstDocument, "DELETE FROM first_document WHERE feed = ?")
            forget.bind(feed)
            try forget.run()
            return
        }
        let row = try writing.statement(
            .firstDocument,
            "INSERT OR REPLACE INTO first_document (feed, count, oldest, newest, known) VALUES (?, ?, ?, ?, ?)"
        )
        row.bind(feed)
        row.bind(Int64(known.count))
        row.bind(known.reduce(Int64.max) { min($0, $1.lastSeen) })
        row.bind(known.reduce(Int64.min) { max($0, $1.lastSeen) })
        row.bindBlob { KnownBytes.append(known, to: &$0) }
        try row.run()
    }

    /// What was not seen has a row of its own: it goes with the next retention run.
    private func saveItems(_ writing: Writing) throws {
        let seen = Set(known.map(\.item))
        let first = items.filter { seen.contains($0.number) }
        if first.count < items.count {
            for item in items where !seen.contains(item.number) { try ItemRow.save(item.stored, feed: feed, writing) }
        }
        guard !first.isEmpty else { return }
        let row = try writing.statement(.firstItems, "INSERT INTO first_item (feed, scope, items) VALUES (?, ?, ?)")
        row.bind(feed)
        row.bind(scope)
        let evidence = try first.map { try ItemRow.evidence(of: $0.stored) }
        row.bindBlob { FirstItems.append(first, evidence, to: &$0) }
        try row.run()
    }

    /// What all ids of these items begin with.
    private var scope: Int64 {
        items.first.map { ItemNumber.scope($0.number) } ?? 0
    }
}

extension FirstDocument.Known {
    var entry: SeenEntry {
        SeenEntry(item: ItemID(number: item), fingerprint: fingerprint, lastSeen: Timestamp(seconds: lastSeen))
    }
}
