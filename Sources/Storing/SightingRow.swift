import Domain
import GRDB

/// Sightings as rows, and the keys that lead to them.
///
/// Nearly all are new, so a plain insert is tried first: an upsert would journal each statement for its own rollback.
enum SightingRow {
    /// Notes that `entry` was met in `feed` under `keys`.
    static func save(_ entry: SeenEntry, under keys: [IdentityKey], feed: Int64, _ writing: Writing) throws {
        let new = try writing.statement(
            .newSighting,
            "INSERT OR IGNORE INTO sighting (feed, item, fingerprint, last_seen) VALUES (?, ?, ?, ?)"
        )
        bind(entry, feed: feed, to: new)
        let sighting = try new.run() > 0 ? writing.database.lastInsertedRowID : met(entry, feed: feed, writing)
        for key in keys { try lead(key, to: sighting, feed: feed, writing) }
    }

    /// The number of a sighting that is there already, brought up to date.
    private static func met(_ entry: SeenEntry, feed: Int64, _ writing: Writing) throws -> Int64 {
        let update = try writing.statement(
            .sighting,
            """
            INSERT INTO sighting (feed, item, fingerprint, last_seen) VALUES (?, ?, ?, ?)
            ON CONFLICT (feed, item) DO UPDATE SET fingerprint = excluded.fingerprint,
                last_seen = max(last_seen, excluded.last_seen)
            RETURNING key
            """
        )
        bind(entry, feed: feed, to: update)
        guard let key = try update.first({ $0.int(0) }) else {
            throw StoreError.unavailable("a sighting could not be stored")
        }
        return key
    }

    private static func bind(_ entry: SeenEntry, feed: Int64, to statement: QuickStatement) {
        statement.bind(feed)
        statement.bind(entry.item.text)
        statement.bind(Int64(bitPattern: entry.fingerprint))
        statement.bind(entry.lastSeen.seconds)
    }

    private static func lead(_ key: IdentityKey, to sighting: Int64, feed: Int64, _ writing: Writing) throws {
        let kind = ItemRow.number(of: key.kind)
        let hash = Int64(bitPattern: key.hash)
        let new = try writing.statement(
            .newKey,
            "INSERT OR IGNORE INTO known_key (feed, kind, hash, sighting) VALUES (?, ?, ?, ?)"
        )
        new.bind(feed)
        new.bind(kind)
        new.bind(hash)
        new.bind(sighting)
        if try new.run() > 0 { return }
        let known = try writing.statement(
            .key,
            "UPDATE known_key SET sighting = ? WHERE feed = ? AND kind = ? AND hash = ? AND sighting <> ?"
        )
        known.bind(sighting)
        known.bind(feed)
        known.bind(kind)
        known.bind(hash)
        known.bind(sighting)
        try known.run()
    }
}
