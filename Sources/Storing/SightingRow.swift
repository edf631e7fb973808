import Domain
import GRDB

/// Sightings as rows, and the keys that lead to them.
///
/// Nearly all are new, so a plain insert is tried first: an upsert would journal each statement for its own rollback.
enum SightingRow {
    /// Notes that `entry` was met in `feed` under `keys`: beside its first document's others, or in a row of its own.
    static func save(_ entry: SeenEntry, under keys: [IdentityKey], feed: Int64, _ writing: Writing) throws {
        guard let first = try writing.firstDocument(of: feed) else {
            return try saveRow(entry, under: keys, feed: feed, writing)
        }
        if let keys = try first.see(entry, under: keys, writing) {
            try saveRow(entry, under: keys, feed: feed, writing)
        }
    }

    private static func saveRow(_ entry: SeenEntry, under keys: [IdentityKey], feed: Int64, _ writing: Writing) throws {
        let new = try writing.statement(
            .newSighting,
            "INSERT OR IGNORE INTO sighting (feed, item, fingerprint, last_seen, keys) VALUES (?, ?, ?, ?, ?)"
        )
        new.bind(feed)
        new.bind(entry.item.text)
        new.bind(Int64(bitPattern: entry.fingerprint))
        new.bind(entry.lastSeen.seconds)
        new.bindBlob { KeyBytes.append(keys, to: &$0) }
        let sighting = try new.run() > 0 ? writing.database.lastInsertedRowID : met(entry, keys, feed: feed, writing)
        for key in keys { try lead(key, to: sighting, feed: feed, writing) }
    }

    /// The number of a sighting that is there already, brought up to date.
    private static func met(
        _ entry: SeenEntry,
        _ keys: [IdentityKey],
        feed: Int64,
        _ writing: Writing
    ) throws -> Int64 {
        let find = try writing.statement(.oldSighting, "SELECT key, keys FROM sighting WHERE feed = ? AND item = ?")
        find.bind(feed)
        find.bind(entry.item.text)
        guard let (number, before) = try find.first({ ($0.int(0), KeyBytes.keys(in: $0.blob(1))) }) else {
            throw StoreError.unavailable("a sighting could not be stored")
        }
        let update = try writing.statement(
            .sighting,
            "UPDATE sighting SET fingerprint = ?, last_seen = max(last_seen, ?), keys = ? WHERE key = ?"
        )
        update.bind(Int64(bitPattern: entry.fingerprint))
        update.bind(entry.lastSeen.seconds)
        update.bindBlob { KeyBytes.append(before + keys.filter { !before.contains($0) }, to: &$0) }
        update.bind(number)
        try update.run()
        return number
    }

    private static func lead(_ key: IdentityKey, to sighting: Int64, feed: Int64, _ writing: Writing) throws {
        let kind = Int64(key.kind.number)
        let hash = Int64(bitPattern: key.hash)
        let new = try writing.statement(
            .newKey,
            "INSERT OR IGNORE INTO feed_key (feed, kind, hash, sighting) VALUES (?, ?, ?, ?)"
        )
        new.bind(feed)
        new.bind(kind)
        new.bind(hash)
        new.bind(sighting)
        if try new.run() > 0 { return }
        let known = try writing.statement(
            .key,
            "UPDATE feed_key SET sighting = ? WHERE feed = ? AND kind = ? AND hash = ? AND sighting <> ?"
        )
        known.bind(sighting)
        known.bind(feed)
        known.bind(kind)
        known.bind(hash)
        known.bind(sighting)
        try known.run()
    }

    /// Has none of `keys` lead to a sighting any more.
    static func unlead(_ keys: [IdentityKey], feed: Int64, _ writing: Writing) throws {
        let unlead = try writing.statement(
            .freeKey,
            "DELETE FROM feed_key WHERE feed = ? AND kind = ? AND hash = ?"
        )
        for key in keys {
            unlead.bind(feed)
            unlead.bind(Int64(key.kind.number))
            unlead.bind(Int64(bitPattern: key.hash))
            try unlead.run()
        }
    }

    /// Forgets a sighting, and the keys that lead to it still.
    static func forget(_ sighting: Int64, under keys: [IdentityKey], feed: Int64, _ writing: Writing) throws {
        let unlead = try writing.statement(
            .oldKey,
            "DELETE FROM feed_key WHERE feed = ? AND kind = ? AND hash = ? AND sighting = ?"
        )
        for key in keys {
            unlead.bind(feed)
            unlead.bind(Int64(key.kind.number))
            unlead.bind(Int64(bitPattern: key.hash))
            unlead.bind(sighting)
            try unlead.run()
        }
        // What led to it in `known_key` goes with it (ON DELETE CASCADE).
        let forget = try writing.statement(.forgottenSighting, "DELETE FROM sighting WHERE key = ?")
        forget.bind(sighting)
        try forget.run()
    }

    /// What is known under each of `keys` in `feed`; nothing for a key that leads nowhere.
    static func entries(
        under keys: [IdentityKey],
        feed: Int64,
        in database: Database
    ) throws -> [IdentityKey: SeenEntry] {
        func any(_ table: String) throws -> Bool {
            let statement = try QuickStatement(database, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE feed = ?)")
            statement.bind(feed)
            return try statement.first { $0.int(0) != 0 } ?? false
        }
        var tables: [String] = []
        for table in ["feed_key", "known_key"] where try any(table) { tables.append(table) }
        var found = try FirstDocument.entries(under: keys, feed: feed, in: database)
        guard !tables.isEmpty else { return found }
        // One prepared statement for each key: a microsecond, whatever the number of keys. The newer table comes first.
        let find = try QuickStatement(
            database,
            sql: tables.map {
                """
                SELECT item, fingerprint, last_seen FROM \($0) AS known JOIN sighting ON sighting.key = known.sighting
                WHERE known.feed = ?1 AND kind = ?2 AND hash = ?3
                """
            }.joined(separator: " UNION ALL ")
        )
        for key in Set(keys) {
            find.bind(feed)
            find.bind(Int64(key.kind.number))
            find.bind(Int64(bitPattern: key.hash))
            let entry = try find.first { row in
                SeenEntry(
                    item: ItemID(row.text(0)),
                    fingerprint: UInt64(bitPattern: row.int(1)),
                    lastSeen: Timestamp(seconds: row.int(2))
                )
            }
            if let entry { found[key] = entry }
        }
        return found
    }
}
