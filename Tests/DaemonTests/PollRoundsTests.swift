import Domain
import Fetching
import Logging
import TestSupport
import Testing

@testable import Daemon

/// One round of the poll loop after the other, without any concurrency.
struct PollRoundsTests {
    private let store = MemoryStore()
    private let clock = ManualClock()

    private func feeds(_ count: Int, host: (Int) -> String) -> [Feed] {
        (0..<count).map { Feed(id: FeedID("https://\(host($0))/\($0)"), name: "\($0)", policy: PollPolicy()) }
    }

    private func rounds(_ feeds: [Feed], _ change: (inout FeedState) -> Void = { _ in }) async throws -> PollRounds {
        let now = clock.now
        _ = try await store.subscribe(feeds.map(\.id)) { FeedState(url: $0.url, nextDue: now, interval: 300) }
        for feed in feeds {
            var state = FeedState(url: feed.id.url, nextDue: now, interval: 300)
            change(&state)
            try await store.apply([.feed(feed.id, state)])
        }
        return PollRounds(loop(feeds))
    }

    private func loop(_ feeds: [Feed]) -> PollLoop {
        PollLoop(
            store: store,
            clock: clock,
            feeds: Dictionary(uniqueKeysWithValues: feeds.map { ($0.id, $0) }),
            limits: PollingLimits(),
            progress: Progress(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            poll: { feed, _ in PollReport(feed: feed, outcome: .ok, nextDue: Timestamp(seconds: 0)) }
        )
    }

    @Test func `while nothing can be stored nothing is polled, and what a server said meanwhile holds`() async throws {
        let all = feeds(3) { "h\($0).example" }
        var rounds = try await rounds(all)
        await rounds.begin(with: [])
        let taken = (rounds.next(), rounds.next())
        let (first, second) = (try #require(taken.0), try #require(taken.1))
        await store.fail(with: .full("no room"))
        let end = clock.now.advanced(by: 3_600)
        var refused = first.state
        (refused.heldUntil, refused.nextDue) = (end, end)
        var lost = unstored(first, refused)
        lost.heldUntil = end
        await rounds.begin(with: [(first, lost), (second, unstored(second, second.state))])
        #expect(rounds.next() == nil)
        for _ in 0..<9 {
            clock.advance(by: 10)
            await rounds.begin(with: [])
            #expect(rounds.next() == nil)
        }
        await store.fail(with: nil)
        clock.advance(by: 10)
        await rounds.begin(with: [])
        #expect(try await store.state(of: first.id)?.heldUntil == end)
        var next: Set<FeedID> = []
        while let feed = rounds.next() { next.insert(feed.id) }
        #expect(next == Set(all.map(\.id)).subtracting([first.id]))
    }

    @Test func `a feed that alone cannot be stored is asked again ever more rarely, within a minute`() async throws {
        let all = feeds(1) { _ in "h.example" }
        var rounds = try await rounds(all)
        var waits: [Int64] = []
        for _ in 0..<6 {
            await rounds.begin(with: [])
            let next = rounds.next()
            let feed = try #require(next)
            let failed = clock.now
            await rounds.begin(with: [(feed, unstored(feed, feed.state))])
            clock.advance(by: 1)
            await rounds.begin(with: [])
            let due = try #require(try await store.state(of: feed.id)).nextDue
            waits.append(due.seconds(since: failed))
            clock.advance(by: 60)
        }
        #expect(waits == [5, 10, 20, 40, 40, 40])
    }

    @Test func `feeds that are late by a stop are spread, those that are due go at once`() async throws {
        let all = feeds(900) { "h\($0).example" }
        let past = clock.now.advanced(by: -9_000)
        var rounds = try await rounds(all) { state in
            (state.lastPoll, state.lastSuccess) = (past, past)
            state.nextDue = past.advanced(by: 300)
        }
        await rounds.begin(with: [])
        var count = 0
        while rounds.next() != nil { count += 1 }
        #expect((1..<64).contains(count))
        var prompt = try await self.rounds(all)
        await prompt.begin(with: [])
        count = 0
        while prompt.next() != nil { count += 1 }
        #expect(count == 48)  // a quarter of the 64 places is kept for feeds that are known to be well
    }

    @Test func `the second refusal of a host puts off what waits for it, in the store as well`() async throws {
        let all = feeds(5) { _ in "h.example" }
        var rounds = try await rounds(all) { $0.lastSuccess = $0.nextDue }
        await rounds.begin(with: [])
        let two = [rounds.next(), rounds.next()].compactMap(\.self)
        #expect(two.count == 2)
        let end = clock.now.advanced(by: 600)
        let ended = two.map { feed -> PollRounds.Ended in
            var report = PollReport(feed: all[0], outcome: .error, nextDue: end)
            report.heldUntil = end
            return (feed, report)
        }
        await rounds.begin(with: ended)
        #expect(rounds.next() == nil)
        let held = try await store.states().filter { $0.value.heldUntil == end }
        #expect(held.count == 3)
        #expect(held.values.allSatisfy { (0...60).contains($0.nextDue.seconds(since: end)) && $0.failures == 0 })
    }

    @Test func `a host that refused two feeds is left alone after a restart, too`() async throws {
        let all = feeds(5) { _ in "h.example" } + feeds(2) { "other\($0).example" }
        _ = try await rounds(all) { $0.lastSuccess = $0.nextDue }
        let end = clock.now.advanced(by: 600)
        for feed in all.prefix(2) + all.suffix(1) {
            var state = try #require(try await store.state(of: feed.id))
            (state.failures, state.heldUntil, state.nextDue) = (1, end, end)
            try await store.apply([.feed(feed.id, state)])
        }
        let known = HostHolds(refused: try await store.refused(at: clock.now), now: clock.now)
        var rounds = PollRounds(loop(all), holds: known)
        await rounds.begin(with: [])
        #expect(rounds.next()?.id == all[5].id, "the other host's feed that was not refused")
        #expect(rounds.next() == nil)
        let held = try await store.states().filter { $0.value.heldUntil == end }
        #expect(held.count == 6)
        clock.advance(by: 661)
        let later = HostHolds(refused: try await store.refused(at: clock.now), now: clock.now)
        #expect(later.end(of: "h.example", now: clock.now) == nil)
    }

    @Test func `a feed that is due again before word of its poll came is polled on, and once`() async throws {
        let all = feeds(2) { "h\($0).example" }
        var rounds = try await rounds(all) { if $0.url.contains("h1") { $0.nextDue = $0.nextDue.advanced(by: 2) } }
        await rounds.begin(with: [])
        let first = rounds.next()
        let feed = try #require(first)
        let none = rounds.next()
        #expect(feed.id == all[0].id && none == nil)
        // The poll is stored, which ends its lease; its report is held up by a busy machine.
        var next = feed.state
        (next.lastPoll, next.lastSuccess, next.nextDue) = (clock.now, clock.now, clock.now.advanced(by: 1))
        try await store.apply([.feed(feed.id, next)])
        clock.advance(by: 2)
        await rounds.begin(with: [])
        let other = rounds.next()
        #expect(other?.id == all[1].id)
        #expect(rounds.next() == nil, "the other's place is taken until its report")
        await rounds.begin(with: [(feed, PollReport(feed: all[0], outcome: .ok, nextDue: next.nextDue))])
        let second = rounds.next()
        #expect(second?.state.lastPoll == next.lastPoll)
        #expect(rounds.next() == nil)
    }

    private func unstored(_ feed: LeasedFeed, _ next: FeedState) -> PollReport {
        let owner = Feed(id: feed.id, name: "", policy: PollPolicy())
        var report = PollReport(feed: owner, error: "not stored", nextDue: next.nextDue)
        report.isStored = false
        report.unstored = next
        return report
    }
}

struct RareLogTests {
    @Test func `a cause has a line a minute, which tells how many it stands for`() {
        let (log, now) = (RareLog(), Timestamp(seconds: 1_000))
        #expect(log.admit("a", at: now) == 0)
        #expect(log.admit("b", at: now) == 0)
        for second in 1..<60 { #expect(log.admit("a", at: now.advanced(by: Int64(second))) == nil) }
        #expect(log.admit("a", at: now.advanced(by: 60)) == 59)
        #expect(log.admit("a", at: now.advanced(by: -9_000)) == 0)
    }
}
