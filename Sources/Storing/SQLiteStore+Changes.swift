package import Domain
import GRDB

extension SQLiteStore {
    /// One transaction in the order given; ends the leases of the feeds it settles.
    package func apply(_ changes: [Change]) async throws(StoreError) {
        guard !changes.isEmpty else { return }
        try await write { database in
            let writing = Writing(database)
            // What the index keeps refers to a row.
            let kept = Self.kept(in: changes)
            for change in changes { try Self.apply(change, kept, writing) }
            try writing.finish()
        }
        var hasForgotten = false
        for change in changes {
            switch change {
            case .feed(let id, _): feedLeases.free(id)
            case .retention: hasForgotten = true
            case .seen, .item, .keepsake, .adoption, .besideForgotten, .story, .alert, .deliveries, .storm,
                .subscription, .unsubscribed:
                continue
            }
        }
        if hasForgotten { try await shrink() }
    }

    /// As they were stored last.
    package func subscriptions() async throws(StoreError) -> [HubSubscription] {
        try await read { database in
            try String.fetchAll(database, sql: "SELECT record FROM hub_subscription ORDER BY feed").compactMap {
                record in
                // One that cannot be read is asked for anew: polling goes on meanwhile.
                do { return try Record.value(HubSubscription.self, from: record) } catch { return nil }
            }
        }
    }

    private static func kept(in changes: [Change]) -> Set<ItemID> {
        var kept: Set<ItemID> = []
        for case .keepsake(let keepsake) in changes { kept.insert(keepsake.item) }
        return kept
    }

    private static func apply(_ change: Change, _ kept: Set<ItemID>, _ writing: Writing) throws {
        let database = writing.database
        switch change {
        case .feed(let id, let state): try FeedRow.save(id.url, state, writing)
        case .seen(let feed, let keys, let entry):
            try SightingRow.save(entry, under: keys, feed: try writing.key(of: feed.url), writing)
        case .item(let stored):
            let feed = try writing.key(of: stored.item.feed.url)
            let first = try writing.firstDocument(of: feed, begins: true)
            if let first, !kept.contains(stored.item.id), first.take(stored) { return }
            try ItemRow.save(stored, feed: feed, writing)
        case .keepsake(let keepsake): try KeepsakeRow.save(keepsake, writing)
        case .adoption(let group, let story): try KeepsakeRow.adopt(group, by: story, in: database)
        case .besideForgotten(let limit, let first): try KeepsakeRow.forget(limit, from: first, in: database)
        case .story(let story): try save(story, in: database)
        case .alert(let alert, let line, let deliveries):
            try save(alert, line: line, deliveries: deliveries, in: database)
        case .subscription(let subscription):
            try database.execute(
                sql: """
                    INSERT INTO hub_subscription (feed, record) VALUES (?, ?)
                    ON CONFLICT (feed) DO UPDATE SET record = excluded.record
                    """,
                arguments: [subscription.feed.url, try Record.text(of: subscription)]
            )
        case .unsubscribed(let feed):
            try database.execute(sql: "DELETE FROM hub_subscription WHERE feed = ?", arguments: [feed.url])
        case .deliveries(let deliveries): for delivery in deliveries { try Outbox.insert(delivery, in: database) }
        case .storm(let first): try mark(first, in: database)
        case .retention(let limit):
            try writing.finish()
            try Retention(before: limit).apply(to: database)
        }
    }

    private static func save(_ story: Story, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO story (id, last_grown, record) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET last_grown = excluded.last_grown, record = excluded.record
                """
        )
        try statement.execute(arguments: [story.id.text, story.lastGrown.seconds, try Record.text(of: story)])
    }

    private static func mark(_ first: AlertID?, in database: Database) throws {
        guard let first else { return try database.execute(sql: "DELETE FROM mark WHERE name = 'storm'") }
        try database.execute(
            sql: """
                INSERT INTO mark (name, value) SELECT 'storm', position FROM alert WHERE id = ?
                ON CONFLICT (name) DO NOTHING
                """,
            arguments: [first.text]
        )
    }

    private static func save(_ alert: Alert, line: [UInt8], deliveries: [Delivery], in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO alert (id, story, raised, record, line) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                """,
            arguments: [
                alert.id.text, alert.story.id.text, alert.raised.seconds, try Record.text(of: alert.withoutContent),
                Blob(line),
            ]
        )
        guard database.changesCount > 0 else { return }
        for delivery in deliveries { try Outbox.insert(delivery, in: database) }
    }
}
