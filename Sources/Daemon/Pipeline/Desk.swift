import Alerting
import Deduplicating
import Domain
import Judging
import Parsing

/// Decides about one polled document after the other, and stores the decisions.
///
/// Takes outcomes and documents, gives reports; owns the index of what is known. Deciding is serial on purpose: two feeds
/// that bring one development at the same moment must not both open its story. What waits while a transaction is under
/// way is decided together and stored as the next one: a thousand quiet polls cost a few syncs of the disk, not a thousand.
/// When a transaction fails, the index is read again from the store before the next decision, so a full disk can never
/// make a story "known" that nobody was told.
actor Desk {
    private let store: any Store
    private let preparer: Preparer
    private let press: Press
    /// How many documents hubs have sent, by feed.
    private var pushes: [FeedID: Int] = [:]
    private var storm: Storm
    private var newsdesk: Newsdesk
    /// Reads the index again from the store.
    private let rebuild: @Sendable () async throws(StoreError) -> Newsdesk
    /// A transaction failed after its items had entered the index.
    private var isIndexAhead = false
    private var isBusy = false
    /// Somebody who brings nothing new waits for others of that kind, to lead them.
    private var isLingering = false
    private var line = DeskLine()

    /// How long polls that bring nothing to tell wait for each other: a sync of the disk for each few would cost more than all
    /// else about them. Who brings something waits for nobody, and takes them along.
    private static let patience = Duration.milliseconds(20)

    init(
        store: any Store,
        judge: Judge,
        newsdesk: Newsdesk,
        press: Press,
        trust: HubTrust = HubTrust(),
        storm: Storm = Storm(rule: nil, recent: [], folded: []),
        rebuild: @escaping @Sendable () async throws(StoreError) -> Newsdesk
    ) {
        self.store = store
        preparer = Preparer(store: store, judge: judge, trust: trust)
        self.newsdesk = newsdesk
        self.press = press
        self.storm = storm
        self.rebuild = rebuild
    }

    /// Settles one poll: what is new, what it means, what to say; stored as a whole or not at all.
    nonisolated func settle(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        guard case .modified(let response) = outcome, case .success(let found)? = document else {
            return try await settle(preparer.prepare(outcome, document, of: feed, from: state, at: now)).get()
        }
        let pushes = await pushes(of: feed.id)
        let poll = try await preparer.prepare(found, response, of: feed, from: state, at: now, pushes: pushes)
        return try await settle(poll).get()
    }

    /// Settles a document that a hub sent.
    func settle(
        pushed document: FeedDocument,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) async throws(StoreError) -> PollReport {
        await enterAlone()
        defer { handOver() }
        let count = pushes(of: feed.id) &+ 1
        pushes[feed.id] = count
        let poll = try await preparer.prepare(pushed: document, of: feed, from: state, at: now, pushes: count)
        return try await decide([poll])[0]
    }

    /// Keeps store and index within `retention`: what is older than `before`, and no feed shows any more, is forgotten.
    func forget(before: Timestamp) async throws(StoreError) {
        await enterAlone()
        defer { handOver() }
        let beside = newsdesk.besideLimit.map { [Change.besideForgotten(before: $0.time, from: $0.first)] } ?? []
        try await store.apply([.retention(before: before)] + beside)
        newsdesk.forget(before: before, keeping: try await store.keptIDs(publishedBefore: before))
    }

    /// Tells what a storm has folded, once it is over. True when it was.
    @discardableResult
    func endStorm(at now: Timestamp) async throws(StoreError) -> Bool {
        guard storm.isOver(at: now) else { return false }
        await enterAlone()
        defer { handOver() }
        guard storm.isOver(at: now) else { return false }
        try await store.apply(press.changes(ending: try await store.folded(), at: now))
        storm.end()
        press.wake()
        return true
    }

    private func pushes(of feed: FeedID) -> Int { pushes[feed] ?? 0 }

    // MARK: one transaction at a time

    /// Who comes while another is at work waits, until its poll was settled with others or it is its turn to lead.
    private func settle(_ poll: Preparation) async -> Result<PollReport, StoreError> {
        var call = call(to: poll)
        while true {
            switch call {
            case .settled(let result): return result
            case .lead: return await lead(poll)
            case .wait: call = await turn(of: poll)
            case .linger:
                // Cancelled is at once.
                do { try await Task.sleep(for: Self.patience) } catch {}
                isLingering = false
                call = isBusy ? .wait : .lead
            }
        }
    }

    /// What who has just come is to do.
    private func call(to poll: Preparation) -> DeskLine.Call {
        if isBusy { return .wait }
        guard poll.isQuiet else { return .lead }
        if isLingering { return line.isFull(with: poll) ? .lead : .wait }
        isLingering = true
        return .linger
    }

    private func turn(of poll: Preparation?) async -> DeskLine.Call {
        await withCheckedContinuation { line.append(poll, $0) }
    }

    private func lead(_ poll: Preparation) async -> Result<PollReport, StoreError> {
        isBusy = true
        defer { handOver() }
        let others = line.take(beside: poll)
        let polls = [poll] + others.map(\.poll)
        let results =
            if polls.allSatisfy(\.judged.isEmpty) {
                await settle(polls)
            } else {
                // Deciding about items takes time: not where a quiet poll that leads waits with others for their answers.
                await withTaskExecutorPreference(globalConcurrentExecutor) { await settle(polls) }
            }
        for (other, result) in zip(others, results.dropFirst()) { other.call.resume(returning: .settled(result)) }
        return results[0]
    }

    private func enterAlone() async {
        if isBusy { _ = await turn(of: nil) }
        isBusy = true
    }

    private func handOver() {
        guard !line.isFull(), line.isQuiet else {
            line.popFirst()?.resume(returning: .lead)
            return
        }
        isBusy = false
        // Whoever lingers already will lead them.
        guard !isLingering, let next = line.popFirst() else { return }
        isLingering = true
        next.resume(returning: .linger)
    }

    // MARK: deciding

    /// One result a poll. Where the transaction failed for a reason that may be one poll's, each is tried alone.
    private func settle(_ polls: [Preparation]) async -> [Result<PollReport, StoreError>] {
        do throws(StoreError) {
            return try await decide(polls).map { .success($0) }
        } catch {
            guard polls.count > 1, case .unavailable = error else { return polls.map { _ in .failure(error) } }
        }
        var results: [Result<PollReport, StoreError>] = []
        var failures: [StoreError] = []
        for poll in polls {
            // Twice is no accident of one poll: the rest would fail like them, each reading the whole index again.
            if failures.count > 1 {
                results.append(.failure(failures[1]))
                continue
            }
            do throws(StoreError) {
                results.append(.success(try await decide([poll])[0]))
            } catch {
                failures.append(error)
                results.append(.failure(error))
            }
        }
        return results
    }

    /// Decides about `polls` in their order, as one transaction.
    private func decide(_ polls: [Preparation]) async throws(StoreError) -> [PollReport] {
        if isIndexAhead {
            newsdesk = try await rebuild()
            isIndexAhead = false
        }
        var works: [Decisions] = []
        do {
            try await decide(polls, &works)
            return try await keep(polls, works)
        } catch {
            // Whatever failed, what was decided on the way is in the index and not in the store.
            isIndexAhead = works.contains { !$0.taken.isEmpty }
            throw error
        }
    }

    /// Takes what `polls` brought into the index; `works` has the decisions, also those before a failure.
    private func decide(_ polls: [Preparation], _ works: inout [Decisions]) async throws(StoreError) {
        let tellsGrowth = press.receivers.contains { $0.events.contains(.storyGrown) }
        for prepared in polls {
            // A hub may have sent the same meanwhile: then what is known is to be looked up again.
            let isLate = !prepared.judged.isEmpty && prepared.pushes != pushes(of: prepared.feed.id)
            let poll = isLate ? try await preparer.refreshed(prepared) : prepared
            var work = Decisions(isBacklog: poll.isBacklog, topic: press.topic, now: poll.now, tellsGrowth: tellsGrowth)
            for (place, item) in poll.judged { work.decide(item, at: place, with: &newsdesk) }
            works.append(work)
        }
        // Alerts of stories that others tell too get their coverage: what is stored, and what comes with it.
        for story in Set(works.flatMap(\.shared)) {
            let items = try await store.story(story)?.items ?? []
            let brought = works.flatMap { $0.items(of: story) }
            for place in works.indices { works[place].cover(story, with: items + brought) }
        }
    }

    /// Stores what was decided as one transaction.
    private func keep(_ polls: [Preparation], _ works: [Decisions]) async throws(StoreError) -> [PollReport] {
        var works = works
        var storm = storm
        var isNews = false
        var changes: [Change] = []
        for (place, poll) in polls.enumerated() {
            changes += works[place].changes(feed: poll.feed.id, press: press, storm: &storm)
            let health = press.changes(health: health(after: poll))
            isNews = isNews || !health.isEmpty || !works[place].alerts.isEmpty
            changes += health
            if let next = poll.next { changes.append(.feed(poll.feed.id, next)) }
        }
        try await store.apply(changes)
        let stormBegan = self.storm.began == nil && storm.began != nil
        self.storm = storm
        if isNews { press.wake() }
        return polls.indices.map { place in
            polls[place].report.completed(by: works[place], stormBegan: stormBegan && place == polls.count - 1)
        }
    }

    private func health(after poll: Preparation) -> Alert? {
        poll.next.flatMap { Alert.health(of: poll.feed, from: poll.state, to: $0, topic: press.topic, at: poll.now) }
    }
}
