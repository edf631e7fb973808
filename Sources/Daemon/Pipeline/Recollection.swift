import Deduplicating
import Domain
import Judging

/// What is known, read again from the store: at start, after a reload, and when a transaction failed.
enum Recollection {
    /// `empty` with every on-topic item in it that was first seen at or after `start`.
    ///
    /// The verdicts of their day stand: what was known stays known under changed rules. `step` is called for each.
    /// - Throws: also when the task was cancelled, since half an index would take the known for new.
    static func newsdesk(
        _ empty: Newsdesk,
        judge: Judge,
        store: any Store,
        since start: Timestamp,
        step: @Sendable () -> Void = {}
    ) async throws(StoreError) -> Newsdesk {
        let desk = Locked(empty)
        try await store.onTopicItems(since: start) { stored in
            if Task.isCancelled { return }
            step()
            let item = stored.item
            let (_, annotation) = judge.judge(
                title: item.title,
                summary: item.summary,
                content: item.content,
                language: item.language
            )
            desk.withLock { $0.take(item, annotation, stored.verdict, stored.decision) }
        }
        if Task.isCancelled { throw .unavailable("stopped while what is known was read") }
        return desk.withLock { $0 }
    }
}
