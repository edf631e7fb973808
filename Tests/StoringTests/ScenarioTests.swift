import Domain
import Storing
import TestSupport
import Testing

struct ScenarioTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `both stores answer alike whatever is done to them`(_ seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var memory = MemoryStore()
        var sqlite = try SQLiteStore(folder: folder.path)
        var scenario = StoreScenario(seed: seed)
        for step in 1...120 {
            try await scenario.step(memory, sqlite)
            guard step % 40 == 0 else { continue }
            memory = await memory.restarted()
            await sqlite.close()
            sqlite = try SQLiteStore(folder: folder.path)
        }
    }
}
