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

    /// Of a host's eight feeds three are asked at once: two are refused, the third answers when that is known.
    @Test(.timeLimit(.minutes(10)))
    func `in a sweep a good answer sets free what its host held back`() async throws {
        let store = MemoryStore()
        let clock = ManualClock()
        let feeds = (0..<8).map { Feed(id: FeedID("https://h.example/\($0)"), name: "", policy: PollPolicy()) }
        let now = clock.now
        _ = try await store.subscribe(feeds.map(\.id)) { FeedState(url: $0.url, nextDue: now, interval: 300) }
        let (refusals, refuse) = AsyncStream.makeStream(of: Void.self)
        var limits = PollingLimits()
        limits.perHost = 3
        let loop = PollLoop(
            store: store,
            clock: clock,
            feeds: Dictionary(uniqueKeysWithValues: feeds.map { ($0.id, $0) }),
            limits: limits,
            progress: Progress(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { feed, _ in
            var report = PollReport(feed: feed, outcome: .ok, nextDue: now.advanced(by: 300))
            switch feed.id {
            case feeds[0].id, feeds[1].id:
                report = PollReport(feed: feed, error: "HTTP status 429", nextDue: now.advanced(by: 600))
                report.answer = .refused(600)
            case feeds[2].id:
                var known = 0
                for await _ in refusals {
                    known += 1
                    if known == 2 { break }
                }
            default: break
            }
            return report
        }
        let reports = Locked<[PollReport]>([])
        await loop.once(feeds.map { LeasedFeed(id: $0.id, state: PollSchedule.first(of: $0, now: now)) }) { report in
            reports.withLock { $0.append(report) }
            if case .refused = report.answer { refuse.yield() }
        }
        let all = reports.withLock { $0 }
        #expect(all.count == 8)
        #expect(all.count { $0.outcome == .ok } == 6, "\(all.map { $0.error ?? "ok" })")
    }
}
