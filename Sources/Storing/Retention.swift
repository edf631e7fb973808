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
                WHERE NOT (is_subscribed = 1 AND old.last_seen >=
                    (SELECT max(last_seen) FROM sighting AS new WHERE new.feed = feed.key) - :resolution)
                LIMIT :most
                """,
            arguments: ["limit": limit, "resolution": Self.resolution, "most": most]
        )
        let writing = Writing(database)
        for row in old {
            let keys = KeyBytes.keys(in: (row["keys"] as Blob?)?.bytes ?? [])
            try SightingRow.forget(row["key"], under: keys, feed: row["feed"], writing)
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
