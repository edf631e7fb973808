import Domain
import GRDB

/// What a retention run forgets; at most `most` rows of a kind at a time, oldest first.
struct Retention {
    let before: Timestamp
    private let most = 20_000
    /// Seconds within which a repeat is not noted again (`Decisions.refresh`).
    private static let resolution = 86_400

    init(before: Timestamp) { self.before = before }

    func apply(to database: Database) throws {
        let limit = before.seconds
        try forgetSightings(limit, in: database)
        try database.execute(
            sql: """
                DELETE FROM item WHERE key IN (
                    SELECT key FROM item WHERE first_seen < ?
                        AND NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.feed = item.feed AND sighting.item = item.id)
                    ORDER BY first_seen, key LIMIT ?)
                """,
            arguments: [limit, most]
        )
        try forgetAlerts(limit, in: database)
        try database.execute(
            sql: """
                DELETE FROM story WHERE key IN (
                    SELECT key FROM story WHERE last_grown < ?
                        AND NOT EXISTS (SELECT 1 FROM item WHERE item.story = story.id)
                        AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.story = story.id)
                    ORDER BY last_grown, key LIMIT ?)
                """,
            arguments: [limit, most]
        )
        try database.execute(
            sql: """
                DELETE FROM feed WHERE is_subscribed = 0
                    AND NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.feed = feed.key)
                    AND NOT EXISTS (SELECT 1 FROM item WHERE item.feed = feed.key)
                    AND NOT EXISTS (SELECT 1 FROM first_document WHERE first_document.feed = feed.key)
                    AND NOT EXISTS (SELECT 1 FROM first_item WHERE first_item.feed = feed.key)
                """
        )
    }

    /// Feed by feed, as they lie.
    private func forgetSightings(_ limit: Int64, in database: Database) throws {
        let old = try Row.fetchAll(
            database,
            sql: """
                SELECT old.key, old.feed, old.keys FROM feed
                CROSS JOIN sighting AS old INDEXED BY sighting_newest ON old.feed = feed.key AND old.last_seen < :limit
                WHERE NOT (is_subscribed = 1 AND old.last_seen >= max(
                    (SELECT max(last_seen) FROM sighting AS new WHERE new.feed = feed.key),
                    (SELECT ifnull(max(newest), old.last_seen) FROM first_document WHERE first_document.feed = feed.key)
                ) - :resolution)
                LIMIT :most
                """,
            arguments: ["limit": limit, "resolution": Self.resolution, "most": most]
        )
        let writing = Writing(database)
        var feeds: [Int64] = []
        for row in old {
            let keys = KeyBytes.keys(in: (row["keys"] as Blob?)?.bytes ?? [])
            let feed: Int64 = row["feed"]
            try SightingRow.forget(row["key"], under: keys, feed: feed, writing)
            if feeds.last != feed { feeds.append(feed) }
        }
        feeds += try forgetFirst(limit, writing)
        for feed in Set(feeds) { try FirstDocument.forgetItems(of: feed, writing) }
    }

    /// What first documents brought, in the same way. Returns the feeds of which something was forgotten.
    private func forgetFirst(_ limit: Int64, _ writing: Writing) throws -> [Int64] {
        let old = try Row.fetchAll(
            writing.database,
            sql: """
                SELECT feed, shown, is_subscribed FROM (
                    SELECT feed, oldest, is_subscribed, max(newest,
                        (SELECT ifnull(max(last_seen), newest) FROM sighting WHERE sighting.feed = key)) AS shown
                    FROM first_document INDEXED BY first_document_oldest JOIN feed ON key = first_document.feed
                    WHERE oldest < :limit)
                WHERE NOT (is_subscribed = 1 AND oldest >= shown - :resolution)
                LIMIT :most
                """,
            arguments: ["limit": limit, "resolution": Self.resolution, "most": most / 20]
        )
        return try old.map { row in
            let feed: Int64 = row["feed"]
            let shown = row["is_subscribed"] ? (row["shown"] as Int64) &- Int64(Self.resolution) : .max
            try writing.firstDocument(of: feed)?.forget { $0.lastSeen < limit && $0.lastSeen < shown }
            try writing.finish()
            return feed
        }
    }

    /// Alerts that are in the log (where there is one), folded into no digest to come, and owed to nobody.
    ///
    /// A dead delivery is owed while its receiver is configured and enabled.
    private func forgetAlerts(_ limit: Int64, in database: Database) throws {
        let positions = try Int64.fetchAll(
            database,
            sql: """
                SELECT position FROM alert WHERE raised < ?
                    AND NOT EXISTS (SELECT 1 FROM mark WHERE name = 'log' AND value < position)
                    AND NOT EXISTS (SELECT 1 FROM mark WHERE name = 'storm' AND value <= position)
                    AND NOT EXISTS (
                        SELECT 1 FROM delivery JOIN receiver ON receiver.name = delivery.receiver
                        WHERE delivery.alert = alert.id AND (state = 'pending'
                            OR (state = 'dead' AND is_configured = 1 AND is_disabled = 0)))
                ORDER BY raised, position LIMIT ?
                """,
            arguments: [limit, most]
        )
        let deliveries = try database.cachedStatement(
            sql: "DELETE FROM delivery WHERE alert = (SELECT id FROM alert WHERE position = ?)"
        )
        let alert = try database.cachedStatement(sql: "DELETE FROM alert WHERE position = ?")
        for position in positions {
            try deliveries.execute(arguments: [position])
            try alert.execute(arguments: [position])
        }
    }
}
