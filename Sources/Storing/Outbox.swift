import Domain
import GRDB

/// The outbox's statements: which delivery may go, and keeping that true.
///
/// `is_head` is 1 on the oldest pending delivery of each lane (receiver, story) and on no other row.
enum Outbox {
    static let columns = """
        id, alert, receiver, story, content_type, created, state, attempts, next_attempt, last_outcome, body
        """

    /// A time further ahead than any schedule or Retry-After asks for comes from a clock that has been set back since.
    static let longestWait: Int64 = 30 * 3_600

    /// It is neither disabled nor held: something may go to it now.
    static func isOpen(_ receiver: String, at now: Timestamp, in database: Database) throws -> Bool {
        let far = now.advanced(by: longestWait).seconds
        let isOpen = try Bool.fetchOne(
            database,
            sql: "SELECT is_disabled = 0 AND (held_until <= ? OR held_until > ?) FROM receiver WHERE name = ?",
            arguments: [now.seconds, far, receiver]
        )
        return isOpen == true
    }

    /// Adds a delivery, dead from the start where its receiver is disabled. One that is known stays as it is.
    static func insert(_ delivery: Delivery, in database: Database) throws {
        // One that is written to is configured.
        try database.cachedStatement(
            sql: "INSERT INTO receiver (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET is_configured = 1"
        ).execute(arguments: [delivery.receiver])
        let isDisabled = try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT is_disabled FROM receiver WHERE name = ?"),
            arguments: [delivery.receiver]
        )
        let isDead = isDisabled == true && delivery.state == .pending
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO delivery (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                """
        )
        try statement.execute(arguments: [
            delivery.id, delivery.alert.text, delivery.receiver, delivery.story.text, delivery.contentType,
            delivery.created.seconds, (isDead ? Delivery.State.dead : delivery.state).rawValue, delivery.attempts,
            delivery.nextAttempt.seconds, isDead ? "the receiver is disabled (410)" : delivery.lastOutcome,
            Blob(delivery.body),
        ])
        guard database.changesCount > 0 else { return }
        let lane = Lane(receiver: delivery.receiver, story: delivery.story.text)
        try hasten(lane, to: delivery.nextAttempt, in: database)
        try renew(lane, in: database)
    }

    /// What waits for the end of quiet hours goes with a later alert of its story that does not: the order is kept.
    private static func hasten(_ lane: Lane, to time: Timestamp, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE delivery INDEXED BY delivery_queue SET next_attempt = ?
                WHERE receiver = ? AND story = ? AND state = 'pending' AND attempts = 0 AND next_attempt > ?
                """
        ).execute(arguments: [time.seconds, lane.receiver, lane.story, time.seconds])
    }

    static func addReceiver(_ name: String, in database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO receiver (name) VALUES (?) ON CONFLICT (name) DO NOTHING")
            .execute(arguments: [name])
    }

    /// Marks the lane's oldest pending delivery, and no other.
    ///
    /// The index is named: left alone, SQLite walks all heads of the receiver, a hundred thousand after an outage.
    static func renew(_ lane: Lane, in database: Database) throws {
        let oldest = """
            (SELECT min(key) FROM delivery INDEXED BY delivery_queue
                WHERE receiver = :receiver AND story = :story AND state = 'pending')
            """
        let names: StatementArguments = ["receiver": lane.receiver, "story": lane.story]
        try database.cachedStatement(
            sql: """
                UPDATE delivery INDEXED BY delivery_queue SET is_head = 0
                WHERE receiver = :receiver AND story = :story AND state = 'pending' AND is_head = 1 AND key <> \(oldest)
                """
        ).execute(arguments: names)
        try database.cachedStatement(sql: "UPDATE delivery SET is_head = 1 WHERE key = \(oldest) AND is_head = 0")
            .execute(arguments: names)
    }

    /// Makes pending deliveries of `receiver` that were created before `limit` dead. Returns how many.
    static func park(
        _ receiver: String,
        createdBefore limit: Timestamp?,
        outcome: String,
        in database: Database
    ) throws -> Int {
        try database.execute(
            sql: """
                UPDATE delivery SET state = 'dead', is_head = 0, last_outcome = ?
                WHERE receiver = ? AND state = 'pending' AND created < ?
                """,
            arguments: [outcome, receiver, limit?.seconds ?? .max]
        )
        let parked = database.changesCount
        guard parked > 0 else { return 0 }
        try database.execute(
            sql: """
                UPDATE delivery SET is_head = 1 WHERE is_head = 0 AND key IN (
                    SELECT min(key) FROM delivery INDEXED BY delivery_queue
                    WHERE receiver = ? AND state = 'pending' GROUP BY story)
                """,
            arguments: [receiver]
        )
        return parked
    }

    /// A row of `columns`.
    static func delivery(from row: Row) -> Delivery {
        let body: Blob = row["body"]
        return Delivery(
            id: row["id"],
            alert: AlertID(row["alert"]),
            receiver: row["receiver"],
            story: StoryID(row["story"]),
            body: body.bytes,
            contentType: row["content_type"],
            created: Timestamp(seconds: row["created"]),
            state: Delivery.State(rawValue: row["state"]) ?? .dead,
            attempts: row["attempts"],
            nextAttempt: Timestamp(seconds: row["next_attempt"]),
            lastOutcome: row["last_outcome"]
        )
    }
}
