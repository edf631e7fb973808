import Domain
import Testing

@testable import Fetching

extension PollScheduleTests {
    /// The states after `count` times `outcome`, each when the one before was due.
    func repeated(
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
        let error = Ask.failure(.http, status: 500)
        let all = repeated(error, 20, jitter: 1).map(\.wait)
        let half = repeated(error, 20).map(\.wait)
        #expect(all.prefix(12) == [300, 300, 300, 300, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720, 61_440])
        #expect(half.prefix(6) == [300, 300, 300, 300, 300, 480])
        #expect(all.last == 86_400 && half.last == 43_200)
    }

    @Test(arguments: [FetchFailure.Kind.dns, .connect, .timeout, .tls])
    func `a feed that could not be reached comes back within its maximum`(_ kind: FetchFailure.Kind) {
        let all = repeated(Ask.failure(kind), 20, jitter: 1).map(\.wait)
        #expect(all.suffix(9).allSatisfy { $0 == 3_600 })
        #expect(all.prefix(5) == (kind == .tls ? [300, 300, 300, 300, 480] : [60, 60, 120, 240, 480]))
        let slow = PollPolicy(interval: 3_600, maxInterval: 30 * 86_400)
        let state = Ask.state { ($0.interval, $0.failures) = (7_200, 50) }
        #expect(Ask(jitter: 1).after(Ask.failure(kind), from: state, slow).wait == 86_400)
    }

    struct AnswerRow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let outcome: FetchOutcome
        /// With an interval of 480 s; and where the publisher asked for two hours.
        let waits: [Int64]

        init(_ description: String, _ outcome: FetchOutcome, _ waits: Int64...) {
            (testDescription, self.outcome, self.waits) = (description, outcome, waits)
        }
    }

    @Test(arguments: [
        AnswerRow("500", Ask.failure(.http, status: 500), 480, 7_201),
        AnswerRow("404", Ask.failure(.http, status: 404), 480, 7_201),
        AnswerRow("408", Ask.failure(.http, status: 408), 480, 7_201),
        AnswerRow("503", .throttled(status: 503, retryAfter: nil), 480, 7_201),
        AnswerRow("503 for two minutes", .throttled(status: 503, retryAfter: 120), 480, 7_201),
        AnswerRow("429 for two minutes", .throttled(status: 429, retryAfter: 120), 480, 7_201),
        AnswerRow("429 for three hours", .throttled(status: 429, retryAfter: 10_800), 10_801, 10_801),
        AnswerRow("429", .throttled(status: 429, retryAfter: nil), 480, 7_201),
        AnswerRow("410", .gone, 1_800, 7_201),
        AnswerRow("no feed", Ask.modified(), 480, 7_201),
        AnswerRow("a body that was cut", Ask.failure(.truncated, status: 200), 480, 7_201),
        AnswerRow("no name", Ask.failure(.dns), 60, 60),
        AnswerRow("no connection", Ask.failure(.connect), 60, 60),
        AnswerRow("no answer in time", Ask.failure(.timeout), 60, 60),
    ])
    func `what a server answered is not asked for again before the feed's own time`(_ row: AnswerRow) {
        let plain = Ask.state { $0.interval = 480 }
        let fresh = Ask.state { ($0.interval, $0.freshFor) = (480, 7_200) }
        #expect([plain, fresh].map { Ask().after(row.outcome, from: $0).wait } == row.waits)
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
        RetryRow(429, 1_200, held: 1_201, wait: 1_201), RetryRow(503, 1_200, held: 1_201, wait: 1_201),
        RetryRow(429, 120, held: 121, wait: 300), RetryRow(503, 1, held: 2, wait: 300),
        RetryRow(429, 316_800, held: 86_400, wait: 86_400), RetryRow(503, .max, held: 86_400, wait: 86_400),
        RetryRow(429, nil, held: 300, wait: 300), RetryRow(503, nil, held: nil, wait: 300),
        RetryRow(429, 0, held: nil, wait: 300), RetryRow(503, -1, held: nil, wait: 300),
        RetryRow(429, .min, held: nil, wait: 300),
    ])
    func `Retry-After is kept to, from the interval to a day`(_ row: RetryRow) {
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
        #expect(PollSchedule.isHeldBack(held, now: Ask.now.advanced(by: 3_600)))
        #expect(!PollSchedule.isHeldBack(held, now: Ask.now.advanced(by: 3_601)))
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
        #expect(!PollSchedule.isHeldBack(PollSchedule.settled(held, now: before), now: before.advanced(by: 601)))
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
