package import Domain
import Fetching
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
            log.error("poll not stored", metadata: ["feed": "\(feed.name)", "reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
            var report = PollReport(feed: feed, error: "not stored: \(error.message)", nextDue: now.advanced(by: 15))
            report.isStored = false
            return report
        }
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
            log.notice(
                alert.type == .storyGrown ? "story grown" : "alert",
                metadata: [
                    "id": "\(alert.id)", "type": "\(alert.type.rawValue)", "severity": "\(alert.severity.rawValue)",
                    "feed": "\(feed.name)", "title": "\(alert.item.title)",
                ]
            )
        }
        if report.stormBegan { log.warning("a storm of stories: they fold into a digest until it is over") }
        if report.becameFailing {
            log.warning("feed failing", metadata: ["feed": "\(feed.name)", "reason": "\(report.error ?? "")"])
        }
        if report.recovered { log.notice("feed recovered", metadata: ["feed": "\(feed.name)"]) }
        if report.silenced > 0 {
            log.info(
                "backlog taken in silently",
                metadata: ["feed": "\(feed.name)", "on-topic": "\(report.silenced)", "new": "\(report.new)"]
            )
        }
        if report.hasGap {
            log.warning("possible missed items: two documents share none", metadata: ["feed": "\(feed.name)"])
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
    /// Stories that were told; growth is not counted.
    package var alerts = 0
    /// The alerts that were raised, growth included.
    package var told: [Alert] = []
    /// With one of them there were more stories than `alerts.storm` allows: the next ones fold.
    package var stormBegan = false
    /// On-topic items that a backlog or their age kept silent.
    package var silenced = 0
    package var nextDue: Timestamp
    package var hasGap = false
    package var becameFailing = false
    package var recovered = false
    /// False when the store could not take it: nothing of the poll counts, it is made again.
    package var isStored = true

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
