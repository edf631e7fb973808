import Domain
import Fetching
import Logging
import Storing
import TestSupport
import Testing

@testable import Daemon

struct PollLoopTests {
    /// One feed is due, the other in five minutes; as the first is polled, the clock is set back by a day.
    @Test(.timeLimit(.minutes(10))) func `a clock that is set back while the daemon runs stops no feed`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let clock = ManualClock()
        let (due, later) = (DeskOfTests.feed("due.example"), DeskOfTests.feed("later.example"))
        let store = try SQLiteStore(folder: folder.path)
        let now = clock.now
        _ = try await store.subscribe([due.id, later.id]) { FeedState(url: $0.url, nextDue: now, interval: 300) }
        var polled = PollSchedule.first(of: later, now: clock.now.advanced(by: 300))
        polled.lastPoll = clock.now
        try await store.apply([.feed(later.id, polled)])
        let (asked, ask) = AsyncStream.makeStream(of: FeedID.self)
        let loop = PollLoop(
            store: store,
            clock: clock,
            feeds: [due.id: due, later.id: later],
            limits: PollingLimits(),
            progress: Progress(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { feed, _ in
            if feed.id == due.id { clock.advance(by: -86_400) }
            ask.yield(feed.id)
            return PollReport(feed: feed, outcome: .ok, nextDue: clock.now.advanced(by: 300))
        }
        let running = Task { await loop.run() }
        var order: [FeedID] = []
        for await feed in asked {
            order.append(feed)
            if feed == later.id { break }
        }
        running.cancel()
        await running.value
        #expect(order == [due.id, later.id])
    }
}
