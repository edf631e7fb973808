import Domain
import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@testable import Storing

/// What opening the state does with a folder or file that is not as it should be. Never does it begin anew silently.
struct OpeningTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var database: String { folder.path + "/hotline.sqlite" }

    private func failure(_ path: String) -> StoreError? {
        do {
            _ = try SQLiteStore(folder: path)
            return nil
        } catch {
            return error
        }
    }

    private func filled() async throws {
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply((0..<400).map { .item(Sample.item($0)) })
        await store.close()
    }

    @Test func `a new folder and its files are for their owner alone`() async throws {
        let store = try SQLiteStore(folder: folder.path + "/state")
        try await store.apply([Sample.raise(1)])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state")
        #expect(names.contains("hotline.sqlite"))
        for name in names + ["."] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/state/" + name)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name) has mode \(String(mode, radix: 8))")
        }
        await store.close()
        folder.remove()
    }

    @Test func `a second instance is told who holds the state`() async throws {
        let first = try SQLiteStore(folder: folder.path)
        guard case .locked(let text)? = failure(folder.path) else {
            Issue.record("not locked")
            return
        }
        #expect(text.contains("process \(getpid())"))
        await first.close()
        #expect(failure(folder.path) == nil)
        folder.remove()
    }

    @Test func `a look beside the daemon needs no lock, and a state`() async throws {
        #expect(throws: StoreError.self) { try SQLiteStore(beside: folder.path) }
        let daemon = try SQLiteStore(folder: folder.path)
        try await daemon.apply([Sample.raise(1)])
        let beside = try SQLiteStore(beside: folder.path)
        #expect(try await beside.deliveryCounts().pending == 1)
        #expect(try await beside.resend(["msg_desk_1"], at: Sample.start.advanced(by: 3)) == 1)
        #expect(try await daemon.nextAttempt(receiver: "desk") == Sample.start.advanced(by: 3))
        await daemon.close()
        folder.remove()
    }

    @Test func `a folder whose parent is missing is told, not made`() {
        guard case .unavailable(let text)? = failure(folder.path + "/a/b") else {
            Issue.record("no error")
            return
        }
        #expect(text.contains("missing"))
        folder.remove()
    }

    @Test func `a file in the folder's place is told`() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path + "/file"))
        #expect(failure(folder.path + "/file")?.message.contains("no folder") == true)
        folder.remove()
    }

    @Test func `a file that is no database is refused and left alone`() throws {
        let text = Data(String(repeating: "not a database ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: database))
        guard case .unsound? = failure(folder.path) else {
            Issue.record("not refused")
            return
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == text)
        folder.remove()
    }

    @Test func `another program's database is refused and left alone`() throws {
        let foreign = try DatabaseQueue(path: database)
        try foreign.write { try $0.execute(sql: "CREATE TABLE other (x)") }
        try foreign.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: database))
        #expect(failure(folder.path)?.message.contains("another program") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == before)
        folder.remove()
    }

    @Test func `a newer version's database is refused`() async throws {
        try await filled()
        let queue = try DatabaseQueue(path: database)
        try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        try queue.close()
        guard case .unsound(let text)? = failure(folder.path) else {
            Issue.record("not refused")
            return
        }
        #expect(text.contains("newer"))
        folder.remove()
    }

    @Test(arguments: [4_096, 20_000, 100_000])
    func `a database that was cut is refused`(_ size: Int) async throws {
        try await filled()
        let handle = try #require(FileHandle(forWritingAtPath: database))
        try handle.truncate(atOffset: UInt64(size))
        try handle.close()
        guard case .unsound? = failure(folder.path) else {
            Issue.record("not refused")
            return
        }
        folder.remove()
    }

    @Test func `a database with overwritten pages is refused`() async throws {
        try await filled()
        let handle = try #require(FileHandle(forWritingAtPath: database))
        try handle.seek(toOffset: 4_096 * 20)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 40_960))
        try handle.close()
        guard case .unsound? = failure(folder.path) else {
            Issue.record("not refused")
            return
        }
        folder.remove()
    }

    @Test func `a database that is as it was closed is not read through, one that was touched since is`() async throws {
        try await filled()
        let lock = try String(contentsOfFile: folder.path + "/hotline.lock", encoding: .utf8)
        #expect(lock.contains("closed as "))
        do {
            let store = try SQLiteStore(folder: folder.path)
            let held = try String(contentsOfFile: folder.path + "/hotline.lock", encoding: .utf8)
            #expect(!held.contains("closed as "), "as long as it is open, nothing is known of its end")
            await store.close()
        }
        let closed = try String(contentsOfFile: folder.path + "/hotline.lock", encoding: .utf8)
        #expect(closed.contains("closed as "))
        folder.remove()
    }

    @Test func `an emptied database is refused, not begun anew`() async throws {
        try await filled()
        try Data().write(to: URL(fileURLWithPath: database))
        guard case .unsound(let text)? = failure(folder.path) else {
            Issue.record("not refused")
            return
        }
        #expect(text.contains("backup"))
        folder.remove()
    }

    @Test func `what was committed is there after a copy without a clean end`() async throws {
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply([Sample.raise(1), .item(Sample.item(1))])
        let copy = try TemporaryFolder()
        for name in ["hotline.sqlite", "hotline.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: folder.path + "/" + name, toPath: copy.path + "/" + name)
        }
        let again = try SQLiteStore(folder: copy.path)
        #expect(try await again.item("i1") == Sample.item(1))
        #expect(try await again.deliveryCounts().pending == 1)
        folder.remove()
        copy.remove()
    }

    @Test func `a clock that was set back does not leave feeds unpolled`() async throws {
        let feed = FeedID("https://a.example/rss")
        let store = try SQLiteStore(folder: folder.path)
        let future = Sample.start.advanced(by: 86_400 * 3_650)
        _ = try await store.subscribe([feed]) { _ in
            var state = Sample.state("https://a.example/rss", due: future.advanced(by: 300))
            state.lastPoll = future
            return state
        }
        let leased = try await store.lease(at: Sample.start, until: Sample.start.advanced(by: 60), limit: 1)
        #expect(leased.map(\.id) == [feed])
        folder.remove()
    }

    @Test func `opening again and saying what is known already writes nothing`() async throws {
        defer { folder.remove() }
        let feed = FeedID("https://a.example/rss")
        func start() async throws -> SQLiteStore {
            let store = try SQLiteStore(folder: folder.path)
            _ = try await store.subscribe([feed]) { Sample.state($0.url) }
            _ = try await store.keepReceivers(["desk"])
            return store
        }
        let first = try await start()
        let before = try Data(contentsOf: URL(fileURLWithPath: database + "-wal")).count
        await first.close()
        let second = try await start()
        let after = FileManager.default.contents(atPath: database + "-wal")?.count ?? 0
        await second.close()
        #expect(before > 0)
        #expect(after == 0, "a start on a full disk must not need room")
    }

    @Test func `a start that was cut off before the first table goes on`() async throws {
        defer { folder.remove() }
        let begun = try DatabaseQueue(path: database)
        try await begun.writeWithoutTransaction { database in
            _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA application_id = 1752134764")
            try database.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        }
        try begun.close()
        let store = try SQLiteStore(folder: folder.path)
        try await store.apply([Sample.raise(1)])
        await store.close()
    }

    @Test func `the database vacuums itself in steps and syncs every commit`() async throws {
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        await store.close()
        let look = try DatabaseQueue(path: database)
        #expect(try await look.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
        #expect(try await look.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        #expect(try await look.read { try Int.fetchOne($0, sql: "PRAGMA application_id") } == 1_752_134_764)
        try look.close()
    }

    @Test func `a closed store fails and does not crash`() async throws {
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        await store.close()
        await store.close()
        await #expect(throws: StoreError.self) { try await store.states() }
        await #expect(throws: StoreError.self) { try await store.apply([Sample.raise(1)]) }
    }

    @Test(arguments: ["", "{}", "no JSON", #"{"url":5}"#])
    func `a feed whose record cannot be read is polled anew, and so are all others`(_ record: String) async throws {
        defer { folder.remove() }
        let feeds = [FeedID("https://a.example/rss"), FeedID("https://b.example/rss")]
        let store = try SQLiteStore(folder: folder.path)
        _ = try await store.subscribe(feeds) { Sample.state($0.url) }
        let beside = try DatabaseQueue(path: database)
        try await beside.write {
            try $0.execute(sql: "UPDATE feed_record SET record = ? WHERE feed = 1", arguments: [record])
        }
        try beside.close()
        let leased = try await store.lease(at: Sample.start, until: Sample.start.advanced(by: 9), limit: 9)
        #expect(Set(leased.map(\.id)) == Set(feeds))
        #expect(Set(leased.map(\.state.url)) == Set(feeds.map(\.url)))
    }

    @Test func `a record of an older version takes what it lacks from a new one`() async throws {
        defer { folder.remove() }
        let feed = FeedID("https://a.example/rss")
        let store = try SQLiteStore(folder: folder.path)
        var state = Sample.state(feed.url)
        state.validators.etag = "\"1\""
        let known = state
        _ = try await store.subscribe([feed]) { _ in known }
        let beside = try DatabaseQueue(path: database)
        try await beside.write {
            try $0.execute(sql: "UPDATE feed_record SET record = json_remove(record, '$.failures', '$.skipDays')")
        }
        try beside.close()
        #expect(try await store.state(of: feed) == known)
    }

    @Test func `retention of many feeds and items gives room back`() async throws {
        defer { folder.remove() }
        let store = try SQLiteStore(folder: folder.path)
        for block in 0..<20 {
            try await store.apply(
                (0..<300).flatMap { number -> [Change] in
                    let item = Sample.item(block * 300 + number, feed: "https://f\(block).example/rss", onTopic: false)
                    let entry = SeenEntry(item: item.item.id, fingerprint: 1, lastSeen: Sample.start)
                    return [.item(item), .seen(item.item.feed, item.item.keys, entry)]
                }
            )
        }
        let look = try DatabaseQueue(path: database)
        let before = try await look.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        for _ in 0..<8 { try await store.apply([.retention(before: Sample.start.advanced(by: 1))]) }
        let after = try await look.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        #expect(after < before / 2, "\(before) pages, then \(after)")
        #expect(before * 4_096 / 6_000 < 1_024, "\(before * 4_096 / 6_000) bytes an item")
        try look.close()
    }

    @Test(arguments: [(nil, 128), (4 << 20, 128), (200 << 20, 1_000), (5 << 30, 4_000)] as [(Int64?, Int)])
    func `a small disk has a short log`(_ room: Int64?, _ pages: Int) {
        #expect(SQLiteStore.logPages(room: room) == pages)
    }
}
