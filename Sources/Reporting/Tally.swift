package import Domain

/// What was counted since the program started; outlives reloads.
package struct Tally: Sendable {
    /// One poll that was settled, or could not be.
    package struct Settled: Sendable {
        /// The feed.
        package var feed: FeedID
        /// Its state before the poll.
        package var before: FeedState
        /// Its state from here on.
        package var after: FeedState
        /// Entries of the document, met before or not.
        package var entries = 0
        package var decisions: [Decision.Kind: Int] = [:]
        package var alerts = 0
        package var hasGap = false
        /// The document came from a hub.
        package var isPushed = false

        package init(feed: FeedID, before: FeedState, after: FeedState) {
            self.feed = feed
            self.before = before
            self.after = after
        }
    }

    /// How one receiver fares.
    package struct Receiver: Sendable, Hashable {
        /// Taken, since the start.
        package var delivered = 0
        /// Attempts that failed, the last ones included.
        package var failed = 0
        /// Given up.
        package var dead = 0
        /// The first of the failures that no success has ended.
        package var failingSince: Timestamp?
        /// Why, without secrets.
        package var lastFailure: String?
        /// When it took one last.
        package var lastDelivery: Timestamp?
    }

    // MARK: fetching

    /// Requests to feeds by outcome.
    package var fetches: [String: Int] = [:]
    /// Failed ones by kind.
    package var fetchErrors: [String: Int] = [:]
    /// Of documents, decompressed.
    package var fetchedBytes = 0
    /// Polls that have begun and not ended.
    package var inFlight = 0
    var fetchSeconds = Histogram.transfer
    var pollDelay = Histogram.delay

    // MARK: settling

    /// How the feeds fare.
    package var census = FeedCensus()
    package var entries = 0
    /// Entries that were met before.
    package var known = 0
    package var decisions: [Decision.Kind: Int] = [:]
    package var alerts = 0
    /// Documents that shared no entry with the one before.
    package var gaps = 0
    /// What hubs sent, by what became of it.
    package var pushes: [String: Int] = [:]
    /// When a feed last answered well.
    package var lastPoll: Timestamp?
    var publicationDelay = Histogram.delay

    // MARK: storing

    /// When a poll was last stored.
    package var lastCommit: Timestamp?
    /// Transactions that could not be made.
    package var storeFailures = 0
    /// Why nothing can be stored; nil while it works.
    package var storeTrouble: FeedCensus.Trouble?

    // MARK: delivering

    /// By destination.
    package var receivers: [String: Receiver] = [:]
    /// Why the alert log cannot be written; nil while it can.
    package var logTrouble: FeedCensus.Trouble?
    var attemptSeconds: [String: Histogram] = [:]
    var alertLatency = Histogram.latency

    // MARK: the program

    /// Those that were taken.
    package var reloads = 0
    /// Those that changed nothing.
    package var refusedReloads = 0
    /// The configuration in force is not the one on disk.
    package var isLastReloadRefused = false
    /// Of the status server, by status.
    package var requests: [Int: Int] = [:]
}
