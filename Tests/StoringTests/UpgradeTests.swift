import Domain
import GRDB
import Storing
import TestSupport
import Testing

/// A database of an earlier version opens with all that it holds.
struct UpgradeTests {
    /// Takes back what a later migration added.
    private func downgrade(_ folder: TemporaryFolder, migration: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: folder.path + "/hotline.sqlite")
        try queue.write { database in
            try database.execute(sql: sql)
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = ?", arguments: [migration])
        }
        try queue.close()
    }

    /// As it was when keys led to sightings from a table of their own, for all feeds.
    private let keysOfBefore = """
        INSERT INTO known_key SELECT * FROM feed_key;
        DROP TABLE feed_key;
        ALTER TABLE sighting DROP COLUMN keys;
        DROP INDEX item_feed_url;
        DROP INDEX item_feed_canonical;
        CREATE INDEX sighting_age ON sighting (last_seen);
        CREATE INDEX item_feed ON item (feed);
        CREATE INDEX item_url ON item (url_hash) WHERE url_hash IS NOT NULL;
        CREATE INDEX item_canonical ON item (canonical_hash) WHERE canonical_hash IS NOT NULL;
        """

    @Test func `what was known under the keys of an older version is known, and forgotten in its time`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let feed = Sample.item(1).item.feed
        let (old, new) = (Sample.keys(1), Sample.keys(2))
        let entry = SeenEntry(item: ItemID("i1"), fingerprint: 1, lastSeen: Sample.start)
        let before = try SQLiteStore(folder: folder.path)
        try await before.apply([.item(Sample.item(1)), .seen(feed, old, entry)])
        await before.close()
        try downgrade(folder, migration: "keys-by-feed", keysOfBefore)
        let store = try SQLiteStore(folder: folder.path)
        #expect(
            try await store.seen(Set(old + new), in: feed) == Dictionary(uniqueKeysWithValues: old.map { ($0, entry) })
        )
        #expect(try await store.item(Sample.item(1).item.id.text) != nil)
        // Edited under an old key and a new one: both lead to what is known of it now.
        let edit = SeenEntry(item: ItemID("i1"), fingerprint: 2, lastSeen: Sample.start.advanced(by: 60))
        try await store.apply([.seen(feed, [old[0], new[1]], edit)])
        let seen = try await store.seen(Set(old + new), in: feed)
        #expect(seen == Dictionary(uniqueKeysWithValues: (old + [new[1]]).map { ($0, edit) }))
        try await store.apply([.retention(before: Sample.start.advanced(by: 1_000_000))])
        #expect(try await store.seen(Set(old + new), in: feed).isEmpty)
        await store.close()
        let queue = try DatabaseQueue(path: folder.path + "/hotline.sqlite")
        for table in ["known_key", "feed_key", "sighting", "item"] {
            #expect(
                try await queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") } == 0,
                "\(table)"
            )
        }
        try queue.close()
    }

    @Test func `receivers from before their places were kept stay as they are, disabled or not`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let before = try SQLiteStore(folder: folder.path)
        try await before.apply([Sample.raise(1, to: ["desk", "other"])])
        try await before.setDisabled(receiver: "desk", true)
        await before.close()
        try downgrade(folder, migration: "receiver-place", "ALTER TABLE receiver DROP COLUMN place")
        let store = try SQLiteStore(folder: folder.path)
        #expect(try await store.disabledReceivers() == ["desk"])
        #expect(try await store.settle(places: ["desk": "one", "other": "two"]).isEmpty, "nobody knows where it led")
        #expect(try await store.settle(places: ["desk": "two", "other": "two"]) == ["desk"])
        #expect(try await store.deliveryCounts() == DeliveryCounts(delivered: 0, pending: 1, dead: 1))
    }

    @Test func `what was known before keepsakes were kept is read from its items, off-topic coverage too`() async throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let before = try SQLiteStore(folder: folder.path)
        let items = [
            Sample.item(1), Sample.item(2, onTopic: false), Sample.item(3, onTopic: false, story: "s1"), Sample.item(4),
        ]
        try await before.apply(items.map { .item($0) })
        await before.close()
        try downgrade(
            folder,
            migration: "keepsakes",
            """
            DROP TABLE keepsake;
            DROP TABLE adoption;
            CREATE INDEX item_on_topic ON item (first_seen, key) WHERE is_on_topic = 1;
            CREATE INDEX item_on_topic_published ON item (published, id) WHERE is_on_topic = 1;
            """
        )
        let store = try SQLiteStore(folder: folder.path)
        let found = Locked<[Remembered]>([])
        try await store.everyKeepsake(of: 7) { part in found.withLock { $0 += part } }
        #expect(found.withLock { $0.map(\.stored) } == [items[0], items[2], items[3]])
        #expect(found.withLock { $0.allSatisfy { $0.keepsake.file == nil } })
        await store.close()
    }

    /// As it was when a feed's whole state was one record.
    private let statesOfBefore = """
        UPDATE feed SET state = (SELECT json_patch(record, json_object(
            'interval', interval,
            'lastPoll', strftime('%Y-%m-%dT%H:%M:%SZ', last_poll, 'unixepoch'),
            'lastSuccess', strftime('%Y-%m-%dT%H:%M:%SZ', last_success, 'unixepoch'),
            'nextDue', strftime('%Y-%m-%dT%H:%M:%SZ', next_due, 'unixepoch'),
            'unchangedSince', strftime('%Y-%m-%dT%H:%M:%SZ', unchanged_since, 'unixepoch')
        )) FROM feed_record WHERE feed = key);
        DROP TABLE feed_record;
        ALTER TABLE feed DROP COLUMN interval;
        ALTER TABLE feed DROP COLUMN last_success;
        ALTER TABLE feed DROP COLUMN unchanged_since;
        ALTER TABLE feed DROP COLUMN record_hash;
        """

    @Test func `feeds of an older version keep their states, and what a quiet poll changes is kept`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var state = Sample.state("https://a.example/rss")
        state.validators.etag = "\"1\""
        state.lastPoll = Sample.start
        state.lastSuccess = Sample.start
        state.unchangedSince = Sample.start.advanced(by: -60)
        state.interval = 77
        let (known, feed) = (state, FeedID("https://a.example/rss"))
        let before = try SQLiteStore(folder: folder.path)
        _ = try await before.subscribe([feed]) { _ in known }
        await before.close()
        try downgrade(folder, migration: "feed-records", statesOfBefore)
        let store = try SQLiteStore(folder: folder.path)
        #expect(try await store.states() == [feed: known])
        #expect(try await store.census().counts == [.ok: 1])
        // The first one after the upgrade writes all, the next one what has changed.
        for step in 1...2 {
            state.lastPoll = state.lastPoll?.advanced(by: 300)
            state.lastSuccess = state.lastPoll
            state.nextDue = state.nextDue.advanced(by: 300)
            state.interval += Int64(step)
            try await store.apply([.feed(feed, state)])
            #expect(try await store.state(of: feed) == state)
        }
        state.unchangedSince = nil
        state.validators.etag = "\"2\""
        try await store.apply([.feed(feed, state)])
        #expect(try await store.state(of: feed) == state)
        await store.close()
    }

    @Test func `a quiet poll leaves the record where it is`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let feed = FeedID("https://a.example/rss")
        var state = Sample.state(feed.url)
        let known = state
        let store = try SQLiteStore(folder: folder.path)
        _ = try await store.subscribe([feed]) { _ in known }
        let beside = try DatabaseQueue(path: folder.path + "/hotline.sqlite")
        let mark = #"{"failures":0,"title":"mark"}"#
        try await beside.write { try $0.execute(sql: "UPDATE feed_record SET record = ?", arguments: [mark]) }
        state.nextDue = state.nextDue.advanced(by: 60)
        try await store.apply([.feed(feed, state)])
        #expect(try await beside.read { try String.fetchOne($0, sql: "SELECT record FROM feed_record") } == mark)
        #expect(try await store.state(of: feed)?.nextDue == state.nextDue)
        state.title = "news"
        try await store.apply([.feed(feed, state)])
        #expect(try await store.state(of: feed) == state)
        try beside.close()
        await store.close()
    }
}
