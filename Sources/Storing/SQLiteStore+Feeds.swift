package import Domain
import GRDB

extension SQLiteStore {
    /// Writes only what differs: a start with 100,000 known feeds is one read.
    package func subscribe(
        _ feeds: [FeedID],
        first: @Sendable (FeedID) -> FeedState
    ) async throws(StoreError) -> Int {
        let known = try await read { database in
            var known: [String: Bool] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT url, is_subscribed FROM feed WHERE record_hash IS NOT NULL"
            )
            while let row = try rows.next() { known[row["url"]] = row["is_subscribed"] }
            return known
        }
        var wanted: Set<String> = []
        // The states of the new ones are asked for here: `first` does not outlive this call. In the order given, in which they are mostly
        // polled, too: neighbours are written together.
        let new = feeds.filter { wanted.insert($0.url).inserted && known[$0.url] == nil }.map { ($0.url, first($0)) }
        // What stays as it is costs nothing: with 100,000 feeds that is nearly all, at every start.
        let left = known.filter { $0.value && !wanted.contains($0.key) }.map(\.key)
        let joined = known.filter { !$0.value && wanted.contains($0.key) }.map(\.key) + new.map(\.0)
        return try await write { database in
            let writing = Writing(database)
            for (url, state) in new { try FeedRow.save(url, state, writing) }
            let mark = try database.cachedStatement(sql: "UPDATE feed SET is_subscribed = ? WHERE url = ?")
            for url in left { try mark.execute(arguments: [false, url]) }
            for url in joined { try mark.execute(arguments: [true, url]) }
            return new.count
        }
    }

    /// Leases end with the process. A clock that was set back makes what it had planned ahead due.
    package func lease(
        at now: Timestamp,
        until leaseEnd: Timestamp,
        limit: Int
    ) async throws(StoreError) -> [LeasedFeed] {
        try await mendDueTimes(now)
        feedLeases.sweep(now)
        let before = feedLeases
        let limit = max(0, limit)
        let due = try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "\(FeedRow.selection) WHERE is_subscribed = 1 AND next_due <= ? ORDER BY next_due, key",
                arguments: [now.seconds]
            )
            var due: [LeasedFeed] = []
            while due.count < limit, let row = try rows.next() {
                if before.end(of: FeedID(row["url"])) == nil { due.append(FeedRow.leased(row)) }
            }
            return due
        }
        // Meanwhile another call may have leased one; one whose poll ended meanwhile was left out, its state being old.
        let leased = due.filter { feedLeases.end(of: $0.id) == nil }
        for feed in leased { feedLeases.take(feed.id, until: leaseEnd) }
        return leased
    }

    /// Leases are in memory alone, so nothing is written.
    package func freeLeases() async throws(StoreError) {
        feedLeases = Leases()
        deliveryLeases = Leases()
    }

    /// Looks at leases, too: a feed that is being polled is due when its lease ends.
    package func nextDue() async throws(StoreError) -> Timestamp? {
        let leases = feedLeases
        return try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT url, next_due FROM feed WHERE is_subscribed = 1 ORDER BY next_due, key"
            )
            var next: Timestamp?
            while let row = try rows.next() {
                let due = Timestamp(seconds: row["next_due"])
                guard let end = leases.end(of: FeedID(row["url"])) else { return min(next ?? due, due) }
                next = min(next ?? .init(seconds: .max), max(due, end))
            }
            return next
        }
    }

    /// Subscribed feeds alone; a record that cannot be read counts as that of a new feed.
    package func states() async throws(StoreError) -> [FeedID: FeedState] {
        try await read { database in
            let rows = try QuickStatement(database, sql: "\(FeedRow.selection) WHERE is_subscribed = 1").all(
                FeedRow.leased
            )
            var states: [FeedID: FeedState] = [:]
            states.reserveCapacity(rows.count)
            for feed in rows { states[feed.id] = feed.state }
            return states
        }
    }

    /// Also of one that is no longer subscribed.
    package func state(of feed: FeedID) async throws(StoreError) -> FeedState? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "\(FeedRow.selection) WHERE url = ? AND record_hash IS NOT NULL",
                arguments: [feed.url]
            ).map { FeedRow.leased($0).state }
        }
    }

    /// Searched in the records, so that what is held back by the thousand need not be decoded.
    package func refused(at now: Timestamp) async throws(StoreError) -> [FeedID: FeedState] {
        try await read { database in
            var states: [FeedID: FeedState] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    \(FeedRow.selection) WHERE is_subscribed = 1
                    AND json_extract(record, '$.heldUntil') > ? AND json_extract(record, '$.failures') > 0
                    """,
                arguments: [now.description]
            )
            while let row = try rows.next() {
                let feed = FeedRow.leased(row)
                states[feed.id] = feed.state
            }
            return states
        }
    }

    /// One pass over the subscribed feeds: for the start of a shift.
    package func census() async throws(StoreError) -> FeedCensus {
        try await read { database in
            var census = FeedCensus()
            // The same order as `FeedState.condition`; read here, so that 100,000 states need not be decoded.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT CASE WHEN json_extract(record, '$.isGone') THEN 'gone'
                            WHEN json_extract(record, '$.failingSince') IS NOT NULL THEN 'failing'
                            WHEN json_extract(record, '$.failures') > 0 THEN 'retrying'
                            WHEN ifnull(last_success, json_extract(record, '$.lastSuccess')) IS NULL THEN 'new'
                            ELSE 'ok' END AS health,
                        COUNT(*) AS n
                    FROM feed LEFT JOIN feed_record ON feed = key WHERE is_subscribed = 1 GROUP BY health
                    """
            )
            while let row = try rows.next() {
                if let health = FeedCondition(rawValue: row["health"]) { census.counts[health] = row["n"] }
            }
            guard census.counts[.failing, default: 0] > 0 else { return census }
            let failing = try Row.fetchCursor(
                database,
                sql: """
                    \(FeedRow.selection)
                    WHERE is_subscribed = 1 AND json_extract(record, '$.failingSince') IS NOT NULL
                    """
            )
            while let row = try failing.next() {
                let feed = FeedRow.leased(row)
                guard feed.state.condition == .failing, let since = feed.state.failingSince else { continue }
                let error = feed.state.lastError ?? "no success yet"
                census.failing[feed.id] = FeedCensus.Trouble(since: since, error: error)
            }
            return census
        }
    }

    /// Counted by feed in one query, off-topic ones included; feeds without items are left out.
    package func itemCounts() async throws(StoreError) -> [FeedID: Int] {
        try await read { database in
            let rows = try QuickStatement(
                database,
                sql: """
                    SELECT url, items FROM feed JOIN (
                        SELECT feed AS number, COUNT(*) AS items FROM sighting INDEXED BY sighting_newest GROUP BY feed
                        UNION ALL SELECT feed, count FROM first_document INDEXED BY first_document_oldest)
                    ON number = feed.key
                    """
            ).all { (FeedID($0.text(0)), Int($0.int(1))) }
            return Dictionary(rows, uniquingKeysWith: +)
        }
    }

    /// A feed whose last poll lies ahead was polled by a clock that has been set back since: its due time means nothing.
    private func mendDueTimes(_ now: Timestamp) async throws(StoreError) {
        if let latestClock, now.seconds(since: latestClock) > -60 {
            self.latestClock = now
            return
        }
        let limit = now.advanced(by: 300).seconds
        let isAhead = try await read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM feed WHERE is_subscribed = 1 AND last_poll > ?)",
                arguments: [limit]
            ) ?? false
        }
        if isAhead {
            try await write { database in
                try database.execute(
                    sql: "UPDATE feed SET next_due = ? WHERE is_subscribed = 1 AND last_poll > ? AND next_due > ?",
                    arguments: [now.seconds, limit, now.seconds]
                )
            }
        }
        // Only now: what failed is tried again.
        latestClock = now
    }
}
