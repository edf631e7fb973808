package import Domain
import GRDB

extension SQLiteStore {
    /// Counted by the index on state: cheap with any number of rows.
    package func deliveryCounts() async throws(StoreError) -> DeliveryCounts {
        try await read { database in
            var counts = DeliveryCounts(delivered: 0, pending: 0, dead: 0)
            for row in try Row.fetchAll(database, sql: "SELECT state, COUNT(*) AS n FROM delivery GROUP BY state") {
                switch Delivery.State(rawValue: row["state"]) {
                case .delivered: counts.delivered = row["n"]
                case .pending: counts.pending = row["n"]
                case .dead: counts.dead = row["n"]
                case nil: continue
                }
            }
            return counts
        }
    }

    /// One query over what is pending or dead; receivers without either are left out.
    package func backlog() async throws(StoreError) -> [String: Backlog] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT receiver, state, COUNT(*) AS n,
                        min(CASE attempts WHEN 0 THEN max(created, next_attempt) ELSE created END) AS oldest
                    FROM delivery
                    WHERE state IN ('pending', 'dead') GROUP BY state, receiver
                    """
            )
            var found: [String: Backlog] = [:]
            for row in rows {
                let name: String = row["receiver"]
                var entry = found[name] ?? Backlog(pending: 0, dead: 0, oldestPending: nil)
                if row["state"] == Delivery.State.dead.rawValue {
                    entry.dead = row["n"]
                } else {
                    entry.pending = row["n"]
                    entry.oldestPending = Timestamp(seconds: row["oldest"])
                }
                found[name] = entry
            }
            return found
        }
    }

    /// Newest first; conditions that are nil are left out.
    package func deliveries(
        alert: AlertID?,
        state: Delivery.State?,
        since: Timestamp?,
        limit: Int
    ) async throws(StoreError) -> [Delivery] {
        try await read { database in
            // Fixed texts alone are put together here; what is asked for is bound.
            var conditions = ["1"]
            var values = StatementArguments()
            if let alert {
                conditions.append("alert = ?")
                values += [alert.text]
            }
            if let state {
                conditions.append("state = ?")
                values += [state.rawValue]
            }
            if let since {
                conditions.append("created >= ?")
                values += [since.seconds]
            }
            values += [max(0, limit)]
            let filter = conditions.joined(separator: " AND ")
            return try Row.fetchAll(
                database,
                sql: "SELECT \(Outbox.columns) FROM delivery WHERE \(filter) ORDER BY key DESC LIMIT ?",
                arguments: values
            ).map(Outbox.delivery)
        }
    }

    /// Newest first, as they were stored: without their items' content.
    package func alerts(since: Timestamp?, limit: Int) async throws(StoreError) -> [Alert] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: "SELECT record FROM alert WHERE raised >= ? ORDER BY position DESC LIMIT ?",
                arguments: [since?.seconds ?? .min, max(0, limit)]
            ).map { try Record.value(Alert.self, from: $0) }
        }
    }

    /// As it was stored: without its item's content; nil where it is unknown or forgotten.
    package func alert(_ id: AlertID) async throws(StoreError) -> Alert? {
        try await read { database in
            try String.fetchOne(database, sql: "SELECT record FROM alert WHERE id = ?", arguments: [id.text])
                .map { try Record.value(Alert.self, from: $0) }
        }
    }

    /// In the order of their positions, which grow and are never used again.
    package func logLines(
        after position: Int64,
        limit: Int
    ) async throws(StoreError) -> [(position: Int64, line: [UInt8])] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT position, line FROM alert WHERE position > ? ORDER BY position LIMIT ?",
                arguments: [position, max(0, limit)]
            ).map { row in
                let line: Blob = row["line"]
                return (row["position"], line.bytes)
            }
        }
    }

    /// 0 before the first `setLogPosition`.
    package func logPosition() async throws(StoreError) -> Int64 {
        try await read { try Int64.fetchOne($0, sql: "SELECT value FROM mark WHERE name = 'log'") ?? 0 }
    }

    /// From the first call on retention keeps alerts that are not in the log yet.
    package func setLogPosition(_ position: Int64) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO mark (name, value) VALUES ('log', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """,
                arguments: [position]
            )
        }
    }

    /// Nobody writes a log: what is there counts as logged, so that retention may forget it.
    package func skipLog() async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO mark (name, value) VALUES ('log', (SELECT ifnull(max(position), 0) FROM alert))
                    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)
                    """
            )
        }
    }

    /// Alerts that a storm has folded and no digest has told, oldest first.
    package func folded() async throws(StoreError) -> [Alert] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT record FROM alert WHERE position >= (SELECT value FROM mark WHERE name = 'storm')
                    ORDER BY position
                    """
            ).map { try Record.value(Alert.self, from: $0) }
        }
    }
}
