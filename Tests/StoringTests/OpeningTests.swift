import Domain
import Foundation
import GRDB
import Glibc
import Storing
import TestSupport
import Testing

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
}
