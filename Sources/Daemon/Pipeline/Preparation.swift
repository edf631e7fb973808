import Domain
import Fetching
import Judging
import Normalizing
import Parsing

/// One poll made ready for the desk: all that needs neither the index nor an order, so that polls do it side by side.
struct Preparation: Sendable {
    let feed: Feed
    let state: FeedState
    /// The feed's state once this poll is stored.
    let next: FeedState
    let now: Timestamp
    /// The document's items, oldest first, each with its place in the document; empty without a document.
    let judged: [(place: Int, item: Judged)]
    /// What is known before anything is decided.
    let report: PollReport
}

/// Reads, recognises and judges what a poll brought. Pure but for the keys that it asks the store for.
struct Preparer: Sendable {
    let store: any Store
    let judge: Judge
    private let normalizer = Normalizer()

    init(store: any Store, judge: Judge) {
        self.store = store
        self.judge = judge
    }

    func prepare(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> Preparation {
        switch (outcome, document) {
        case (.modified(let response), .success(let document)):
            return try await prepare(document, response, of: feed, from: state, at: now)
        default:
            return Self.prepare(outcome, document, of: feed, from: state, at: now)
        }
    }

    private func prepare(
        _ document: FeedDocument,
        _ response: FetchResponse,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> Preparation {
        let items = normalizer.items(of: document, from: feed, answeredBy: response.url, at: now)
        let seen = try await store.seen(Set(items.flatMap(\.keys)), in: feed.id)
        let readings = Reading.readings(of: items, seen: seen)
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
        var report = PollReport(feed: feed, outcome: .ok, nextDue: next.nextDue)
        report.titles = document.entries.map { $0.title ?? "" }
        report.hasGap = overlap == 0 && response.status != 226
        report.recovered = state.failingSince != nil && next.failingSince == nil
        let judged = Self.oldestFirst(items).map { (place: $0, item: weighed(readings[$0])) }
        return Preparation(feed: feed, state: state, next: next, now: now, judged: judged, report: report)
    }

    private func weighed(_ reading: Reading) -> Judged {
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

    /// The places of a document's items in the order of their publication: a story's first item is its face.
    ///
    /// Documents list the newest first, so of equal times the later place is the older.
    private static func oldestFirst(_ items: [Item]) -> [Int] {
        items.indices.sorted { left, right in
            let (one, other) = (items[left].published.time, items[right].published.time)
            return one == other ? left > right : one < other
        }
    }

    private static func prepare(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) -> Preparation {
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
        let isQuiet = if case .notModified = outcome { true } else { false }
        var report = PollReport(feed: feed, outcome: isQuiet ? .notmodified : .error, nextDue: next.nextDue)
        report.error = isQuiet ? nil : next.lastError
        report.becameFailing = state.failingSince == nil && next.failingSince != nil
        report.recovered = state.failingSince != nil && next.failingSince == nil
        return Preparation(feed: feed, state: state, next: next, now: now, judged: [], report: report)
    }
}

/// A reading with its verdict; without one where the text is known.
struct Judged: Sendable {
    let reading: Reading
    let verdict: Verdict?
    let annotation: Annotation?
}
