import Deduplicating
import Domain
import Judging

/// What is known, read again from the store: at start, after a reload, and when a transaction failed.
enum Recollection {
    /// Parts of a batch that are worked on side by side.
    private static let parts = 4

    /// `empty` with all in it that the store keeps for it: retention alone decides what is forgotten.
    ///
    /// The verdicts of their day stand: what was known stays known under changed rules. Batch after batch, so memory holds
    /// one beside the index; the cores share a batch, and its items are taken in in their order. What another program made,
    /// or another topic's, is made anew from the items and kept for the next time.
    /// `step` is called for each batch. A cancelled task throws `.unavailable`.
    static func newsdesk(
        _ empty: Newsdesk,
        judge: Judge,
        store: any Store,
        step: @escaping @Sendable () -> Void = {}
    ) async throws(StoreError) -> Newsdesk {
        var begun = empty
        begun.beginRestoring()
        let desk = Locked(begun)
        let flaw = Locked<StoreError?>(nil)
        try await store.everyKeepsake(of: empty.maker) { batch in
            step()
            do throws(StoreError) {
                let revived = try await revive(batch, empty, judge, store)
                let renewed = desk.withLock { desk in
                    for item in revived { desk.restore(item) }
                    return revived.filter(\.isRenewed).compactMap { desk.keepsake(of: $0.item) }
                }
                // What cannot be kept now is made anew at the next start, too.
                if !renewed.isEmpty { do { try await store.apply(renewed.map { .keepsake($0) }) } catch {} }
            } catch {
                flaw.withLock { $0 = $0 ?? error }
            }
        }
        if let flaw = flaw.withLock({ $0 }) { throw flaw }
        try await store.everyStory { story in desk.withLock { $0.restore(story) } }
        let adoptions = try await store.adoptions()
        if Task.isCancelled { throw .unavailable("stopped while what is known was read") }
        return desk.withLock { desk in
            desk.endRestoring(adoptions)
            return desk
        }
    }

    private static func revive(
        _ batch: [Remembered],
        _ newsdesk: Newsdesk,
        _ judge: Judge,
        _ store: any Store
    ) async throws(StoreError) -> [Revived] {
        var revived: [Revived] = []
        revived.reserveCapacity(batch.count)
        for (remembered, made) in zip(batch, await sideBySide(batch, newsdesk, judge)) {
            if let made {
                revived.append(made)
            } else if let stored = try await store.item(remembered.keepsake.item.text) {
                // A digest that cannot be read costs its item's text, not the item.
                let whole = Remembered(keepsake: remembered.keepsake, stored: stored)
                if let made = newsdesk.revived(whole, annotate: judge.annotation(of:)) { revived.append(made) }
            }
        }
        return revived
    }

    private static func sideBySide(_ batch: [Remembered], _ newsdesk: Newsdesk, _ judge: Judge) async -> [Revived?] {
        let share = max(1, (batch.count + parts - 1) / parts)
        return await withTaskGroup(of: (Int, [Revived?]).self) { group in
            for start in stride(from: 0, to: batch.count, by: share) {
                let part = batch[start..<min(start + share, batch.count)]
                group.addTask { (start, part.map { newsdesk.revived($0, annotate: judge.annotation(of:)) }) }
            }
            var found: [(Int, [Revived?])] = []
            for await part in group { found.append(part) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}

extension Judge {
    /// What an item's text names.
    fileprivate func annotation(of item: Item) -> Annotation {
        judge(title: item.title, summary: item.summary, content: item.content, language: item.language).annotation
    }
}
