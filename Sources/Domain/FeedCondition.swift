/// How a feed fares, in one word; what `hotline feeds`, the status page and the metrics tell.
package enum FeedCondition: String, Sendable, Hashable, CaseIterable {
    /// Never asked.
    case new
    /// The last poll was a success.
    case ok
    /// The last poll failed, which may be nothing.
    case retrying
    /// Failed for long enough to be told.
    case failing
    /// Its server said 410 for days.
    case gone
}

extension FeedState {
    /// How the feed fares, by its state.
    package var condition: FeedCondition {
        if isGone { return .gone }
        if failingSince != nil { return .failing }
        if failures > 0 { return .retrying }
        return lastSuccess == nil ? .new : .ok
    }
}

/// How all subscribed feeds fare.
package struct FeedCensus: Sendable, Hashable {
    /// A feed that is failing, and why.
    package struct Trouble: Sendable, Hashable {
        /// When it began to count as failing.
        package let since: Timestamp
        /// One line without secrets.
        package let error: String

        package init(since: Timestamp, error: String) {
            self.since = since
            self.error = error
        }
    }

    /// How many feeds fare how.
    package var counts: [FeedCondition: Int]
    /// Of those in `.failing`.
    package var failing: [FeedID: Trouble]

    package init(counts: [FeedCondition: Int] = [:], failing: [FeedID: Trouble] = [:]) {
        self.counts = counts
        self.failing = failing
    }

    /// A feed goes from one state to the next.
    package mutating func move(_ feed: FeedID, from old: FeedState, to new: FeedState) {
        if old.condition != new.condition {
            counts[old.condition, default: 0] = max(0, counts[old.condition, default: 0] - 1)
            counts[new.condition, default: 0] += 1
        }
        if let since = new.failingSince, !new.isGone {
            failing[feed] = Trouble(since: since, error: new.lastError ?? "no success yet")
        } else if old.failingSince != nil {
            failing[feed] = nil
        }
    }
}
