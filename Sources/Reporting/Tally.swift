package import Domain

/// What was counted since the program started; outlives reloads.
package struct Tally: Sendable {
    /// One poll that was settled, or could not be.
    package struct Settled: Sendable {
        package var feed: FeedID
        package var before: FeedState
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
        package var delivered = 0
        package var failed = 0
        package var dead = 0
        /// The first of the failures that no success has ended.
        package var failingSince: Timestamp?
        /// Why, without secrets.
        package var lastFailure: String?
        package var lastDelivery: Timestamp?
    }

    // MARK: fetching

    package var fetches: [String: Int] = [:]
    package var fetchErrors: [String: Int] = [:]
    package var fetchedBytes = 0
    package var inFlight = 0
    var fetchSeconds = Histogram.transfer
    var pollDelay = Histogram.delay

    // MARK: settling

    package var census = FeedCensus()
    package var entries = 0
    package var known = 0
    package var decisions: [Decision.Kind: Int] = [:]
    package var alerts = 0
    package var gaps = 0
    package var pushes: [String: Int] = [:]
    package var lastPoll: Timestamp?
    var publicationDelay = Histogram.delay

    // MARK: storing

    package var lastCommit: Timestamp?
    package var storeFailures = 0
    /// Why nothing can be stored; nil while it works.
    package var storeTrouble: FeedCensus.Trouble?

    // MARK: delivering

    package var receivers: [String: Receiver] = [:]
    package var logTrouble: FeedCensus.Trouble?
    var attemptSeconds: [String: Histogram] = [:]
    var alertLatency = Histogram.latency

    // MARK: the program

    package var reloads = 0
    package var refusedReloads = 0
    package var isLastReloadRefused = false
    package var requests: [Int: Int] = [:]
}
