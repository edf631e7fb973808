import Domain
import Fetching

/// The feeds whose hubs send what is new so surely that a poll is only the fallback.
final class HubTrust: Sendable {
    /// With the end of the lease.
    private let feeds = Locked<[FeedID: Timestamp]>([:])

    /// Trusts the feed's hub until `end`; nil ends it.
    func set(_ feed: FeedID, until end: Timestamp?) { feeds.withLock { $0[feed] = end } }

    /// The state after a poll that went well: the next one is as late as the feed's policy allows where its hub is trusted,
    /// and not later than its lease ends.
    func resting(_ state: consuming FeedState, of feed: Feed, now: Timestamp, jitter: Double) -> FeedState {
        guard state.failures == 0, let end = feeds.withLock({ $0[feed.id] }), end > now else { return state }
        let most = PollSchedule.mostInterval(feed.policy)
        let wait = most + Int64(Double(most) * 0.1 * min(max(jitter, 0), 1))
        state.nextDue = max(state.nextDue, min(now.advanced(by: wait), end))
        return state
    }
}
