import Domain
import Storing
import TestSupport
import Testing

struct StoreContractTests {
    @Test(arguments: StoreContract.rules)
    func `the store in memory keeps the contract`(_ rule: StoreContract.Rule) async throws {
        try await rule.check(memory(MemoryStore()))
    }

    @Test(arguments: StoreContract.rules)
    func `the store in SQLite keeps the contract`(_ rule: StoreContract.Rule) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await rule.check(sqlite(SQLiteStore(folder: folder.path), folder.path))
    }

    private func memory(_ store: MemoryStore) -> StoreContract.Subject {
        StoreContract.Subject(store) { memory(await store.restarted()) }
    }

    private func sqlite(_ store: SQLiteStore, _ folder: String) -> StoreContract.Subject {
        StoreContract.Subject(store) {
            await store.close()
            return sqlite(try SQLiteStore(folder: folder), folder)
        }
    }
}
