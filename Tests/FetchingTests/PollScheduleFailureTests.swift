import Domain
import Testing

@testable import Fetching

extension PollScheduleTests {
    /// The states after `count` times `outcome`, each when the one before was due.
    private func repeated(
        _ outcome: FetchOutcome,
        _ count: Int,
        jitter: Double = 0,
        from first: FeedState = Ask.state()
    ) -> [FeedState] {
        var states: [FeedState] = []
        var state = first
        var now = Ask.now
        for _ in 0..<count {
            state = Ask(now: now, jitter: jitter).after(outcome, from: state)
            states.append(state)
            now = state.nextDue
        }
        return states
    }

    // MARK: back-off

    @Test func `the back-off doubles to a day, spread between half of it and all`() {
        let all = repeated(Ask.failure(), 20, jitter: 1).map(\.wait)
        let half = repeated(Ask.failure(), 20).map(\.wait)
        #expect(all.prefix(12) == [60, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720, 61_440])
        #expect(half.prefix(6) == [60, 60, 60, 120, 240, 480])
        #expect(all.last == 86_400 && half.last == 43_200)
    }

    @Test func `what does not mend itself is asked after the interval at the earliest`() {
        #expect(
            repeated(Ask.failure(.http, status: 404), 7, jitter: 1).map(\.wait) == [
                300, 300, 300, 300, 480, 960, 1_920,
            ]
        )
        #expect(repeated(Ask.failure(.tls), 1).map(\.wait) == [300])
        #expect(repeated(Ask.modified(), 1).map(\.wait) == [300])
    }

    @Test(arguments: Ask.everyFailure)
    func `no feed is given up, and none is hammered`(_ outcome: FetchOutcome) {
        var state = Ask.state { $0.failures = .max }
        for _ in 0..<50 {
            state = Ask(jitter: 1).after(outcome, from: state)
            #expect(state.wait >= 60 && state.wait <= 7 * 86_400 + 7 * 8_640)
        }
        state.failures = .min
        #expect(Ask().after(outcome, from: state).failures == 1)
        let well = Ask().took(from: state)
        #expect(well.failures == 0 && well.lastError == nil && well.heldUntil == nil && well.goneSince == nil)
        #expect(!well.isGone && well.wait == 300)
    }

    // MARK: Retry-After

    struct RetryRow: Sendable, CustomTestStringConvertible {
        let status: Int
        let retryAfter: Int64?
        let held: Int64?
        let wait: Int64
        var testDescription: String { "\(status), \(retryAfter.map { "\($0)" } ?? "none")" }

        init(_ status: Int, _ retryAfter: Int64?, held: Int64?, wait: Int64) {
            (self.status, self.retryAfter, self.held, self.wait) = (status, retryAfter, held, wait)
        }
    }

    @Test(arguments: [
        RetryRow(429, 120, held: 120, wait: 120), RetryRow(503, 120, held: 120, wait: 120),
        RetryRow(429, 1, held: 1, wait: 60), RetryRow(503, 1, held: 1, wait: 60),
        RetryRow(429, 316_800, held: 86_400, wait: 86_400), RetryRow(503, .max, held: 86_400, wait: 86_400),
        RetryRow(429, nil, held: 300, wait: 300), RetryRow(503, nil, held: nil, wait: 60),
        RetryRow(429, 0, held: nil, wait: 300), RetryRow(503, -1, held: nil, wait: 300),
        RetryRow(429, .min, held: nil, wait: 300),
    ])
    func `Retry-After is kept to, from the least interval to a day`(_ row: RetryRow) {
        let state = Ask().after(.throttled(status: row.status, retryAfter: row.retryAfter), from: Ask.state())
        #expect(state.heldUntil == row.held.map { Ask.now.advanced(by: $0) })
        #expect(state.wait == row.wait)
        #expect(PollSchedule.isHeldBack(state, now: Ask.now) == (row.held != nil))
    }

    @Test func `a server that refuses without a word is asked ever more rarely`() {
        let waits = repeated(.throttled(status: 429, retryAfter: nil), 10, jitter: 1).map(\.wait)
        #expect(waits == [600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 76_800, 86_400, 86_400])
        #expect(repeated(.throttled(status: 429, retryAfter: 1), 8, jitter: 1).last?.wait == 3_840)
    }

    @Test func `a server that names the past is asked after the interval, and ever more rarely`() {
        let state = Ask.state { $0.interval = 900 }
        #expect(Ask().after(.throttled(status: 429, retryAfter: 0), from: state).wait == 900)
        #expect(repeated(.throttled(status: 429, retryAfter: 0), 8, jitter: 1).last?.wait == 3_840)
    }

    @Test func `a held feed comes back at once when it is asked and answers`() {
        let held = Ask().after(.throttled(status: 503, retryAfter: 3_600), from: Ask.state())
        #expect(PollSchedule.isHeldBack(held, now: Ask.now.advanced(by: 3_599)))
        #expect(!PollSchedule.isHeldBack(held, now: Ask.now.advanced(by: 3_600)))
        #expect(Ask().after(Ask.failure(), from: held).heldUntil == nil)
    }

    // MARK: gone

    @Test func `410 is believed after three days, and then asked once a week`() {
        let states = repeated(.gone, 30)
        guard let first = states.firstIndex(where: \.isGone) else { return #expect(Bool(false), "never gone") }
        let confirmed = states[first].lastPoll?.seconds(since: Ask.now) ?? 0
        #expect(confirmed >= 3 * 86_400 && confirmed < 5 * 86_400 && first >= 3)
        #expect(states[..<first].allSatisfy { $0.wait <= 86_400 && $0.goneSince == Ask.now })
        #expect(states[first...].allSatisfy { $0.wait == 7 * 86_400 && $0.isGone })
    }

    @Test func `three 410 in a minute are no farewell`() {
        var state = Ask.state()
        for second in 0..<3 { state = Ask(now: Ask.now.advanced(by: Int64(second) * 20)).after(.gone, from: state) }
        #expect(!state.isGone && PollSchedule.isHeldBack(state, now: Ask.now.advanced(by: 60)))
    }

    @Test func `another answer ends the row of 410s, a network failure does not`() {
        let gone = repeated(.gone, 30).last ?? Ask.state()
        #expect(gone.isGone)
        let unreachable = Ask().after(Ask.failure(.dns), from: gone)
        #expect(unreachable.isGone && unreachable.wait == 7 * 86_400)
        for other in [Ask.failure(.http, status: 404), Ask.modified(), .throttled(status: 503, retryAfter: nil)] {
            let state = Ask().after(other, from: gone)
            #expect(!state.isGone && state.goneSince == nil && state.wait <= 86_400)
        }
        #expect(!Ask().took(from: gone).isGone && !Ask().unchanged(from: gone).isGone)
    }

    // MARK: moves

    private func moved(to target: String?, _ count: Int, from first: FeedState = Ask.state()) -> FeedState {
        (0..<count).reduce(first) { state, _ in Ask().took(overlap: 1, permanentURL: target, from: state) }
    }

    @Test func `a permanent redirect is adopted at its third sighting in a row`() {
        let target = "https://b.example/feed"
        let twice = moved(to: target, 2)
        #expect(twice.url == Ask.url && twice.movingSeen == 2)
        let moved = moved(to: target, 1, from: twice)
        #expect(moved.url == target && moved.movingTo == nil && moved.movingSeen == 0)
        #expect(self.moved(to: target, 2, from: self.moved(to: nil, 1, from: twice)).url == Ask.url)
        #expect(self.moved(to: target, 2, from: self.moved(to: "https://c.example/", 1, from: twice)).url == Ask.url)
        let unchanged = Ask().unchanged(Freshness(permanentURL: target), from: twice)
        #expect(unchanged.url == target)
    }

    @Test func `a redirect to another feed, or to none, is never adopted`() {
        let target = "https://login.example/"
        var state = Ask.state { $0.title = "A" }
        for _ in 0..<10 {
            state = Ask().took(overlap: 0, permanentURL: target, from: state) { $0.title = "Sign in" }
            state.title = "A"
        }
        #expect(state.url == Ask.url)
        for _ in 0..<10 { state = Ask().after(Ask.modified(permanentURL: target), from: state) }
        #expect(state.url == Ask.url)
    }

    @Test(arguments: [
        ("https://a.example/feed", "http://b.example/feed", false),
        ("HTTPS://a.example/feed", "http://a.example/", false),
        ("http://a.example/feed", "https://a.example/feed", true), ("http://a.example/feed", "http://b.example/", true),
        ("https://a.example/feed", "HTTPS://b.example/", true),
    ])
    func `no redirect leads from https to http`(_ from: String, _ to: String, _ isAdopted: Bool) {
        #expect(moved(to: to, 10, from: Ask.state { $0.url = from }).url == (isAdopted ? to : from))
    }

    @Test func `a move is undone after five failures in a row`() {
        let moved = Ask.state { $0.url = "https://b.example/feed" }
        let states = repeated(Ask.failure(.http, status: 404), 5, from: moved)
        #expect(states.map { $0.url == Ask.url } == [false, false, false, false, true])
    }

    // MARK: failing

    @Test func `a feed fails after three failures and fifteen minutes, and is well after two successes`() {
        var state = Ask().took()
        var marks: [Bool] = []
        for minute in [1, 2, 3, 14, 15, 30] as [Int64] {
            state = Ask(now: Ask.now.advanced(by: minute * 60)).after(Ask.failure(), from: state)
            marks.append(state.failingSince != nil)
        }
        #expect(marks == [false, false, false, false, true, true])
        #expect(state.failingSince == Ask.now.advanced(by: 900))
        let later = Ask.now.advanced(by: 3_600)
        let once = Ask(now: later).took(from: state)
        let relapsed = Ask(now: later).after(Ask.failure(), from: once)
        #expect(once.failingSince != nil && Ask(now: later).unchanged(from: once).failingSince == nil)
        #expect(Ask(now: later).took(from: relapsed).failingSince != nil)
    }

    @Test func `a single failure after a long silence is not yet failing`() {
        let states = repeated(Ask.failure(), 3, from: Ask.state { $0.lastSuccess = Timestamp(seconds: 0) })
        #expect(states.map { $0.failingSince != nil } == [false, false, true])
    }

    @Test func `a clock that was set back neither hides a failing feed nor keeps it failing`() {
        let future = Ask.now.advanced(by: 300_000_000)
        let failing = repeated(Ask.failure(), 3, from: Ask.state { $0.lastSuccess = future }).last ?? Ask.state()
        #expect(failing.failingSince != nil)
        let marked = Ask.state { $0.failingSince = future }
        #expect(Ask().took(from: Ask().took(from: marked)).failingSince == nil)
    }

    // MARK: a clock that was set back

    @Test(arguments: [3_600, 86_400, 10 * 366 * 86_400] as [Int64])
    func `a clock set back costs a feed nothing`(_ step: Int64) {
        let before = Ask.now.advanced(by: -step)
        let state = PollSchedule.settled(Ask().took(), now: before)
        #expect(state.nextDue == before.advanced(by: 300))
        #expect(PollSchedule.settled(state, now: before) == state)
        let held = Ask().after(.throttled(status: 429, retryAfter: 600), from: Ask.state())
        #expect(PollSchedule.isHeldBack(held, now: before))
        #expect(!PollSchedule.isHeldBack(PollSchedule.settled(held, now: before), now: before.advanced(by: 600)))
    }

    @Test func `a due time that no rule gives is not believed`() {
        let far = Ask.state { state in
            state.nextDue = Ask.now.advanced(by: 200_000)
            state.heldUntil = Ask.now.advanced(by: 200_000)
        }
        #expect(PollSchedule.settled(far, now: Ask.now).nextDue == Ask.now)
        #expect(PollSchedule.settled(far, now: Ask.now).heldUntil == nil)
        #expect(!PollSchedule.isHeldBack(far, now: Ask.now))
        let gone = repeated(.gone, 30, jitter: 1).last ?? Ask.state()
        #expect(PollSchedule.settled(gone, now: gone.lastPoll ?? Ask.now) == gone)
        #expect(PollSchedule.isHeldBack(gone, now: gone.nextDue.advanced(by: -1)))
        #expect(!PollSchedule.isHeldBack(gone, now: gone.nextDue))
    }

    @Test func `what a rule gives is believed`() {
        for outcome in Ask.everyOutcome {
            let state = repeated(outcome, 12, jitter: 1).last ?? Ask.state()
            #expect(PollSchedule.settled(state, now: state.lastPoll ?? Ask.now) == state)
        }
    }

    @Test func `a new feed is due at once and is not held back`() {
        let state = PollSchedule.first(of: Ask.feed(PollPolicy(interval: 5)), now: Ask.now)
        #expect(state.nextDue == Ask.now && state.interval == 60 && !PollSchedule.isHeldBack(state, now: Ask.now))
    }
}
