import Domain
import GRDB
import Storing
import TestSupport
import Testing

/// A database that an older version left opens, and takes what is new.
struct MigrationTests {
    @Test func `a database from before the labels is opened, and takes them`() async throws {
        let folder = try TemporaryFolder()
        let old = try SQLiteStore(folder: folder.path)
        try await old.apply([.item(Sample.item(7))])
        await old.close()
        let queue = try DatabaseQueue(path: folder.path + "/hotline.sqlite")
        try await queue.write {
            try $0.execute(sql: "DROP TABLE label; DELETE FROM grdb_migrations WHERE identifier = 'labels'")
        }
        try queue.close()
        #expect(throws: StoreError.self, "beside a daemon nothing is migrated") { try SQLiteStore(beside: folder.path) }
        let store = try SQLiteStore(folder: folder.path)
        let item = try #require(try await store.item("i7"))
        let label = DeskLabel(of: item, isOnTopic: false, at: Sample.start, by: "anna")
        try await store.save(label)
        #expect(try await store.labels() == [label])
        await store.close()
        folder.remove()
    }
}
