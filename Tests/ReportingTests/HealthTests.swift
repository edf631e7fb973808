import Domain
import TestSupport
import Testing

@testable import Reporting

/// When the program calls itself well, and what it says when not.
struct HealthTests {
    private static let now = Timestamp(seconds: 1_755_284_400)

    private static func standing(_ change: (inout Standing) -> Void = { _ in }) -> Standing {
        var standing = Standing(now: now, started: now, version: "1", topic: "t", tally: Tally())
        standing.loopAge = 0
        standing.tally.census = FeedCensus(counts: [.ok: 3])
        change(&standing)
        return standing
    }

    private static func destination(
        pending: Int,
        dead: Int = 0,
        age: Int64 = 1,
        isDisabled: Bool = false,
        isQuiet: Bool = false
    )
        -> Standing.Destination
    {
        let oldest = pending > 0 ? now.advanced(by: -age) : nil
        return Standing.Destination(
            name: "desk",
            backlog: Backlog(pending: pending, dead: dead, oldestPending: oldest),
            isDisabled: isDisabled,
            isQuiet: isQuiet
        )
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What the one reason begins with; nil for health.
        let reason: String?
        let change: @Sendable (inout Standing) -> Void
    }

    private static let cases: [Case] = [
        Case(testDescription: "all well", reason: nil) { _ in },
        Case(testDescription: "no feeds", reason: nil) { $0.tally.census = FeedCensus() },
        Case(testDescription: "not begun", reason: "polling has not begun") { $0.loopAge = nil },
        Case(testDescription: "stuck", reason: "polling stands still for 30 s") { $0.loopAge = 30 },
        Case(testDescription: "some feeds fail", reason: nil) { standing in
            standing.tally.census = FeedCensus(
                counts: [.ok: 1, .failing: 1],
                failing: [FeedID("f"): .init(since: now.advanced(by: -600), error: "x")]
            )
        },
        Case(testDescription: "no feed answers", reason: "no feed answers: 2 of 2 fail") {
            $0.tally.census = FeedCensus(counts: [.retrying: 1, .gone: 1])
        },
        Case(testDescription: "a feed fails for days", reason: "1 feeds fail for more than a day") { standing in
            standing.tally.census = FeedCensus(
                counts: [.ok: 1, .failing: 1],
                failing: [FeedID("f"): .init(since: now.advanced(by: -90_000), error: "x")]
            )
        },
        Case(testDescription: "full disk", reason: "nothing can be stored since") {
            $0.tally.storeTrouble = .init(since: now, error: "disk full")
        },
        Case(testDescription: "unreadable state", reason: "the state cannot be read: x") { $0.storeTrouble = "x" },
        Case(testDescription: "no log", reason: "the alert log cannot be written since") {
            $0.tally.logTrouble = .init(since: now, error: "x")
        },
        Case(testDescription: "on its way", reason: nil) { $0.destinations = [destination(pending: 1)] },
        Case(testDescription: "long pending", reason: "destination desk has 1 pending, the oldest for 90 s") {
            $0.destinations = [destination(pending: 1, age: 90)]
        },
        Case(testDescription: "quiet hours", reason: nil) {
            $0.destinations = [destination(pending: 1, age: 9_000, isQuiet: true)]
        },
        Case(
            testDescription: "failing",
            reason: "destination desk fails since 2025-08-15T19:00:00Z, 2 pending: HTTP 500"
        ) {
            $0.destinations = [destination(pending: 2)]
            $0.tally.receivers["desk"] = Tally.Receiver(failingSince: now, lastFailure: "HTTP 500")
        },
        Case(testDescription: "given up", reason: "destination desk has not got 4 that were given up") {
            $0.destinations = [destination(pending: 0, dead: 4)]
        },
        Case(testDescription: "disabled", reason: "destination desk answered 410") {
            $0.destinations = [destination(pending: 0, dead: 4, isDisabled: true)]
        },
    ]

    @Test(arguments: cases) func `each trouble is one reason`(_ test: Case) {
        let reasons = Health.reasons(Self.standing(test.change))
        #expect(reasons.count == (test.reason == nil ? 0 : 1), "\(reasons)")
        #expect(reasons.first?.hasPrefix(test.reason ?? "") ?? (test.reason == nil), "\(reasons)")
    }

    @Test func `a page escapes what feeds and people wrote, and links to the web alone`() {
        let hostile = "<script>alert(1)</script>\"'&\u{202E}x\u{0}"
        var standing = Self.standing()
        standing.topic = hostile
        standing.tally.census.failing = [FeedID("f"): .init(since: Self.now, error: hostile)]
        standing.feedNames = [FeedID("f"): hostile]
        standing.alerts = [Sample.alert(1)]
        let page = StatusPage.html(of: standing)
        #expect(!page.contains("<script") && !page.contains("\u{202E}") && !page.contains("\u{0}"))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;x"))
        #expect(WebLink.whole("https://a.example/?a=1&b=2") != nil)
        for url in [
            "javascript:alert(1)", "data:text/html,x", "https://a.example/\"onclick=x", "/relative", " https://a",
        ] {
            #expect(WebLink.whole(url) == nil, "\(url)")
        }
    }

    @Test func `every family of the metrics has one HELP, one TYPE and no sample twice`() {
        var standing = Self.standing()
        standing.destinations = [Self.destination(pending: 1)]
        standing.subscriptions = ["active": 1]
        standing.storeSize = 4_096
        let lines = Metrics.text(of: standing).split(separator: "\n")
        let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(types.count > 20 && Set(types).count == types.count)
        #expect(types.allSatisfy { $0.hasPrefix("hotline_") || $0.hasPrefix("process_") })
        let counters = lines.filter { $0.hasPrefix("# TYPE ") && $0.hasSuffix(" counter") }
        #expect(counters.count > 5 && counters.allSatisfy { $0.split(separator: " ")[2].hasSuffix("_total") })
        let samples = lines.filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != " " } }
        #expect(Set(samples).count == samples.count)
    }

    @Test func `a census follows its feeds`() {
        let feed = FeedID("f")
        var census = FeedCensus(counts: [.new: 1])
        var states = [FeedState(url: "u", nextDue: Self.now, interval: 60)]
        for change in [
            { $0.lastSuccess = Self.now }, { $0.failures = 1 },
            {
                $0.failingSince = Self.now
                $0.lastError = "x"
            },
            { $0.isGone = true },
        ] as [(inout FeedState) -> Void] {
            var next = states[states.count - 1]
            change(&next)
            states.append(next)
        }
        let wanted: [FeedCondition] = [.new, .ok, .retrying, .failing, .gone]
        #expect(states.map(\.condition) == wanted)
        for (old, new) in zip(states, states.dropFirst()) {
            census.move(feed, from: old, to: new)
            #expect(census.counts.filter { $0.value > 0 } == [new.condition: 1])
            #expect(census.failing.isEmpty == (new.condition != .failing))
        }
    }
}
