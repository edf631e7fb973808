import Domain
import Fetching
import HTTP
import Logging
import Parsing
import Reporting

/// The pipeline in one page: one poll of one feed, from the request to the transaction.
///
/// Takes a leased feed, gives a report. Never throws: what goes wrong is an outcome, told and stored.
/// Every stage before `Desk.settle` is pure or owns nothing, so polls run side by side; only settling is serial.
struct Poll: Sendable {
    let fetcher: any Fetcher
    let desk: Desk
    let clock: any WallClock
    let log: Logger
    var rare = RareLog()
    /// Told when the store is damaged: nothing may be tried again.
    var broken: @Sendable (StoreError) -> Void = { _ in }
    var instruments = Instruments()
    /// Documents that are read and settled at once: what waits is bytes, which take less room than what is read from them.
    var documents = Turnstile(places: 28)
    /// Told what came of each poll that was stored: the hubs that a feed names.
    var noticed: @Sendable (PollReport) async -> Void = { _ in }

    func callAsFunction(_ feed: Feed, state: FeedState) async -> PollReport {
        instruments.pollBegan(delay: clock.now.seconds(since: state.nextDue))
        defer { instruments.pollEnded() }
        let letter = Letter(await fetcher.fetch(feed, state: state))
        let arrival = ContinuousClock.now
        let outcome = letter.outcome
        guard case .modified = outcome else { return await settle(outcome, nil, of: feed, from: state, arrival) }
        // Reading and deciding take time: not where all the others wait for their answers (`PollLoop.executor`).
        return await withTaskExecutorPreference(globalConcurrentExecutor) {
            await documents.enter()
            defer { documents.leave() }
            return await settle(outcome, letter.open().map(parse), of: feed, from: state, arrival)
        }
    }

    /// An answer whose bytes are let go of once they were read: what waits for the desk need not hold them.
    private final class Letter: Sendable {
        /// Without the bytes.
        let outcome: FetchOutcome
        private let response: Locked<FetchResponse?>

        init(_ answer: FetchOutcome) {
            outcome = answer.withoutBody
            response = if case .modified(let whole) = answer { Locked(whole) } else { Locked(nil) }
        }

        /// The whole response, once.
        func open() -> FetchResponse? { response.withLock { $0.take() } }
    }

    private func settle(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        _ arrival: ContinuousClock.Instant
    ) async -> PollReport {
        let now = clock.now
        do {
            let report = try await desk.settle(outcome, document, of: feed, from: state, at: now)
            instruments.settled(report, from: state, seenAt: arrival, at: now)
            tell(report, of: feed, at: now)
            await noticed(report)
            return report
        } catch {
            instruments.storeFailed(error.message, at: now)
            if let unsaid = rare.admit("unstored", at: now) {
                log.error(
                    "polls are not stored; they are made again",
                    metadata: ["feed": "\(feed.name)", "reason": "\(error.message)", "unsaid": "\(unsaid)"]
                )
            }
            if case .unsound = error { broken(error) }
            let next = Self.unstored(outcome, document, of: feed, from: state, at: now)
            var report = PollReport(feed: feed, error: "not stored: \(error.message)", nextDue: next.nextDue)
            report.isStored = false
            report.unstored = next
            report.answer = Self.answer(outcome, document)
            return report
        }
    }

    /// The state that may be stored where the poll as a whole could not be: whatever was in the document is unknown.
    static func unstored(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?,
        of feed: Feed,
        from state: FeedState,
        at now: Timestamp
    ) -> FeedState {
        if case .success? = document {
            var state = state
            state.nextDue = now
            return state
        }
        return Preparer.state(
            after: outcome,
            document,
            of: feed,
            from: state,
            now: now,
            jitter: Double.random(in: 0..<1)
        )
    }

    /// What the answer says about its host, where it could not be stored.
    private static func answer(
        _ outcome: FetchOutcome,
        _ document: Result<FeedDocument, NotAFeed>?
    ) -> HostHolds.Answer {
        if let wait = outcome.refusedFor { return .refused(wait) }
        if case .notModified = outcome { return .well }
        if case .success? = document { return .well }
        return .other
    }

    private func parse(_ response: FetchResponse) -> Result<FeedDocument, NotAFeed> {
        do {
            var document = try FeedParser.parse(
                response.body,
                contentType: response.contentType,
                base: response.url,
                isBrief: true
            )
            if response.lacksEnd { document.isComplete = false }
            return .success(document)
        } catch {
            return .failure(error)
        }
    }

    private func tellPoll(_ report: PollReport, of feed: Feed) {
        // One a poll: nothing is put into words that nobody reads.
        guard log.logLevel <= .debug else { return }
        var fields: Logger.Metadata = [
            "feed": "\(feed.name)", "outcome": "\(report.outcome.rawValue)", "new": "\(report.new)",
            "next": "\(report.nextDue)",
        ]
        if let error = report.error { fields["reason"] = "\(error)" }
        log.debug("feed polled", metadata: fields)
    }

    private func tell(_ report: PollReport, of feed: Feed, at now: Timestamp) {
        tellPoll(report, of: feed)
        report.tellAlerts(log)
        if report.becameFailing {
            log.warning(.known(.feedFailing), metadata: ["feed": "\(feed.name)", "reason": "\(report.error ?? "")"])
        }
        if let target = report.movedTo {
            let from = WebURL.withoutSecrets(feed.id.url)
            log.notice(
                "feed has moved for good",
                metadata: ["feed": "\(feed.name)", "from": "\(from)", "to": "\(WebURL.withoutSecrets(target))"]
            )
        }
        if report.becameGone {
            log.warning(
                "feed is gone (410 for days), and asked once a week",
                metadata: ["feed": "\(feed.name)", "remedy": "take it out of the configuration"]
            )
        }
        if report.recovered { log.notice(.known(.feedRecovered), metadata: ["feed": "\(feed.name)"]) }
        if report.silenced > 0 {
            log.info(
                "backlog taken in silently",
                metadata: ["feed": "\(feed.name)", "on-topic": "\(report.silenced)", "new": "\(report.new)"]
            )
        }
        if report.hasGap, let unsaid = rare.admit("gap \(feed.id)", at: now, every: 3_600) {
            log.warning(.known(.possibleGap), metadata: ["feed": "\(feed.name)", "unsaid": "\(unsaid)"])
        }
        if report.asksAnew {
            log.info(
                "not modified for eight days: it is asked once as if nothing were known",
                metadata: ["feed": "\(feed.name)"]
            )
        }
    }
}

extension FetchOutcome {
    /// The same without the bytes of the answer.
    fileprivate var withoutBody: FetchOutcome {
        guard case .modified(var response) = self else { return self }
        response.body = []
        return .modified(response)
    }
}
