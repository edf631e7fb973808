package import Domain
import Fetching
import HTTP
import Logging
import Parsing

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

    func callAsFunction(_ feed: Feed, state: FeedState) async -> PollReport {
        let outcome = await fetcher.fetch(feed, state: state)
        let document = parse(outcome)
        let now = clock.now
        do {
            let report = try await desk.settle(outcome, document, of: feed, from: state, at: now)
            tell(report, of: feed)
            return report
        } catch {
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
            report.heldUntil = outcome.isRefusal ? next.heldUntil ?? next.nextDue : nil
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
        return Desk.state(after: outcome, document, of: feed, from: state, now: now)
    }

    private func parse(_ outcome: FetchOutcome) -> Result<FeedDocument, NotAFeed>? {
        guard case .modified(let response) = outcome else { return nil }
        do {
            let document = try FeedParser.parse(response.body, contentType: response.contentType, base: response.url)
            return .success(document)
        } catch {
            return .failure(error)
        }
    }

    private func tell(_ report: PollReport, of feed: Feed) {
        var fields: Logger.Metadata = [
            "feed": "\(feed.name)", "outcome": "\(report.outcome.rawValue)", "new": "\(report.new)",
            "next": "\(report.nextDue)",
        ]
        if let error = report.error { fields["reason"] = "\(error)" }
        log.debug("feed polled", metadata: fields)
        for alert in report.told {
            var fields: Logger.Metadata = [
                "id": "\(alert.id)", "type": "\(alert.type.rawValue)", "severity": "\(alert.severity.rawValue)",
                "story": "\(alert.story.id)", "feed": "\(feed.name)", "title": "\(alert.item.title)",
            ]
            if let url = alert.item.url { fields["url"] = "\(url)" }
            log.notice(.known(.alert), metadata: fields)
        }
        if report.stormBegan { log.warning("a storm of stories: they fold into a digest until it is over") }
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
        if report.hasGap {
            log.warning(.known(.possibleGap), metadata: ["feed": "\(feed.name)"])
        }
    }
}

/// What one poll came to, for the log, the metrics and `hotline poll --json`.
package struct PollReport: Sendable {
    package enum Outcome: String, Sendable { case ok, notmodified, error }

    package let feed: Feed
    package var outcome: Outcome
    /// Different items of the feed that are known now.
    package var items = 0
    package var new = 0
    /// Titles of the document, in its order.
    package var titles: [String] = []
    package var error: String?
    package var alerts = 0
    /// The alerts that were raised.
    package var told: [Alert] = []
    /// With one of them there were more stories than `alerts.storm` allows: the next ones fold.
    package var stormBegan = false
    /// On-topic items that a backlog or their age kept silent.
    package var silenced = 0
    package var nextDue: Timestamp
    package var hasGap = false
    package var becameFailing = false
    package var recovered = false
    /// Where a permanent redirect has led it from now on.
    package var movedTo: String?
    package var becameGone = false
    /// The server refused (429, 503), and does not want to be asked before this.
    package var heldUntil: Timestamp?
    /// False when the store could not take it: nothing of the poll counts, it is made again.
    package var isStored = true
    /// What can be stored in its place when there is room: the feed's state without what was in the document.
    package var unstored: FeedState?

    init(feed: Feed, outcome: Outcome, nextDue: Timestamp) {
        self.feed = feed
        self.outcome = outcome
        self.nextDue = nextDue
    }

    init(feed: Feed, error: String, nextDue: Timestamp) {
        self.init(feed: feed, outcome: .error, nextDue: nextDue)
        self.error = error
    }
}
