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
}
