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
        lost.answer = .refused(3_600)
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

    // MARK: hosts that refuse

    /// Takes what may be polled, at most two of a host, and answers each: refused for 600 s, or well.
    private func answered(_ rounds: inout PollRounds, refusing: Set<FeedID>) async throws -> [PollRounds.Ended] {
        var ended: [PollRounds.Ended] = []
        while let feed = rounds.next() {
            let isRefused = refusing.contains(feed.id)
            let owner = Feed(id: feed.id, name: "", policy: PollPolicy())
            var state = feed.state
            state.lastPoll = clock.now
            if isRefused {
                state.failures += 1
                state.heldUntil = clock.now.advanced(by: 600)
                state.nextDue = clock.now.advanced(by: 600)
            } else {
                (state.failures, state.lastSuccess, state.heldUntil) = (0, clock.now, nil)
                state.nextDue = clock.now.advanced(by: 300)
            }
            try await store.apply([.feed(feed.id, state)])
            var report = PollReport(feed: owner, outcome: isRefused ? .error : .ok, nextDue: state.nextDue)
            if isRefused { report.answer = .refused(600) }
            ended.append((feed, report))
        }
        return ended
    }

    @Test func `the second refusal of a host puts off what waits for it, whose own state stays`() async throws {
        let all = feeds(5) { _ in "h.example" }
        var rounds = try await rounds(all) { $0.lastSuccess = $0.nextDue }
        await rounds.begin(with: [])
        let first = try await answered(&rounds, refusing: Set(all.map(\.id)))
        #expect(first.count == 2)
        await rounds.begin(with: first)
        #expect(rounds.next() == nil)
        let end = clock.now.advanced(by: 600)
        let others = try await store.states().filter { state in !first.contains { $0.feed.id == state.key } }
        #expect(others.count == 3)
        for state in others.values {
            #expect((0...60).contains(state.nextDue.seconds(since: end)))
            #expect(state.failures == 0 && state.heldUntil == nil && state.lastPoll == nil)
        }
    }

    @Test func `a good answer of a held host sets free what waits for it`() async throws {
        let all = feeds(6) { _ in "h.example" }
        var rounds = try await rounds(all) { $0.lastSuccess = $0.nextDue }
        await rounds.begin(with: [])
        let two = try await answered(&rounds, refusing: Set(all.map(\.id)))
        // One is refused, another is asked in its place; then the second refusal, and that one's good answer.
        await rounds.begin(with: [two[0]])
        let third = try await answered(&rounds, refusing: [])
        #expect(third.count == 1)
        await rounds.begin(with: [two[1]])
        #expect(rounds.next() == nil)
        await rounds.begin(with: third)
        let fourth = try await answered(&rounds, refusing: [])
        await rounds.begin(with: fourth)
        #expect(try await answered(&rounds, refusing: []).count + fourth.count == 3)
    }

    @Test func `after a hold one feed goes first, and the others wait for its answer`() async throws {
        let all = feeds(8) { _ in "h.example" }
        var rounds = try await rounds(all) { $0.lastSuccess = $0.nextDue }
        var refusing = Set(all.map(\.id))
        var ended: [PollRounds.Ended] = []
        var asked: [Int] = []
        for round in 0..<200 {
            if round == 120 { refusing = [] }
            await rounds.begin(with: ended)
            ended = try await answered(&rounds, refusing: refusing)
            asked.append(ended.count)
            clock.advance(by: 15)
        }
        #expect(asked.first == 2)
        #expect(asked[1..<120].allSatisfy { $0 <= 1 } && (1...4).contains(asked[1..<120].reduce(0, +)))
        #expect(asked[120...].contains(2), "it is asked as ever when it answers")
        #expect(
            try await store.states().values.allSatisfy { clock.now.seconds(since: $0.lastSuccess ?? $0.nextDue) < 900 }
        )
    }

    @Test func `two feeds that are refused for ever do not silence the others of their host`() async throws {
        let all = feeds(10) { _ in "h.example" }
        var rounds = try await rounds(all) { $0.lastSuccess = $0.nextDue }
        let bad = Set(all.prefix(2).map(\.id))
        var ended: [PollRounds.Ended] = []
        var good: [FeedID: [Timestamp]] = [:]
        for _ in 0..<360 {
            await rounds.begin(with: ended)
            ended = try await answered(&rounds, refusing: bad)
            for (feed, _) in ended where !bad.contains(feed.id) { good[feed.id, default: []].append(clock.now) }
            clock.advance(by: 30)
        }
        #expect(good.count == 8)
        for times in good.values {
            let gaps = zip(times, times.dropFirst()).map { $1.seconds(since: $0) }
            #expect((gaps.max() ?? .max) <= 900 && times.count >= 12, "\(gaps)")
        }
    }

    @Test func `a host that refused two feeds is left alone after a restart, too, but not for their own back-off`()
        async throws
    {
        let all = feeds(5) { _ in "h.example" } + feeds(2) { "other\($0).example" }
        _ = try await rounds(all) { $0.lastSuccess = $0.nextDue.advanced(by: -100) }
        let now = clock.now
        let end = now.advanced(by: 40_000)
        for feed in all.prefix(2) + all.suffix(1) {
            var state = try #require(try await store.state(of: feed.id))
            (state.failures, state.lastPoll, state.heldUntil, state.nextDue) = (1, now, end, end)
            try await store.apply([.feed(feed.id, state)])
        }
        let known = HostHolds(refused: try await store.refused(at: clock.now), now: clock.now)
        var rounds = PollRounds(loop(all), holds: known)
        await rounds.begin(with: [])
        #expect(rounds.next()?.id == all[5].id, "the other host's feed that was not refused")
        #expect(rounds.next() == nil)
        let due = try await store.states().values.map { $0.nextDue.seconds(since: now) }.sorted()
        #expect(due[1...3].allSatisfy { (900...990).contains($0) }, "\(due)")
        clock.advance(by: 991)
        let later = HostHolds(refused: try await store.refused(at: clock.now), now: clock.now)
        rounds = PollRounds(loop(all), holds: later)
        await rounds.begin(with: [])
        var hosts: [String] = []
        while let feed = rounds.next() { hosts.append(HostQueue.host(of: feed.state.url)) }
        #expect(hosts.count { $0 == "h.example" } == 1, "one goes first")
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

    @Test func `a cause may have a longer pause of its own, and there are not too many of them`() {
        let (log, now) = (RareLog(), Timestamp(seconds: 1_000))
        #expect(log.admit("gap", at: now, every: 3_600) == 0)
        #expect(log.admit("gap", at: now.advanced(by: 3_599), every: 3_600) == nil)
        #expect(log.admit("gap", at: now.advanced(by: 3_600), every: 3_600) == 1)
        let told = (0..<20_000).count { log.admit("\($0)", at: now.advanced(by: 3_601)) != nil }
        #expect(told == 9_999)
        #expect(log.admit("later", at: now.advanced(by: 3_700)) == 0)
    }
}
