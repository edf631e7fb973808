package import Domain
import GRDB

extension SQLiteStore {
    /// One prepared statement a key, in one transaction.
    package func seen(
        _ keys: Set<IdentityKey>,
        in feed: FeedID
    ) async throws(StoreError) -> [IdentityKey: SeenEntry] {
        guard !keys.isEmpty else { return [:] }
        return try await read { database in
            let sql = "SELECT key FROM feed WHERE url = ?"
            guard let feed = try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [feed.url]) else {
                return [:]
            }
            // A feed's first document: nothing can be known of it.
            let any = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM known_key WHERE feed = ?)")
            guard try Bool.fetchOne(any, arguments: [feed]) == true else { return [:] }
            // One prepared statement for each key: a microsecond, whatever the number of keys.
            let find = try QuickStatement(
                database,
                sql: """
                    SELECT item, fingerprint, last_seen FROM known_key JOIN sighting ON sighting.key = known_key.sighting
                    WHERE known_key.feed = ? AND kind = ? AND hash = ?
                    """
            )
            var found: [IdentityKey: SeenEntry] = [:]
            for key in keys {
                find.bind(feed)
                find.bind(ItemRow.number(of: key.kind))
                find.bind(Int64(bitPattern: key.hash))
                found[key] = try find.first { row in
                    SeenEntry(
                        item: ItemID(row.text(0)),
                        fingerprint: UInt64(bitPattern: row.int(1)),
                        lastSeen: Timestamp(seconds: row.int(2))
                    )
                }
            }
            return found
        }
    }

    /// By id first, then by either URL through their hashes.
    package func item(_ idOrURL: String) async throws(StoreError) -> StoredItem? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(ItemRow.selection) WHERE item.key IN (
                        SELECT key FROM item WHERE id = :text
                        UNION SELECT key FROM item WHERE url_hash = :hash AND url = :text
                        UNION SELECT key FROM item WHERE canonical_hash = :hash AND canonical_url = :text)
                    ORDER BY item.id = :text DESC, first_seen DESC, item.key DESC LIMIT 1
                    """,
                arguments: ["text": idOrURL, "hash": ItemRow.hash(idOrURL)]
            ).map { try ItemRow.item(from: $0) }
        }
    }

    /// By the time they last grew.
    package func stories(limit: Int) async throws(StoreError) -> [Story] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: "SELECT record FROM story ORDER BY last_grown DESC, key DESC LIMIT ?",
                arguments: [max(0, limit)]
            ).map { try Record.value(Story.self, from: $0) }
        }
    }

    /// With all of its items, however many.
    package func story(_ id: StoryID) async throws(StoreError) -> (story: Story, items: [StoredItem])? {
        try await read { database in
            let sql = "SELECT record FROM story WHERE id = ?"
            guard let record = try String.fetchOne(database, sql: sql, arguments: [id.text]) else { return nil }
            let items = try Row.fetchAll(
                database,
                sql: "SELECT \(ItemRow.selection) WHERE story = ? ORDER BY first_seen, item.key",
                arguments: [id.text]
            ).map { try ItemRow.item(from: $0) }
            return (try Record.value(Story.self, from: record), items)
        }
    }
}
