/// Tells the time of day. The only place from which the program learns it.
package protocol WallClock: Sendable {
    var now: Timestamp { get }
}

/// Asks one feed once. Never throws: what goes wrong is an outcome.
package protocol Fetcher: Sendable {
    /// `state` gives the URL to ask and the validators to send.
    func fetch(_ feed: Feed, state: FeedState) async -> FetchOutcome
}

/// Takes one rendered delivery to its destination once.
package protocol AlertSink: Sendable {
    func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt
}
