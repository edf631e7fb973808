import Domain
import Fetching

/// The feeds whose hubs send what is new so surely that a poll is only the fallback.
final class HubTrust: Sendable {
    private let feeds = Locked<Set<FeedID>>([])

    func set(_ feed: FeedID, _ isTrusted: Bool) {
        feeds.withLock { feeds in
            if isTrusted { feeds.insert(feed) } else { feeds.remove(feed) }
        }
    }

    /// The state after a poll that went well: the next one is as late as the feed's policy allows where its hub is trusted.
    func resting(_ state: FeedState, of feed: Feed, now: Timestamp, jitter: Double) -> FeedState {
        guard state.failures == 0, feeds.withLock({ $0.contains(feed.id) }) else { return state }
        var state = state
        let most = PollSchedule.mostInterval(feed.policy)
        let wait = most + Int64(Double(most) * 0.1 * min(max(jitter, 0), 1))
        state.nextDue = max(state.nextDue, now.advanced(by: wait))
        return state
    }
}
