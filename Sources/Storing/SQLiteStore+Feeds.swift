package import Domain
import GRDB

extension SQLiteStore {
    package func subscribe(
        _ feeds: [FeedID],
        first: @Sendable (FeedID) -> FeedState
    ) async throws(StoreError) -> Int {
        let known = Set(
            try await read { try String.fetchAll($0, sql: "SELECT url FROM feed WHERE state IS NOT NULL") }
        )
        // The states of the new ones are asked for here: `first` does not outlive this call.
        let rows = try Set(feeds).filter { !known.contains($0.url) }.map { id throws(StoreError) in
            (id.url, first(id))
        }
        return try await write { database in
            try database.execute(sql: "UPDATE feed SET is_subscribed = 0 WHERE is_subscribed = 1")
            for (url, state) in rows { try FeedRow.save(url, state, in: database) }
            let mark = try database.cachedStatement(sql: "UPDATE feed SET is_subscribed = 1 WHERE url = ?")
            for feed in feeds { try mark.execute(arguments: [feed.url]) }
            return rows.count
        }
    }

    package func lease(
        at now: Timestamp,
        until leaseEnd: Timestamp,
        limit: Int
    ) async throws(StoreError) -> [LeasedFeed] {
        try await mendDueTimes(now)
        feedLeases.sweep(now)
        let before = feedLeases
        let wanted = max(0, min(limit, 1_000_000)) + before.count
        let due = try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT url, next_due, state FROM feed
                    WHERE is_subscribed = 1 AND next_due <= ? ORDER BY next_due, key LIMIT ?
                    """,
                arguments: [now.seconds, wanted]
            ).map { try FeedRow.leased($0) }
        }
        // Meanwhile another call may have leased one, or a poll may have ended whose old due time was read.
        let free = due.filter { before.end(of: $0.id) == nil && feedLeases.end(of: $0.id) == nil }
        let leased = Array(free.prefix(max(0, limit)))
        for feed in leased { feedLeases.take(feed.id, until: leaseEnd) }
        return leased
    }

    package func nextDue() async throws(StoreError) -> Timestamp? {
        let count = feedLeases.count + 1
        let rows = try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT url, next_due FROM feed WHERE is_subscribed = 1 ORDER BY next_due, key LIMIT ?",
                arguments: [count]
            ).map { (FeedID($0["url"]), Timestamp(seconds: $0["next_due"])) }
        }
        return rows.map { id, due in feedLeases.end(of: id).map { max($0, due) } ?? due }.min()
    }

    package func states() async throws(StoreError) -> [FeedID: FeedState] {
        try await read { database in
            var states: [FeedID: FeedState] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT url, next_due, state FROM feed WHERE is_subscribed = 1"
            )
            while let row = try rows.next() {
                let feed = try FeedRow.leased(row)
                states[feed.id] = feed.state
            }
            return states
        }
    }

    package func state(of feed: FeedID) async throws(StoreError) -> FeedState? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT url, next_due, state FROM feed WHERE url = ? AND state IS NOT NULL",
                arguments: [feed.url]
            ).map { try FeedRow.leased($0).state }
        }
    }

    package func itemCount(of feed: FeedID) async throws(StoreError) -> Int {
        try await read { database in
            let sql = "SELECT COUNT(*) FROM sighting WHERE feed = (SELECT key FROM feed WHERE url = ?)"
            return try Int.fetchOne(database, sql: sql, arguments: [feed.url]) ?? 0
        }
    }

    /// A feed whose last poll lies ahead was polled by a clock that has been set back since: its due time means nothing.
    private func mendDueTimes(_ now: Timestamp) async throws(StoreError) {
        defer { latestClock = now }
        if let latestClock, now.seconds(since: latestClock) > -60 { return }
        let limit = now.advanced(by: 300).seconds
        let isAhead = try await read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM feed WHERE is_subscribed = 1 AND last_poll > ?)",
                arguments: [limit]
            ) ?? false
        }
        guard isAhead else { return }
        try await write { database in
            try database.execute(
                sql: "UPDATE feed SET next_due = ? WHERE is_subscribed = 1 AND last_poll > ? AND next_due > ?",
                arguments: [now.seconds, limit, now.seconds]
            )
        }
    }
}

/// Feeds as rows.
enum FeedRow {
    /// The feed's number; a row is made where there is none.
    static func key(of url: String, in database: Database) throws -> Int64 {
        let find = try database.cachedStatement(sql: "SELECT key FROM feed WHERE url = ?")
        if let key = try Int64.fetchOne(find, arguments: [url]) { return key }
        try database.cachedStatement(sql: "INSERT INTO feed (url) VALUES (?)").execute(arguments: [url])
        return database.lastInsertedRowID
    }

    /// Writes the state; whether it is subscribed stays.
    static func save(_ url: String, _ state: FeedState, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO feed (url, next_due, last_poll, state) VALUES (?, ?, ?, ?)
                ON CONFLICT (url) DO UPDATE
                SET next_due = excluded.next_due, last_poll = excluded.last_poll, state = excluded.state
                """
        )
        try statement.execute(
            arguments: [url, state.nextDue.seconds, state.lastPoll?.seconds, try Record.text(of: state)])
    }

    /// A row of `url, next_due, state`.
    static func leased(_ row: Row) throws -> LeasedFeed {
        let url: String = row["url"]
        let due = Timestamp(seconds: row["next_due"])
        guard let record = row["state"] as String? else {
            return LeasedFeed(id: FeedID(url), state: FeedState(url: url, nextDue: due, interval: 300))
        }
        var state = try Record.value(
            FeedState.self,
            from: record,
            over: FeedState(url: url, nextDue: due, interval: 300)
        )
        state.nextDue = due
        return LeasedFeed(id: FeedID(url), state: state)
    }
}
