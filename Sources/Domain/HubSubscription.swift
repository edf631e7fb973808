/// A feed's subscription at a hub (WebSub, W3C Recommendation of 23 January 2018), as the store keeps it.
package struct HubSubscription: Sendable, Hashable, Codable {
    /// How far a subscription has come.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Asked for, and not verified by the hub yet; or not even asked for.
        case pending
        /// Verified: the hub sends what is new until `leaseEnd`.
        case active
        /// The hub said no; asked again after days.
        case denied
        /// No longer wanted, and the hub is being told.
        case leaving
    }

    /// The feed that it is for; one a feed.
    package let feed: FeedID
    /// What the feed calls itself (`rel=self`); the hub knows it by that.
    package let topic: String
    /// Where to subscribe.
    package let hub: String
    /// The last part of the callback's path: 128 random bits, hexadecimal. Who knows it may send.
    package let token: String
    /// What the hub signs with: 256 random bits, hexadecimal.
    package let secret: String
    /// How far it has come.
    /// The `status.public_url` that the hub was given last; nil before the first request, or from an older version.
    package var publicURL: String?
    package var state = State.pending
    /// When the hub stops sending; nil before it has verified.
    package var leaseEnd: Timestamp?
    /// When the hub is asked next: for the first time, again, or for a renewal.
    package var nextAttempt: Timestamp
    /// Set from asking the hub to its verification: only then one is confirmed.
    package var askedAt: Timestamp?
    /// Requests in a row that the hub did not take.
    package var failures = 0
    /// Why the last one was not taken, in one line without secrets.
    package var lastError: String?
    /// When a document of the hub's came last.
    package var lastPush: Timestamp?
    /// Polls in a row that found what the hub had not sent.
    package var missed = 0

    package init(feed: FeedID, topic: String, hub: String, token: String, secret: String, nextAttempt: Timestamp) {
        self.feed = feed
        self.topic = topic
        self.hub = hub
        self.token = token
        self.secret = secret
        self.nextAttempt = nextAttempt
    }
}
