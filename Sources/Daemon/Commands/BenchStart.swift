import Deduplicating
import Domain
import Foundation
import Glibc
import Reporting
import Storing

/// `hotline bench start FILE.jsonl`: how long the daemon reads what it knows before it begins, with so many items known.
///
/// A state is made in a folder of its own under the system's temporary one, and removed.
package enum BenchStart {
    /// Throws `CommandFailure` as `BenchPipeline.run`; `StoreError` where the temporary folder has no room.
    package static func run(
        path: String,
        known: Int,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let lines = try ItemLine.all(in: path)
        let rooms = try Rooms.open(configPath: configPath, environment: environment, withSeeds: true)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-bench-\(getpid())").path
        defer { do { try FileManager.default.removeItem(atPath: folder) } catch { /* nothing was made */  } }
        let store = try SQLiteStore(folder: folder)
        try await fill(store, known, WovenItems(lines, rooms), rooms)
        let before = ProcessFigures.ownMemory
        let clock = ContinuousClock()
        let start = clock.now
        let newsdesk = try await Recollection.newsdesk(rooms.newsdesk(), judge: rooms.judge, store: store)
        let spent = Rounded.four((clock.now - start) / .seconds(1))
        let bytes = (ProcessFigures.ownMemory - before) / max(1, newsdesk.count)
        await store.close()
        Console.out("{\"known\":\(newsdesk.count),\"seconds\":\(spent),\"bytes_per_item\":\(bytes)}")
        return .ok
    }

    private static func fill(_ store: SQLiteStore, _ known: Int, _ items: WovenItems, _ rooms: Rooms) async throws {
        var items = items
        var newsdesk = rooms.newsdesk()
        var changes: [Change] = []
        for number in 0..<known {
            guard let item = items.next() else { continue }
            let (verdict, annotation) = rooms.judge(item)
            let onTopic = Verdict(isOnTopic: true, score: verdict.score, kind: verdict.kind, evidence: verdict.evidence)
            let decision = newsdesk.decide(item, annotation, onTopic, isBacklog: false, at: item.firstSeen)
            newsdesk.take(item, annotation, onTopic, decision)
            changes.append(.item(StoredItem(item: item, verdict: onTopic, decision: decision)))
            if let keepsake = newsdesk.keepsake(of: item.id) { changes.append(.keepsake(keepsake)) }
            if let story = decision.story.flatMap({ newsdesk.story($0) }) { changes.append(.story(story)) }
            if changes.count > 2_000 || number == known - 1 {
                try await store.apply(changes)
                changes.removeAll(keepingCapacity: true)
            }
        }
    }
}
