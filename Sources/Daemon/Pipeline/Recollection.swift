import Deduplicating
import Domain
import Judging

/// What is known, read again from the store: at start, after a reload, and when a transaction failed.
enum Recollection {
    /// `empty` with every on-topic item in it that was first seen at or after `start`.
    ///
    /// The verdicts of their day stand: what was known stays known under changed rules.
    static func newsdesk(
        _ empty: Newsdesk,
        judge: Judge,
        store: any Store,
        since start: Timestamp
    ) async throws(StoreError) -> Newsdesk {
        let desk = Locked(empty)
        try await store.onTopicItems(since: start) { stored in
            let item = stored.item
            let (_, annotation) = judge.judge(
                title: item.title,
                summary: item.summary,
                content: item.content,
                language: item.language
            )
            desk.withLock { $0.take(item, annotation, stored.verdict, stored.decision) }
        }
        return desk.withLock { $0 }
    }
}
