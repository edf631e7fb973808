package import Domain
import Logging

/// What one poll came to, for the log, the metrics and `hotline poll --json`.
package struct PollReport: Sendable {
    /// As the contract words it: a document, nothing new, or neither.
    package enum Outcome: String, Sendable { case ok, notmodified, error }

    /// The feed that was polled.
    package let feed: Feed
    /// What its answer was.
    package var outcome: Outcome
    /// Items that were not known before.
    package var new = 0
    /// Titles of the document, in its order.
    package var titles: [String] = []
    /// Why there is no document, in one line without secrets.
    package var error: String?
    /// Stories that were told; growth is not counted.
    package var alerts = 0
    /// The alerts that were raised, growth included.
    package var told: [Alert] = []
    /// With one of them there were more stories than `alerts.storm` allows: the next ones fold.
    package var stormBegan = false
    /// On-topic items that a backlog or their age kept silent.
    package var silenced = 0
    /// When it is asked again.
    package var nextDue: Timestamp
    /// The document shares no entry with the one before: items may have been missed.
    package var hasGap = false
    /// With this poll it counts as failing (`PollSchedule`).
    package var becameFailing = false
    /// With this poll it counts as well again.
    package var recovered = false
    /// Entries of the document, met before or not.
    package var entries = 0
    /// New items by what was decided about them.
    package var decisions: [Decision.Kind: Int] = [:]
    /// Seconds from the stated publication to the first sight, of new items that are no backlog.
    package var publicationDelays: [Int64] = []
    /// The feed's state from here on.
    package var state: FeedState? {
        get { kept?.state }
        set { kept = newValue.map { LeasedFeed(id: feed.id, state: $0) } }
    }
    /// Apart, since a state is large and a report goes through many hands.
    private var kept: LeasedFeed?
    /// Where a permanent redirect has led it from now on.
    package var movedTo: String?
    /// With this poll its 410 is believed.
    package var becameGone = false
    /// The server refused (429, 503), and does not want to be asked before this.
    package var heldUntil: Timestamp?
    /// False when the store could not take it: nothing of the poll counts, it is made again.
    package var isStored = true
    /// What can be stored in its place when there is room: the feed's state without what was in the document.
    package var unstored: FeedState? {
        get { left?.state }
        set { left = newValue.map { LeasedFeed(id: feed.id, state: $0) } }
    }
    private var left: LeasedFeed?

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

extension PollReport {
    /// A line for each alert that was raised.
    func tellAlerts(_ log: Logger) {
        for alert in told {
            var fields: Logger.Metadata = [
                "id": "\(alert.id)", "type": "\(alert.type.rawValue)", "severity": "\(alert.severity.rawValue)",
                "story": "\(alert.story.id)", "feed": "\(feed.name)", "title": "\(alert.item.title)",
            ]
            if let url = alert.item.url { fields["url"] = "\(url)" }
            log.notice(.known(.alert), metadata: fields)
        }
        if stormBegan { log.warning("a storm of stories: they fold into a digest until it is over") }
    }
}

extension PollReport {
    /// With what was decided.
    func completed(by work: Decisions, stormBegan: Bool) -> PollReport {
        var report = self
        report.new = work.newItems
        report.alerts = work.alerts.count { $0.type == .storyOpened }
        report.silenced = work.silenced
        report.told = work.alerts
        report.stormBegan = stormBegan
        report.decisions = work.decisions
        report.publicationDelays = work.publicationDelays
        return report
    }
}
