import Domain
import GRDB

/// Feeds as rows: in `feed` what nearly every poll changes, in `feed_record` the rest of the state as JSON.
///
/// A quiet poll moves five numbers of one short row; the record, dozens of times as long, stays where it is.
enum FeedRow {
    /// The feed's number; a row is made where there is none.
    static func key(of url: String, in database: Database) throws -> Int64 {
        let find = try database.cachedStatement(sql: "SELECT key FROM feed WHERE url = ?")
        if let key = try Int64.fetchOne(find, arguments: [url]) { return key }
        try database.cachedStatement(sql: "INSERT INTO feed (url) VALUES (?)").execute(arguments: [url])
        return database.lastInsertedRowID
    }

    // MARK: writing

    /// Writes the state; whether it is subscribed stays.
    static func save(_ url: String, _ state: FeedState, _ writing: Writing) throws {
        let hash = FeedRecord.hash(of: state)
        let pace = try writing.statement(
            .pace,
            """
            UPDATE feed SET next_due = ?, last_poll = ?, interval = ?, last_success = ?, unchanged_since = ?
            WHERE url = ? AND record_hash = ?
            """
        )
        bindPace(of: state, to: pace)
        pace.bind(url)
        pace.bind(hash)
        if try pace.run() > 0 { return }
        try saveWhole(url, state, hash, writing)
    }

    private static func saveWhole(
        _ url: String,
        _ state: FeedState,
        _ hash: Int64,
        _ writing: Writing
    ) throws {
        let row = try writing.statement(
            .feed,
            """
            INSERT INTO feed (next_due, last_poll, interval, last_success, unchanged_since, url, record_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET next_due = excluded.next_due, last_poll = excluded.last_poll,
                interval = excluded.interval, last_success = excluded.last_success,
                unchanged_since = excluded.unchanged_since, record_hash = excluded.record_hash
            """
        )
        bindPace(of: state, to: row)
        row.bind(url)
        row.bind(hash)
        try row.run()
        let text = try writing.statement(
            .record,
            """
            INSERT INTO feed_record (feed, record) VALUES (?, ?)
            ON CONFLICT (feed) DO UPDATE SET record = excluded.record
            """
        )
        text.bind(try writing.key(of: url))
        text.bindText { FeedRecord.append(state, to: &$0) }
        try text.run()
    }

    private static func bindPace(of state: FeedState, to row: QuickStatement) {
        row.bind(state.nextDue.seconds)
        row.bind(state.lastPoll?.seconds)
        row.bind(state.interval)
        row.bind(state.lastSuccess?.seconds)
        row.bind(state.unchangedSince?.seconds)
    }

    // MARK: reading

    /// What `leased` reads.
    static let selection = """
        SELECT url, next_due, last_poll, interval, last_success, unchanged_since, record
        FROM feed LEFT JOIN feed_record ON feed = key
        """

    /// A row of `selection`.
    static func leased(_ row: QuickRow) -> LeasedFeed {
        leased(row.text(0), pace: { row.isNull($0) ? nil : row.int($0) }, record: row.isNull(6) ? nil : row.blob(6))
    }

    /// The same.
    static func leased(_ row: Row) -> LeasedFeed {
        leased(row[0], pace: { row[Int($0)] }, record: (row[6] as String?).map { Array($0.utf8) })
    }

    /// A state that cannot be read is a new one: asked unconditionally, its keys and items known all the same. One
    /// feed's record must not keep all others from being polled.
    private static func leased(_ url: String, pace: (Int32) -> Int64?, record: [UInt8]?) -> LeasedFeed {
        func time(_ column: Int32) -> Timestamp? { pace(column).map { Timestamp(seconds: $0) } }
        let due = Timestamp(seconds: pace(1) ?? 0)
        let new = FeedState(url: url, nextDue: due, interval: 300)
        guard let record else { return LeasedFeed(id: FeedID(url), state: new) }
        // Records of before have the pace in them, and nothing in these columns.
        func base() -> FeedState {
            var base = FeedState(url: url, nextDue: due, interval: pace(3) ?? 300)
            base.lastPoll = time(2)
            base.lastSuccess = time(4)
            base.unchangedSince = time(5)
            return base
        }
        do {
            var state =
                try FeedRecord.state(from: record, over: base())
                ?? Record.value(FeedState.self, from: String(decoding: record, as: UTF8.self), over: base())
            state.nextDue = due
            return LeasedFeed(id: FeedID(url), state: state)
        } catch {
            return LeasedFeed(id: FeedID(url), state: new)
        }
    }
}
