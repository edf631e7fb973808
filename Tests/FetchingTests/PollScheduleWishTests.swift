import Domain
import Testing

@testable import Fetching

extension PollScheduleTests {
    struct WishRow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var fresh: Int64?
        var ttl: Int?
        var sy: Int?
        let wait: Int64
    }

    @Test(arguments: [
        WishRow(testDescription: "nothing said", wait: 300),
        WishRow(testDescription: "max-age below the interval", fresh: 60, wait: 300),
        WishRow(testDescription: "max-age above it", fresh: 1_200, wait: 1_201),
        WishRow(testDescription: "max-age of 16 years", fresh: 504_576_000, wait: 86_400),
        WishRow(
            testDescription: "max-age of the interval: a second is added, as clocks are whole",
            fresh: 300,
            wait: 301
        ),
        WishRow(testDescription: "max-age of a day", fresh: 86_400, wait: 86_400),
        WishRow(testDescription: "max-age below nought", fresh: -5, wait: 300),
        WishRow(testDescription: "ttl", ttl: 30, wait: 1_801),
        WishRow(testDescription: "sy", sy: 7_200, wait: 7_201),
        WishRow(testDescription: "ttl and sy: the longer", ttl: 30, sy: 7_200, wait: 7_201),
        WishRow(testDescription: "HTTP goes before ttl", fresh: 600, ttl: 60, wait: 601),
        WishRow(testDescription: "max-age=0 goes before ttl", fresh: 0, ttl: 60, wait: 300),
        WishRow(testDescription: "a ttl of 0", ttl: 0, wait: 300),
        WishRow(testDescription: "hostile figures", ttl: .max, sy: .max, wait: 86_400),
        WishRow(testDescription: "hostile negative figures", ttl: .min, sy: .min, wait: 300),
    ])
    func `the publisher's wish is a lower bound, clamped to a day`(_ row: WishRow) {
        let state = Ask().took(freshness: Freshness(secondsLeft: row.fresh)) { document in
            document.ttlMinutes = row.ttl
            document.updateInterval = row.sy
        }
        #expect(state.wait == row.wait)
        #expect(state.interval == 300)
    }

    @Test func `the hints of the last document hold for a 304 too`() {
        let state = Ask().took { $0.ttlMinutes = 60 }
        #expect(Ask().unchanged(from: state).wait == 3_601)
        #expect(Ask().unchanged(Freshness(secondsLeft: 0), from: state).wait == 330)
        #expect(Ask().took(from: state).wait == 300)
    }

    struct LastingRow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var first: Int64? = 7_200
        let then: Freshness
        let waits: [Int64]
    }

    /// What a 304 or the same bytes say of freshness, and the waits after it and after a silent 304.
    @Test(arguments: [
        LastingRow(testDescription: "304, silent", then: Freshness(), waits: [7_201, 7_201]),
        LastingRow(testDescription: "304, another", then: Freshness(secondsLeft: 3_600), waits: [3_601, 3_601]),
        LastingRow(testDescription: "304, nothing left", then: aged(3_600, left: 0), waits: [330, 3_601]),
        LastingRow(testDescription: "304, no-cache", then: void(), waits: [330, 363]),
        LastingRow(testDescription: "the same bytes, silent", then: Freshness(hasBody: true), waits: [375, 412]),
        LastingRow(
            testDescription: "304, the first to say so",
            first: nil,
            then: aged(3_600, left: 3_600),
            waits: [3_601, 3_601]
        ),
    ])
    func `a 304 renews what it says of freshness, and leaves what it does not`(_ row: LastingRow) {
        let first = Ask().took(freshness: Freshness(secondsLeft: row.first))
        let second = Ask().unchanged(row.then, from: first)
        let third = Ask().unchanged(from: second)
        #expect([second.wait, third.wait] == row.waits)
        #expect(Ask().took(from: third).freshFor == nil, "another document that says nothing")
    }

    private static func aged(_ lifetime: Int64, left: Int64) -> Freshness {
        var freshness = Freshness(secondsLeft: left)
        freshness.lifetime = lifetime
        return freshness
    }

    private static func void() -> Freshness {
        var freshness = Freshness()
        freshness.voidsEarlier = true
        return freshness
    }

    struct UnconditionalRow: Sendable, CustomTestStringConvertible {
        let from: Int64
        let overlap: Double
        let interval: Int64
        let to: Int64
        var testDescription: String { "\(from) s, configured \(interval) s, overlap \(overlap)" }

        init(_ from: Int64, _ overlap: Double, configured interval: Int64, _ to: Int64) {
            (self.from, self.overlap, self.interval, self.to) = (from, overlap, interval, to)
        }
    }

    @Test(arguments: [
        UnconditionalRow(3_600, 0, configured: 300, 60), UnconditionalRow(300, 0.2, configured: 300, 300),
        UnconditionalRow(60, 0, configured: 300, 60), UnconditionalRow(60, 0.5, configured: 300, 300),
        UnconditionalRow(60, 0, configured: 60, 60), UnconditionalRow(3_600, 0, configured: 1_800, 60),
        UnconditionalRow(3_600, 0.1, configured: 1_800, 1_800), UnconditionalRow(1_000, 0.1, configured: 1_800, 900),
        UnconditionalRow(300, 1, configured: 300, 330),
    ])
    func `whole documents are fetched no oftener than configured, or every quarter of an hour, but for a gap`(
        _ row: UnconditionalRow
    ) {
        let state = Ask().took(
            overlap: row.overlap,
            freshness: Freshness(),
            from: Ask.state { $0.interval = row.from },
            policy: PollPolicy(interval: row.interval)
        )
        #expect(state.interval == row.to && state.wait == row.to)
    }

    @Test func `what an operator configures beyond a day holds`() {
        let policy = PollPolicy(interval: 3 * 86_400, minInterval: 2 * 86_400, maxInterval: 30 * 86_400)
        let first = PollSchedule.first(of: Ask.feed(policy), now: Ask.now)
        let state = Ask(jitter: 1).took(freshness: Freshness(secondsLeft: .max), from: first, policy: policy)
        #expect(first.interval == 3 * 86_400 && state.wait == 3 * 86_400 + 25_920)
        #expect(PollSchedule.settled(state, now: Ask.now) == state)
        let failed = Ask().after(Ask.failure(.http, status: 500), from: first, policy)
        #expect(failed.wait == 3 * 86_400 && PollSchedule.settled(failed, now: Ask.now) == failed)
        #expect(PollSchedule.mostInterval(policy) == 30 * 86_400)
    }

    @Test(arguments: [0, 0.25, 0.5, 0.999, 1, -3, 9, .nan, .infinity])
    func `a wait is spread upwards by a tenth at most`(_ jitter: Double) {
        let wait = Ask(jitter: jitter).took().wait
        #expect(wait >= 300 && wait <= 330)
    }

    struct SkipRow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var hours: [Int] = []
        var days: [String] = []
        let due: String
    }

    /// `Ask.now` is Friday, 19:00:00 GMT; a poll is due at 19:05:00.
    @Test(arguments: [
        SkipRow(testDescription: "another hour", hours: [3, 18, 20], due: "2025-08-15T19:05:00Z"),
        SkipRow(testDescription: "this hour", hours: [19], due: "2025-08-15T20:00:00Z"),
        SkipRow(testDescription: "over midnight", hours: [19, 20, 21, 22, 23, 0, 1], due: "2025-08-16T02:00:00Z"),
        SkipRow(testDescription: "nonsense", hours: [24, -1, 99], days: ["Freitag", ""], due: "2025-08-15T19:05:00Z"),
        SkipRow(testDescription: "all hours: a day at most", hours: Array(0...23), due: "2025-08-16T19:00:00Z"),
        SkipRow(testDescription: "another day", days: ["Saturday", "Sunday"], due: "2025-08-15T19:05:00Z"),
        SkipRow(testDescription: "this day", days: ["friday"], due: "2025-08-16T00:00:00Z"),
        SkipRow(
            testDescription: "this day, and hours of the next",
            hours: [0, 1],
            days: ["FRIDAY"],
            due: "2025-08-16T02:00:00Z"
        ),
        SkipRow(testDescription: "two days", days: ["Friday", "Saturday"], due: "2025-08-17T00:00:00Z"),
        SkipRow(
            testDescription: "all days but one, all hours but one",
            hours: Array(0...18) + Array(20...23),
            days: ["Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"],
            due: "2025-08-21T19:00:00Z"
        ),
        SkipRow(
            testDescription: "all days: a day at most",
            days: ["Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday"],
            due: "2025-08-16T19:00:00Z"
        ),
    ])
    func `skipped hours and days are GMT, a week at most, and a day where all are`(_ row: SkipRow) {
        let state = Ask().took { document in
            document.skipHours = row.hours
            document.skipDays = row.days
        }
        #expect(state.nextDue.description == row.due)
    }

    @Test func `skipped days hold before 1970 as well`() {
        let sunday = Timestamp(seconds: -4 * 86_400)
        let state = Ask(now: sunday).took { $0.skipDays = ["Sunday"] }
        #expect(state.nextDue == Timestamp(seconds: -3 * 86_400))
    }
}
