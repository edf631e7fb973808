import Domain
import GRDB
import TestSupport
import Testing

@testable import Storing

/// What a feed's first document brought is found, edited and forgotten like everything else.
struct FirstDocumentTests {
    private let feed = FeedID("https://a.example/rss")

    /// Off-topic and silent, as nearly all of a first document is.
    private func item(_ number: Int, at time: Timestamp = Sample.start) -> StoredItem {
        Sample.item(number, feed: feed.url, onTopic: false, kind: .offTopic, at: time)
    }

    private func seen(_ number: Int, fingerprint: UInt64 = 1, at time: Timestamp = Sample.start) -> Change {
        .seen(
            feed,
            Sample.keys(number),
            SeenEntry(item: Sample.itemID(number), fingerprint: fingerprint, lastSeen: time)
        )
    }

    private func document(_ numbers: ClosedRange<Int>) -> [Change] {
        numbers.map { .item(item($0)) } + numbers.map { seen($0) }
    }

    private func counts(_ folder: TemporaryFolder) async throws -> [String: Int] {
        let queue = try DatabaseQueue(path: folder.path + "/hotline.sqlite")
        defer { do { try queue.close() } catch {} }
        return try await queue.read { database in
            var counts: [String: Int] = [:]
            for table in ["item", "sighting", "feed_key", "first_document", "first_item"] {
                counts[table] = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)")
            }
            return counts
        }
    }

    @Test func `a first document takes two rows, and its items are found by id and by either URL`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply(document(20...50))
        for number in [20, 37, 50] {
            let item = item(number)
            #expect(try await store.item(Sample.itemID(number).text) == item.kept)
            #expect(try await store.item(item.item.url ?? "") == item.kept)
            #expect(try await store.item(item.item.canonicalURL ?? "") == item.kept)
        }
        #expect(try await store.item("https://a.example/") == nil)
        #expect(try await store.item("i00000000000000ff") == nil)
        #expect(try await store.itemCounts() == [feed: 31])
        #expect(
            try await counts(folder)
                == ["item": 0, "sighting": 0, "feed_key": 0, "first_document": 1, "first_item": 1]
        )
    }

    @Test func `what is on-topic, of a story, kept or never seen has a row of its own`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply(
            [
                .item(Sample.item(20, feed: feed.url)),
                .item(Sample.item(21, feed: feed.url, onTopic: false, story: "s1")),
                .item(item(22)), .item(item(23)), .item(item(24)), .keepsake(Sample.keepsake(22)),
            ] + (20...23).map { seen($0) }
        )
        #expect(try await store.itemCounts() == [feed: 4])
        #expect(
            try await counts(folder)
                == ["item": 4, "sighting": 3, "feed_key": 9, "first_document": 1, "first_item": 1]
        )
        for number in 20...24 { #expect(try await store.item(Sample.itemID(number).text) != nil) }
    }

    @Test func `what comes later has rows of its own, and its keys lead to it`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply(document(20...30))
        let later = Sample.start.advanced(by: 60)
        // Another item under a key of the first document's, then that again.
        let entry = SeenEntry(item: Sample.itemID(40), fingerprint: 7, lastSeen: later)
        try await store.apply([.item(item(40, at: later)), .seen(feed, Array(Sample.keys(25).prefix(1)), entry)])
        let keys = Set(Sample.keys(25))
        #expect(try await store.seen(keys, in: feed)[Sample.keys(25)[0]] == entry)
        #expect(try await store.seen(keys, in: feed)[Sample.keys(25)[1]]?.item == Sample.itemID(25))
        try await store.apply([seen(25, fingerprint: 2, at: later.advanced(by: 1))])
        let found = try await store.seen(keys, in: feed)
        #expect(found.count == keys.count && found.values.allSatisfy { $0.item == Sample.itemID(25) })
        #expect(found.values.allSatisfy { $0.fingerprint == 2 && $0.lastSeen == later.advanced(by: 1) })
        #expect(try await store.itemCounts() == [feed: 12])
    }

    @Test func `an item whose keys grow and grow gets a row, with all of them`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply(document(20...22))
        for edit in 1...12 {
            let entry = SeenEntry(item: Sample.itemID(21), fingerprint: UInt64(edit), lastSeen: Sample.start)
            try await store.apply([.seen(feed, Sample.keys(100 + edit), entry)])
        }
        let keys = Set(Sample.keys(21) + (1...12).flatMap { Sample.keys(100 + $0) })
        let found = try await store.seen(keys, in: feed)
        #expect(found.count == keys.count && found.values.allSatisfy { $0.item == Sample.itemID(21) })
        #expect(try await counts(folder)["sighting"] == 1)
        #expect(try await store.itemCounts() == [feed: 3])
    }

    @Test func `a feed that shows them still keeps them, and an unsubscribed one's are forgotten whole`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        _ = try await store.subscribe([feed]) { Sample.state($0.url) }
        try await store.apply(document(20...24))
        let later = Sample.start.advanced(by: 100 * 86_400)
        try await store.apply([seen(20, at: later), .retention(before: later.advanced(by: -86_400))])
        #expect(try await store.itemCounts() == [feed: 1])
        #expect(try await store.item(Sample.itemID(20).text) != nil)
        #expect(try await store.item(Sample.itemID(21).text) == nil)
        try await store.apply([.retention(before: later.advanced(by: 86_400 * 200))])
        #expect(try await store.itemCounts() == [feed: 1], "the feed shows it")
        _ = try await store.subscribe([]) { Sample.state($0.url) }
        try await store.apply([.retention(before: later.advanced(by: 1))])
        #expect(try await store.itemCounts().isEmpty)
        #expect(try await counts(folder).values.allSatisfy { $0 == 0 })
    }

    @Test func `items are written and read as they are`() throws {
        var items = (20...26).map { item($0).kept }
        items.append(odd)
        items.append(item(27).kept)
        let evidence = try items.map { try ItemRow.evidence(of: $0) }
        var bytes: [UInt8] = []
        let first = items.map { FirstItem(number: ItemNumber.of($0.item.id) ?? 0, stored: $0) }
        FirstItems.append(first, evidence, to: &bytes)
        #expect(try FirstItemReader.items(in: bytes, of: feed) == items)
        // What is cut off is left out, whatever is left of it.
        for length in 0..<bytes.count {
            #expect(try FirstItemReader.items(in: Array(bytes.prefix(length)), of: feed).count < items.count)
        }
        bytes[0] = 9
        #expect(try FirstItemReader.items(in: bytes, of: feed).isEmpty, "another version's")
    }

    /// Nothing in it is as in others.
    private var odd: StoredItem {
        let address = "https://a.example/" + String(repeating: "path/", count: 60)
        let item = Item(
            id: ItemID("iffffffffffffffff"),
            feed: feed,
            feedName: "",
            outlet: "другой",
            guid: address,
            url: address,
            canonicalURL: "a.example/elsewhere",
            title: "",
            summary: "",
            content: String(repeating: "long ", count: 100),
            language: "und",
            published: .firstSeen(Sample.start.advanced(by: -5)),
            updated: Sample.start,
            firstSeen: Sample.start.advanced(by: 9),
            keys: [],
            fingerprint: 0
        )
        let verdict = Verdict(
            isOnTopic: false,
            score: 0.4,
            kind: "summit",
            evidence: [Evidence(concept: "a", text: "\"b\"", where: .content, weight: -1)]
        )
        let nearness = Nearness(nearest: .item(ItemID("i1")), relation: .sameEvent, similarity: 1, why: "")
        let decision = Decision(kind: .stale, nearness: nearness, story: nil, reason: "old")
        return StoredItem(item: item, verdict: verdict, decision: decision)
    }
}
