import Deduplicating
import Domain
import Judging

/// What is known, read again from the store: at start, after a reload, and when a transaction failed.
enum Recollection {
    /// Parts of a batch that are worked on side by side.
    private static let parts = 4

    /// `empty` with every on-topic item in it that the store keeps: retention alone decides what is forgotten.
    ///
    /// The verdicts of their day stand: what was known stays known under changed rules. Batch after batch, so memory holds
    /// one beside the index; the cores share a batch, and its items are taken in in their order.
    /// `step` is called for each batch. A cancelled task throws `.unavailable`.
    static func newsdesk(
        _ empty: Newsdesk,
        judge: Judge,
        store: any Store,
        step: @escaping @Sendable () -> Void = {}
    ) async throws(StoreError) -> Newsdesk {
        let desk = Locked(empty)
        try await store.onTopicItems(since: Timestamp(seconds: .min)) { batch in
            step()
            let prepared = await prepare(batch, empty, judge)
            desk.withLock { desk in
                for (stored, item) in zip(batch, prepared) { desk.take(item, stored.verdict, stored.decision) }
            }
        }
        try await store.everyStory { story in desk.withLock { $0.restore(story) } }
        if Task.isCancelled { throw .unavailable("stopped while what is known was read") }
        return desk.withLock { $0 }
    }

    private static func prepare(_ batch: [StoredItem], _ newsdesk: Newsdesk, _ judge: Judge) async -> [Prepared] {
        let share = max(1, (batch.count + parts - 1) / parts)
        return await withTaskGroup(of: (Int, [Prepared]).self) { group in
            for start in stride(from: 0, to: batch.count, by: share) {
                let part = batch[start..<min(start + share, batch.count)]
                group.addTask {
                    let prepared = part.map { stored in
                        let item = stored.item
                        let annotation = judge.judge(
                            title: item.title,
                            summary: item.summary,
                            content: item.content,
                            language: item.language
                        ).annotation
                        return newsdesk.prepare(item, annotation)
                    }
                    return (start, prepared)
                }
            }
            var found: [(Int, [Prepared])] = []
            for await part in group { found.append(part) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}
