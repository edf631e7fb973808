package import Domain
import GRDB

extension SQLiteStore {
    /// Heads of lanes only: the oldest pending delivery of a story for the receiver, unless another call has it.
    package func claim(
        receiver: String,
        at now: Timestamp,
        until leaseEnd: Timestamp,
        limit: Int
    ) async throws(StoreError) -> [Delivery] {
        deliveryLeases.sweep(now)
        let before = deliveryLeases
        let wanted = max(0, min(limit, 10_000)) + before.count
        let due = try await readBeside { database -> [Delivery] in
            guard try Outbox.isOpen(receiver, at: now, in: database) else { return [] }
            let far = now.advanced(by: Outbox.longestWait).seconds
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Outbox.columns) FROM delivery INDEXED BY delivery_order
                    WHERE receiver = ? AND is_head = 1 AND (next_attempt <= ? OR next_attempt > ?) ORDER BY key LIMIT ?
                    """,
                arguments: [receiver, now.seconds, far, wanted]
            ).map(Outbox.delivery)
        }
        // Meanwhile another call may have claimed one, or one may have been settled that was read before.
        let free = due.filter { before.end(of: $0.lane) == nil && deliveryLeases.end(of: $0.lane) == nil }
        let claimed = Array(free.prefix(max(0, limit)))
        for delivery in claimed { deliveryLeases.take(delivery.lane, until: leaseEnd) }
        return claimed
    }

    /// As many as are leased are looked at in vain.
    package func claimProbe(
        receiver: String,
        at now: Timestamp,
        until leaseEnd: Timestamp
    ) async throws(StoreError) -> Delivery? {
        deliveryLeases.sweep(now)
        let before = deliveryLeases
        let failed = try await readBeside { database -> [Delivery] in
            guard try Outbox.isOpen(receiver, at: now, in: database) else { return [] }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Outbox.columns) FROM delivery INDEXED BY delivery_time
                    WHERE receiver = ? AND is_head = 1 AND attempts > 0 ORDER BY next_attempt, key LIMIT ?
                    """,
                arguments: [receiver, before.count + 1]
            ).map(Outbox.delivery)
        }
        let probe = failed.first { before.end(of: $0.lane) == nil && deliveryLeases.end(of: $0.lane) == nil }
        if let probe { deliveryLeases.take(probe.lane, until: leaseEnd) }
        return probe
    }

    /// Ends the lease. A lane's next delivery becomes its head in the same transaction.
    package func settle(
        _ delivery: Delivery,
        holdingReceiverUntil held: Timestamp?
    ) async throws(StoreError) {
        try await write { database in
            // One that was parked meanwhile is not revived by a failure.
            try database.execute(
                sql: """
                    UPDATE delivery
                    SET state = :state, attempts = :attempts, next_attempt = :next, last_outcome = :outcome,
                        is_head = CASE :state WHEN 'pending' THEN is_head ELSE 0 END
                    WHERE id = :id AND (state = 'pending' OR :state <> 'pending')
                    """,
                arguments: [
                    "state": delivery.state.rawValue, "attempts": delivery.attempts,
                    "next": delivery.nextAttempt.seconds, "outcome": delivery.lastOutcome, "id": delivery.id,
                ]
            )
            try Outbox.renew(delivery.lane, in: database)
            guard let held else { return }
            try Outbox.addReceiver(delivery.receiver, in: database)
            try database.execute(
                sql: "UPDATE receiver SET held_until = ? WHERE name = ?",
                arguments: [held.seconds, delivery.receiver]
            )
        }
        // Only now: what could not be noted must not be claimed and sent again.
        deliveryLeases.free(delivery.lane)
    }

    /// Leases are in memory alone, so nothing is written.
    package func release(_ deliveries: [Delivery]) async throws(StoreError) {
        for delivery in deliveries { deliveryLeases.free(delivery.lane) }
    }

    /// The earliest time among the heads, no earlier than the receiver's hold.
    package func nextAttempt(receiver: String) async throws(StoreError) -> Timestamp? {
        let count = deliveryLeases.count + 1
        let found = try await readBeside { database -> (held: Timestamp, heads: [(Lane, Timestamp)])? in
            let sql = "SELECT held_until FROM receiver WHERE name = ? AND is_disabled = 0"
            guard let held = try Int64.fetchOne(database, sql: sql, arguments: [receiver]) else { return nil }
            let heads = try Row.fetchAll(
                database,
                sql: """
                    SELECT story, next_attempt FROM delivery INDEXED BY delivery_time WHERE receiver = ? AND is_head = 1
                    ORDER BY next_attempt LIMIT ?
                    """,
                arguments: [receiver, count]
            ).map { (Lane(receiver: receiver, story: $0["story"]), Timestamp(seconds: $0["next_attempt"])) }
            return (Timestamp(seconds: held), heads)
        }
        guard let found else { return nil }
        let next = found.heads.map { lane, due in deliveryLeases.end(of: lane).map { max($0, due) } ?? due }.min()
        return next.map { max($0, found.held) }
    }

    /// Moves due times ahead only; what was held is due at `now`.
    package func hasten(receiver: String, at now: Timestamp) async throws(StoreError) {
        try await write { database in
            try database.execute(sql: "UPDATE receiver SET held_until = 0 WHERE name = ?", arguments: [receiver])
            try database.execute(
                sql:
                    "UPDATE delivery SET next_attempt = ? WHERE receiver = ? AND state = 'pending' AND next_attempt > ? AND attempts > 0",
                arguments: [now.seconds, receiver, now.seconds]
            )
        }
    }

    /// For what has waited longer than the schedule allows.
    package func park(
        receiver: String,
        createdBefore limit: Timestamp,
        outcome: String
    ) async throws(StoreError) -> Int {
        try await write { try Outbox.park(receiver, createdBefore: limit, outcome: outcome, in: $0) }
    }

    /// Those of a receiver that is configured no more become dead, never lost.
    package func keepReceivers(_ names: Set<String>) async throws(StoreError) -> Int {
        try await write { database in
            for name in names { try Outbox.addReceiver(name, in: database) }
            var parked = 0
            for name in try String.fetchAll(database, sql: "SELECT name FROM receiver") {
                try database.execute(
                    sql: "UPDATE receiver SET is_configured = ? WHERE name = ?",
                    arguments: [names.contains(name), name]
                )
                if names.contains(name) { continue }
                parked += try Outbox.park(
                    name,
                    createdBefore: nil,
                    outcome: "the receiver was removed from the configuration",
                    in: database
                )
            }
            return parked
        }
    }

    /// Attempts start anew; ids and bodies stay.
    package func resend(_ ids: [String], at now: Timestamp) async throws(StoreError) -> Int {
        try await write { database in
            var count = 0
            for id in ids {
                let sql = "SELECT receiver, story FROM delivery WHERE id = ?"
                guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else { continue }
                let lane = Lane(receiver: row["receiver"], story: row["story"])
                try database.execute(
                    sql:
                        "UPDATE delivery SET state = 'pending', attempts = 0, next_attempt = ?, is_head = 0 WHERE id = ?",
                    arguments: [now.seconds, id]
                )
                try Outbox.renew(lane, in: database)
                // Somebody asks for it by name: that ends a hold and a 410.
                try database.execute(
                    sql: "UPDATE receiver SET is_disabled = 0, held_until = 0 WHERE name = ?",
                    arguments: [lane.receiver]
                )
                count += 1
            }
            return count
        }
    }

    /// Disabled, what is pending for it becomes dead, and what comes is dead from the start.
    package func setDisabled(receiver: String, _ isDisabled: Bool) async throws(StoreError) {
        try await write { database in
            try Outbox.addReceiver(receiver, in: database)
            try database.execute(
                sql: "UPDATE receiver SET is_disabled = ? WHERE name = ?",
                arguments: [isDisabled, receiver]
            )
            guard isDisabled else { return }
            _ = try Outbox.park(
                receiver,
                createdBefore: nil,
                outcome: "the receiver wants no more (410)",
                in: database
            )
        }
    }

    /// Those that answered 410 and were not enabled since.
    package func disabledReceivers() async throws(StoreError) -> Set<String> {
        try await read { try String.fetchSet($0, sql: "SELECT name FROM receiver WHERE is_disabled = 1") }
    }

    /// The names of those that lead elsewhere than when they answered 410, and are enabled again.
    package func settle(places: [String: String]) async throws(StoreError) -> Set<String> {
        try await write { database in
            var enabled: Set<String> = []
            for (name, place) in places {
                try Outbox.addReceiver(name, in: database)
                let sql = "SELECT is_disabled AND place IS NOT NULL AND place <> ? FROM receiver WHERE name = ?"
                if try Bool.fetchOne(database, sql: sql, arguments: [place, name]) == true {
                    enabled.insert(name)
                    try database.execute(
                        sql: "UPDATE receiver SET is_disabled = 0, held_until = 0 WHERE name = ?",
                        arguments: [name]
                    )
                }
                try database.execute(sql: "UPDATE receiver SET place = ? WHERE name = ?", arguments: [place, name])
            }
            return enabled
        }
    }

    /// How many wait for the end of quiet hours alone, and are due at its new time.
    package func holdQuiet(
        receiver: String,
        until time: Timestamp,
        at now: Timestamp
    ) async throws(StoreError) -> Int {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE delivery SET next_attempt = :time
                    WHERE receiver = :receiver AND state = 'pending' AND attempts = 0 AND next_attempt > :now
                        AND next_attempt <> :time
                    """,
                arguments: ["time": time.seconds, "receiver": receiver, "now": now.seconds]
            )
            return database.changesCount
        }
    }
}

extension Delivery {
    /// Where it queues.
    var lane: Lane { Lane(receiver: receiver, story: story.text) }
}
