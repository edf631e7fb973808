import Alerting
import Deduplicating
import Domain
import Fetching
import Judging
import Normalizing

/// Decides about one polled document after the other, and makes each decision one transaction.
///
/// Takes outcomes and documents, gives reports; owns the index of what is known. Serial on purpose: two feeds that
/// bring one development at the same moment must not both open its story. When a transaction fails, the index is read again
/// from the store before the next decision, so a full disk can never make a story "known" that nobody was told.
actor Desk {
    private let store: any Store
    private let judge: Judge
    private let normalizer = Normalizer()
    private let press: Press
    private var newsdesk: Newsdesk
    private var storm: Storm
    /// Reads the index again from the store.
    private let rebuild: @Sendable () async throws(StoreError) -> Newsdesk
    /// A transaction failed after its items had entered the index.
    private var isIndexAhead = false
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        store: any Store,
        judge: Judge,
        newsdesk: Newsdesk,
        press: Press,
        storm: Storm = Storm(rule: nil, recent: [], folded: []),
        rebuild: @escaping @Sendable () async throws(StoreError) -> Newsdesk
    ) {
        self.store = store
        self.judge = judge
        self.newsdesk = newsdesk
        self.press = press
        self.storm = storm
        self.rebuild = rebuild
    }

    /// Settles one poll: what is new, what it means, what to say; stored as a whole or not at all.
    func settle(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        switch (outcome, document) {
        case (.modified(let response), .success(let document)):
            return try await settle(document, response, of: feed, from: state, at: now)
        default:
            return try await settleWithoutDocument(outcome, document, of: feed, from: state, at: now)
        }
    }

    /// Keeps store and index within `retention`: what is older than `before`, and no feed shows any more, is forgotten.
    func forget(before: Timestamp) async throws(StoreError) {
        await enter()
        defer { leave() }
        try await store.apply([.retention(before: before)])
        newsdesk.forget(before: before, keeping: try await store.onTopicIDs(publishedBefore: before))
    }

    /// Tells what a storm has folded, once it is over. True when it was.
    @discardableResult
    func endStorm(at now: Timestamp) async throws(StoreError) -> Bool {
        guard storm.isOver(at: now) else { return false }
        await enter()
        defer { leave() }
        guard storm.isOver(at: now) else { return false }
        try await store.apply(press.changes(ending: try await store.folded(), at: now))
        storm.end()
        press.wake()
        return true
    }

    // MARK: one document

    private func settle(
        _ document: FeedDocument,
        _ response: FetchResponse,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        let items = normalizer.items(of: document, from: feed, answeredBy: response.url, at: now)
        let seen = try await store.seen(Set(items.flatMap(\.keys)), in: feed.id)
        let readings = Reading.readings(of: items, seen: seen)
        let judged = readings.map { reading -> Judged in
            if case .known = reading.standing { return Judged(reading: reading, verdict: nil, annotation: nil) }
            let item = reading.item
            let (verdict, annotation) = judge.judge(
                title: item.title,
                summary: item.summary,
                content: item.content,
                language: item.language
            )
            return Judged(reading: reading, verdict: verdict, annotation: annotation)
        }
        let overlap = state.hasBacklog ? Reading.overlap(of: readings) : nil
        let next = PollSchedule.state(
            after: .modified(response),
            document: document,
            overlap: overlap,
            of: feed,
            from: state,
            now: now,
            jitter: Double.random(in: 0..<1)
        )
        await enter()
        defer { leave() }
        if isIndexAhead {
            newsdesk = try await rebuild()
            isIndexAhead = false
        }
        var work = Decisions(
            isBacklog: !state.hasBacklog,
            topic: press.topic,
            now: now,
            tellsGrowth: press.receivers.contains { $0.events.contains(.storyGrown) }
        )
        for place in Self.oldestFirst(items) { work.decide(judged[place], at: place, with: &newsdesk) }
        var storm = storm
        let health = press.changes(health: health(of: feed, from: state, to: next, at: now))
        do {
            for story in work.shared { work.cover(story, with: try await store.story(story)?.items ?? []) }
            let changes = work.changes(feed: feed.id, press: press, storm: &storm) + health + [.feed(feed.id, next)]
            try await store.apply(changes)
        } catch {
            isIndexAhead = !work.taken.isEmpty
            throw error
        }
        let hasBegun = self.storm.began == nil && storm.began != nil
        self.storm = storm
        if !work.alerts.isEmpty || !health.isEmpty { press.wake() }

        var report = PollReport(feed: feed, outcome: .ok, nextDue: next.nextDue)
        report.items = try await store.itemCount(of: feed.id)
        report.new = work.newItems
        report.titles = document.entries.map { $0.title ?? "" }
        report.alerts = work.alerts.count { $0.type == .storyOpened }
        report.silenced = work.silenced
        report.told = work.alerts
        report.stormBegan = hasBegun
        report.hasGap = overlap == 0 && response.status != 226
        report.recovered = state.failingSince != nil && next.failingSince == nil
        return report
    }

    /// The places of a document's items in the order of their publication: a story's first item is its face.
    ///
    /// Documents list the newest first, so of equal times the later place is the older.
    private static func oldestFirst(_ items: [Item]) -> [Int] {
        items.indices.sorted { left, right in
            let (one, other) = (items[left].published.time, items[right].published.time)
            return one == other ? left > right : one < other
        }
    }

    private func settleWithoutDocument(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        var outcome = outcome
        if case .failure(let reason)? = document, case .modified(let response) = outcome {
            // The server answered, so asking again at once will not mend it: that is a failure by HTTP.
            outcome = .failed(FetchFailure(.http, status: response.status, "no feed: \(reason.message)"))
        }
        let next = PollSchedule.state(
            after: outcome,
            document: nil,
            overlap: nil,
            of: feed,
            from: state,
            now: now,
            jitter: Double.random(in: 0..<1)
        )
        let health = press.changes(health: health(of: feed, from: state, to: next, at: now))
        try await store.apply(health + [.feed(feed.id, next)])
        if !health.isEmpty { press.wake() }
        let isQuiet = if case .notModified = outcome { true } else { false }
        var report = PollReport(feed: feed, outcome: isQuiet ? .notmodified : .error, nextDue: next.nextDue)
        report.items = try await store.itemCount(of: feed.id)
        report.error = isQuiet ? nil : next.lastError
        report.becameFailing = state.failingSince == nil && next.failingSince != nil
        report.recovered = state.failingSince != nil && next.failingSince == nil
        return report
    }

    private func health(of feed: Feed, from before: FeedState, to after: FeedState, at now: Timestamp) -> Alert? {
        Alert.health(of: feed, from: before, to: after, topic: press.topic, at: now)
    }

    // MARK: one at a time

    private func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}

/// A reading with its verdict; without one where the text is known.
struct Judged: Sendable {
    let reading: Reading
    let verdict: Verdict?
    let annotation: Annotation?
}
