import Domain
import Logging

/// Outcomes of polls that the store could not take, and what follows from them.
///
/// While the store takes nothing, nothing is polled: it could not be kept, and servers would be asked in vain. The feeds'
/// states alone are tried again, with the `Retry-After` that came meanwhile; documents are fetched again later.
struct Unstored {
    private static let longestPause: Int64 = 10
    /// Also while only small changes can be stored, a feed is soon well again when there is room.
    private static let longestWait: Int64 = 40

    private var waiting: [(feed: FeedID, next: FeedState)] = []
    /// How often in a row each feed's poll could not be stored.
    private var counts: [FeedID: Int] = [:]
    private var nextTry = Timestamp(seconds: 0)
    private var pause: Int64 = 1
    /// Nothing is to be polled for now.
    private(set) var isBlocking = false

    /// `next` is the state that the poll led to, less what could not be kept.
    mutating func add(_ feed: FeedID, _ next: FeedState, now: Timestamp) {
        let count = min(counts[feed, default: 0] + 1, 10)
        counts[feed] = count
        var next = next
        next.nextDue = max(next.nextDue, now.advanced(by: min(5 << Int64(count - 1), Self.longestWait)))
        if waiting.isEmpty {
            pause = 1
            nextTry = now.advanced(by: pause)
        }
        waiting.append((feed, next))
        isBlocking = true
    }

    mutating func wasStored(_ feed: FeedID) { counts[feed] = nil }

    mutating func clockWasSetBack(to now: Timestamp) { nextTry = min(nextTry, now.advanced(by: Self.longestPause)) }

    /// Tries again what waits. True when something could be stored, so that there are new due times.
    mutating func store(in loop: PollLoop, now: Timestamp) async -> Bool {
        guard !waiting.isEmpty, nextTry <= now else { return false }
        var left: [(feed: FeedID, next: FeedState)] = []
        for (index, (feed, next)) in waiting.enumerated() {
            do {
                try await loop.store.apply([.feed(feed, next)])
            } catch {
                left.append((feed, next))
                if case .unsound = error { loop.broken(error) }
                if case .full = error {
                    left += waiting[(index + 1)...]
                    break
                }
            }
        }
        let hasStored = left.count < waiting.count
        waiting = left
        // What alone is refused while others are taken must not stop them.
        isBlocking = !left.isEmpty && !hasStored
        pause = hasStored ? 1 : min(pause * 2, Self.longestPause)
        nextTry = now.advanced(by: pause)
        if hasStored, left.isEmpty { loop.log.notice("the store takes changes again") }
        return hasStored
    }
}
