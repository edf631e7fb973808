package import Domain
import GRDB

extension SQLiteStore {
    /// One prepared statement a key, in one transaction.
    package func seen(
        _ keys: [IdentityKey],
        in feed: FeedID
    ) async throws(StoreError) -> [IdentityKey: SeenEntry] {
        guard !keys.isEmpty else { return [:] }
        return try await read { database in
            let sql = "SELECT key FROM feed WHERE url = ?"
            guard let feed = try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [feed.url]) else {
                return [:]
            }
            return try SightingRow.entries(under: keys, feed: feed, in: database)
        }
    }

    /// By id first, then by either URL: through their hashes, feed by feed, and in what first documents brought.
    package func item(_ idOrURL: String) async throws(StoreError) -> StoredItem? {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT \(ItemRow.selection) WHERE item.key IN (
                        SELECT key FROM item WHERE id = :text
                        UNION SELECT of_url.key FROM feed CROSS JOIN item AS of_url INDEXED BY item_feed_url
                            ON of_url.feed = feed.key AND url_hash = :hash AND of_url.url = :text
                        UNION SELECT of_url.key FROM feed CROSS JOIN item AS of_url INDEXED BY item_feed_canonical
                            ON of_url.feed = feed.key AND canonical_hash = :hash AND canonical_url = :text)
                    ORDER BY item.id = :text DESC, first_seen DESC, item.key DESC LIMIT 1
                    """,
                arguments: ["text": idOrURL, "hash": ItemRow.hash(idOrURL)]
            ).map { try ItemRow.item(from: $0) }
            if let row, row.item.id.text == idOrURL { return row }
            let first = try FirstDocument.items(idOrURL, in: database)
            return ([row].compactMap(\.self) + first).max { left, right in
                if left.item.id == right.item.id { return false }
                return right.item.id.text == idOrURL
                    || left.item.id.text != idOrURL && left.item.firstSeen < right.item.firstSeen
            }
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
