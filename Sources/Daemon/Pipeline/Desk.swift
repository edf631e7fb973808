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
    private let trust: HubTrust
    private var newsdesk: Newsdesk
    /// Reads the index again from the store.
    private let rebuild: @Sendable () async throws(StoreError) -> Newsdesk
    /// A transaction failed after its items had entered the index.
    private var isIndexAhead = false
    /// How many documents hubs have sent, by feed.
    private var pushes: [FeedID: Int] = [:]
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        store: any Store,
        judge: Judge,
        newsdesk: Newsdesk,
        press: Press,
        trust: HubTrust = HubTrust(),
        rebuild: @escaping @Sendable () async throws(StoreError) -> Newsdesk
    ) {
        self.store = store
        self.judge = judge
        self.newsdesk = newsdesk
        self.press = press
        self.trust = trust
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

    /// Keeps the index within `retention`: what is older than `before` is forgotten.
    func forget(before: Timestamp) async throws(StoreError) {
        await enter()
        defer { leave() }
        try await store.apply([.retention(before: before)])
        newsdesk.forget(before: before)
    }

    // MARK: one document

    private func settle(
        _ document: FeedDocument,
        _ response: FetchResponse,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        let pushes = pushes[feed.id]
        var judged = try await judged(document, of: feed, answeredBy: response.url, at: now)
        let overlap = state.hasBacklog ? Reading.overlap(of: judged.map(\.reading)) : nil
        let jitter = Double.random(in: 0..<1)
        let scheduled = PollSchedule.state(
            after: .modified(response),
            document: document,
            overlap: overlap,
            of: feed,
            from: state,
            now: now,
            jitter: jitter
        )
        let next = trust.resting(scheduled, of: feed, now: now, jitter: jitter)
        await enter()
        defer { leave() }
        // A hub may have sent the same meanwhile: then what is known is to be looked up again.
        if pushes != self.pushes[feed.id] {
            judged = try await self.judged(document, of: feed, answeredBy: response.url, at: now)
        }
        let work = try await decide(judged, of: feed, isBacklog: !state.hasBacklog, next: next, at: now)
        var report = report(work, of: feed, document, next)
        report.items = try await store.itemCount(of: feed.id)
        report.hasGap = overlap == 0 && response.status != 226
        report.movedTo = next.url == state.url ? nil : next.url
        report.recovered = state.failingSince != nil && next.failingSince == nil
        return report
    }

    /// Settles a document that a hub sent: its items as if they had been polled. The feed's own state stays as it is.
    func settle(
        pushed document: FeedDocument,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        await enter()
        defer { leave() }
        pushes[feed.id, default: 0] &+= 1
        let judged = try await judged(document, of: feed, answeredBy: state.url, at: now)
        let work = try await decide(judged, of: feed, isBacklog: false, next: nil, at: now)
        return report(work, of: feed, document, state)
    }

    /// The document's items, each with a verdict unless its text is known.
    private func judged(
        _ document: FeedDocument,
        of feed: Feed,
        answeredBy url: String,
        at now: Timestamp
    ) async throws(StoreError) -> [Judged] {
        let items = normalizer.items(of: document, from: feed, answeredBy: url, at: now)
        let seen = try await store.seen(Set(items.flatMap(\.keys)), in: feed.id)
        return Reading.readings(of: items, seen: seen).map { reading in
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
    }

    /// Decides and stores, in its turn (`enter`); `next` is the feed's state from here on, nil where it stays.
    private func decide(
        _ judged: [Judged],
        of feed: Feed,
        isBacklog: Bool,
        next: FeedState?,
        at now: Timestamp
    ) async throws(StoreError) -> Decisions {
        let disabled = try await store.disabledReceivers()
        if isIndexAhead {
            newsdesk = try await rebuild()
            isIndexAhead = false
        }
        var work = Decisions(isBacklog: isBacklog, topic: press.topic, now: now)
        for place in Self.oldestFirst(judged.map(\.reading.item)) {
            work.decide(judged[place], at: place, with: &newsdesk)
        }
        let changes =
            work.changes(feed: feed.id, press: press, disabled: disabled) + (next.map { [.feed(feed.id, $0)] } ?? [])
        do {
            try await store.apply(changes)
        } catch {
            isIndexAhead = !work.taken.isEmpty
            throw error
        }
        if !work.alerts.isEmpty { press.wake() }
        return work
    }

    private func report(_ work: Decisions, of feed: Feed, _ document: FeedDocument, _ next: FeedState) -> PollReport {
        var report = PollReport(feed: feed, outcome: .ok, nextDue: next.nextDue)
        report.new = work.newItems
        report.titles = document.entries.map { $0.title ?? "" }
        report.alerts = work.alerts.count
        report.silenced = work.silenced
        report.told = work.alerts.map { ($0.id, $0.story.id, $0.item.title, $0.item.url) }
        report.entries = document.entries.count
        report.decisions = work.decisions
        report.publicationDelays = work.publicationDelays
        report.state = next
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
        let scheduled = Self.state(after: outcome, document, of: feed, from: state, now: now)
        let next = trust.resting(scheduled, of: feed, now: now, jitter: Double.random(in: 0..<1))
        try await store.apply([.feed(feed.id, next)])
        let isQuiet = if case .notModified = outcome { true } else { false }
        var report = PollReport(feed: feed, outcome: isQuiet ? .notmodified : .error, nextDue: next.nextDue)
        report.items = try await store.itemCount(of: feed.id)
        report.error = isQuiet ? nil : next.lastError
        report.state = next
        report.becameFailing = state.failingSince == nil && next.failingSince != nil
        report.recovered = state.failingSince != nil && next.failingSince == nil
        report.becameGone = next.isGone && !state.isGone
        report.movedTo = isQuiet && next.url != state.url ? next.url : nil
        report.heldUntil = outcome.isRefusal ? next.heldUntil ?? next.nextDue : nil
        return report
    }

    /// The state after an outcome that brought no document.
    static func state(
        after outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        now: Timestamp
    ) -> FeedState {
        var outcome = outcome
        if case .failure(let reason)? = document, case .modified(let response) = outcome {
            // The server answered, so asking again at once will not mend it: that is a failure by HTTP.
            outcome = .failed(FetchFailure(.http, status: response.status, "no feed: \(reason.message)"))
        }
        return PollSchedule.state(
            after: outcome,
            document: nil,
            overlap: nil,
            of: feed,
            from: state,
            now: now,
            jitter: Double.random(in: 0..<1)
        )
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
