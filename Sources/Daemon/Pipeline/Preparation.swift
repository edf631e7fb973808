import Domain
import Fetching
import Judging
import Normalizing
import Parsing
import Texts

/// One poll made ready for the desk: all that needs neither the index nor an order, so that polls do it side by side.
///
/// An object, as it is handed from one to the other and holds much.
final class Preparation: Sendable {
    let feed: Feed
    let state: FeedState
    /// The feed's state once this is stored; nil where it stays as it is.
    let next: FeedState?
    let isBacklog: Bool
    let now: Timestamp
    /// The document's items, oldest first, each with its place in the document; empty without a document.
    let judged: [(place: Int, item: Judged)]
    /// How many documents the feed's hub had sent when its known keys were looked up.
    let pushes: Int
    /// What can be said before anything is decided.
    let report: PollReport

    init(
        feed: Feed,
        state: FeedState,
        next: FeedState?,
        isBacklog: Bool,
        now: Timestamp,
        judged: [(place: Int, item: Judged)] = [],
        pushes: Int = 0,
        report: PollReport
    ) {
        self.feed = feed
        self.state = state
        self.next = next
        self.isBacklog = isBacklog
        self.now = now
        self.judged = judged
        newItems = judged.count { $0.item.opinion != nil }
        isQuiet = newItems == 0 || isBacklog && judged.allSatisfy { $0.item.opinion?.isSilent ?? true }
        self.pushes = pushes
        self.report = report
    }

    /// It brings nothing that could be told: nothing new, or a new feed's backlog that is off-topic.
    let isQuiet: Bool
    /// How many of its items are to be stored.
    let newItems: Int
}

/// Reads, recognises and judges what a poll brought. Pure but for the keys that it asks the store for.
struct Preparer: Sendable {
    let store: any Store
    let judge: Judge
    let trust: HubTrust
    private let normalizer = Normalizer()

    init(store: any Store, judge: Judge, trust: HubTrust) {
        self.store = store
        self.judge = judge
        self.trust = trust
    }

    /// A polled document.
    func prepare(
        _ document: FeedDocument,
        _ response: FetchResponse,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp,
        pushes: Int
    ) async throws(StoreError) -> Preparation {
        // Of a feed that was never read all is new: it is judged while its words are at hand.
        let known = read(document, from: feed, answeredBy: response.url, at: now, judging: !state.hasBacklog)
        let readings = try await readings(of: known.items, from: feed)
        let overlap = state.hasBacklog ? Reading.overlap(of: readings) : nil
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
        var report = Self.report(document, of: feed, next)
        report.hasGap = overlap == 0 && response.status != 226
        report.movedTo = next.url == state.url ? nil : next.url
        report.recovered = state.failingSince != nil && next.failingSince == nil
        return Preparation(
            feed: feed,
            state: state,
            next: next,
            isBacklog: !state.hasBacklog,
            now: now,
            judged: weighed(readings, known.opinions),
            pushes: pushes,
            report: report
        )
    }

    /// A document that a hub sent: its items as if they had been polled. The feed's own state stays as it is.
    func prepare(
        pushed document: FeedDocument,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp,
        pushes: Int
    ) async throws(StoreError) -> Preparation {
        let items = read(document, from: feed, answeredBy: state.url, at: now, judging: false).items
        let readings = try await readings(of: items, from: feed)
        return Preparation(
            feed: feed,
            state: state,
            next: nil,
            isBacklog: false,
            now: now,
            judged: weighed(readings),
            pushes: pushes,
            report: Self.report(document, of: feed, state)
        )
    }

    /// The same once more with what is known by now; the verdicts stay.
    func refreshed(_ poll: Preparation) async throws(StoreError) -> Preparation {
        let inOrder = poll.judged.sorted { $0.place < $1.place }
        let items = inOrder.map(\.item.reading.item)
        let seen = try await store.seen(items.flatMap(\.keys), in: poll.feed.id)
        let readings = Dictionary(
            uniqueKeysWithValues: zip(inOrder.map(\.place), Reading.readings(of: items, seen: seen))
        )
        return Preparation(
            feed: poll.feed,
            state: poll.state,
            next: poll.next,
            isBacklog: poll.isBacklog,
            now: poll.now,
            judged: poll.judged.map { place, item in
                guard let reading = readings[place] else { return (place, item) }
                return (place, Judged(reading: reading, opinion: item.opinion))
            },
            pushes: poll.pushes,
            report: poll.report
        )
    }

    /// The document's items; with `judging` each with what is to be thought of it.
    private func read(
        _ document: FeedDocument,
        from feed: Feed,
        answeredBy url: String,
        at now: Timestamp,
        judging: Bool
    ) -> (items: [Item], opinions: [Opinion?]?) {
        guard judging else { return (normalizer.items(of: document, from: feed, answeredBy: url, at: now), nil) }
        var opinions: [Opinion?] = Array(repeating: nil, count: document.entries.count)
        let found = normalizer.read(document, from: feed, answeredBy: url, at: now) { place, texts, words in
            opinions[place] = Opinion(
                judge.judge(
                    title: texts.title,
                    summary: texts.summary,
                    content: texts.content,
                    language: texts.language,
                    words: words
                )
            )
        }
        return (found.map(\.item), found.map { opinions[$0.place] })
    }

    private func readings(of items: [Item], from feed: Feed) async throws(StoreError) -> [Reading] {
        Reading.readings(of: items, seen: try await store.seen(items.flatMap(\.keys), in: feed.id))
    }

    private func weighed(_ readings: [Reading], _ opinions: [Opinion?]? = nil) -> [(place: Int, item: Judged)] {
        Self.oldestFirst(readings).map { place in
            let reading = readings[place]
            if case .known = reading.standing { return (place, Judged(reading: reading, opinion: nil)) }
            return (place, Judged(reading: reading, opinion: opinions?[place] ?? opinion(on: reading.item)))
        }
    }

    private func opinion(on item: Item) -> Opinion {
        Opinion(judge.judge(title: item.title, summary: item.summary, content: item.content, language: item.language))
    }

    /// The places of a document's items in the order of their publication: a story's first item is its face.
    ///
    /// Documents list the newest first, so of equal times the later place is the older.
    private static func oldestFirst(_ readings: [Reading]) -> [Int] {
        let times = readings.map(\.item.published.time)
        return times.indices.sorted { left, right in
            times[left] == times[right] ? left > right : times[left] < times[right]
        }
    }

    private static func report(_ document: FeedDocument, of feed: Feed, _ next: FeedState) -> PollReport {
        var report = PollReport(feed: feed, outcome: .ok, nextDue: next.nextDue)
        report.titles = document.entries.map { $0.title ?? "" }
        report.entries = document.entries.count
        if !document.isComplete, next.lastDocument != next.lastPoll {
            report.error = "truncated: its \(document.entries.count) whole entries are taken, and it is asked for again"
        }
        report.state = next
        return report
    }
}

// MARK: without a document

extension Preparer {
    func prepare(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) -> Preparation {
        let jitter = Double.random(in: 0..<1)
        let scheduled = Self.state(after: outcome, document, of: feed, from: state, now: now, jitter: jitter)
        let next = trust.resting(scheduled, of: feed, now: now, jitter: jitter)
        let isQuiet = if case .notModified = outcome { true } else { false }
        var report = PollReport(feed: feed, outcome: isQuiet ? .notmodified : .error, nextDue: next.nextDue)
        report.error = isQuiet ? nil : next.lastError
        report.state = next
        report.becameFailing = state.failingSince == nil && next.failingSince != nil
        report.recovered = state.failingSince != nil && next.failingSince == nil
        report.asksAnew = isQuiet && !state.validators.isEmpty && next.validators.isEmpty
        report.becameGone = next.isGone && !state.isGone
        report.movedTo = isQuiet && next.url != state.url ? next.url : nil
        if let wait = outcome.refusedFor { report.answer = .refused(wait) }
        return Preparation(feed: feed, state: state, next: next, isBacklog: !state.hasBacklog, now: now, report: report)
    }

    /// The state after an outcome that brought no document.
    static func state(
        after outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        now: Timestamp,
        jitter: Double
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
            jitter: jitter
        )
    }
}

/// A reading with what is thought of it; without where the text is known. An object, as it is large and sorted.
final class Judged: Sendable {
    let reading: Reading
    let opinion: Opinion?

    init(reading: Reading, opinion: Opinion?) {
        self.reading = reading
        self.opinion = opinion
    }
}

/// What the judge says of a text. An object, as it is handed on by the ten thousand.
final class Opinion: Sendable {
    let verdict: Verdict
    let annotation: Annotation

    init(_ judged: (verdict: Verdict, annotation: Annotation)) {
        verdict = judged.verdict
        annotation = judged.annotation
    }

    /// Nothing in it is asked for.
    var isSilent: Bool { !verdict.isOnTopic && verdict.watch == nil }
}
