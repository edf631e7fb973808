import Domain
import Testing

@testable import Daemon

/// When a host is left alone: by what its feeds were answered, in order.
struct HostHoldsTests {
    enum Step: Sendable {
        /// An answer of a feed, so many seconds after the start.
        case answer(Int64, String, HostHolds.Answer)
        /// A feed is due: whether its last poll went well, and what it may do.
        case due(Int64, String, isWell: Bool, HostHolds.Leave)

        static func refused(_ at: Int64, _ feed: String, _ seconds: Int64 = 600) -> Step {
            .answer(at, feed, .refused(seconds))
        }
        static func asked(_ at: Int64, _ feed: String, isWell: Bool = true) -> Step {
            .due(at, feed, isWell: isWell, .asked)
        }
        static func held(_ at: Int64, _ feed: String, until end: Int64, isWell: Bool = true) -> Step {
            .due(at, feed, isWell: isWell, .held(until: start.advanced(by: end)))
        }
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Step]

        init(_ description: String, _ steps: Step...) { (testDescription, self.steps) = (description, steps) }
    }

    private static let start = Timestamp(seconds: 1_000_000)

    static let stories = [
        Story("one refused feed waits alone", .refused(0, "a"), .refused(600, "a"), .asked(601, "b")),
        Story("two hold their host", .refused(0, "a"), .refused(1, "b"), .held(2, "c", until: 600)),
        Story("for the shorter time", .refused(0, "a", 3_600), .refused(5, "b", 60), .held(6, "c", until: 65)),
        Story(
            "a quarter of an hour at most",
            .refused(0, "a", .max),
            .refused(0, "b", .max),
            .held(1, "c", until: 900)
        ),
        Story(
            "a wait of no time",
            .refused(0, "a", 0),
            .refused(0, "b", .min),
            .held(0, "c", until: 1),
            .asked(2, "c")
        ),
        Story("a refusal that is over does not count", .refused(0, "a", 60), .refused(61, "b"), .asked(62, "c")),
        Story(
            "a good answer in between",
            .refused(0, "a"),
            .answer(1, "c", .well),
            .refused(2, "b"),
            .asked(3, "d")
        ),
        Story(
            "a good answer ends it at once",
            .refused(0, "a"),
            .refused(0, "b"),
            .held(1, "d", until: 600),
            .answer(2, "c", .well),
            .asked(2, "d")
        ),
        Story(
            "an error in between is no good answer",
            .refused(0, "a"),
            .answer(1, "c", .other),
            .refused(2, "b"),
            .answer(3, "d", .other),
            .held(4, "c", until: 600)
        ),
        Story(
            "an answer that was on its way does not lengthen it",
            .refused(0, "a", 60),
            .refused(0, "b", 60),
            .refused(2, "c", 600),
            .held(3, "d", until: 60)
        ),
        Story(
            "one goes first, and is answered",
            .refused(0, "a"),
            .refused(0, "b"),
            .asked(600, "c"),
            .due(600, "d", isWell: true, .waits),
            .answer(601, "c", .well),
            .asked(601, "d")
        ),
        Story(
            "one goes first, and is refused",
            .refused(0, "a"),
            .refused(0, "b"),
            .asked(600, "c"),
            .refused(601, "c", 1_200),
            .held(602, "d", until: 1_501),
            .asked(1_501, "d"),
            .due(1_502, "e", isWell: true, .waits)
        ),
        Story(
            "one goes first, and fails otherwise",
            .refused(0, "a"),
            .refused(0, "b"),
            .asked(600, "c"),
            .answer(630, "c", .other),
            .asked(630, "d")
        ),
        Story(
            "one goes first, and is never heard of",
            .refused(0, "a"),
            .refused(0, "b"),
            .asked(600, "c"),
            .due(1_199, "d", isWell: true, .waits),
            .asked(1_200, "d")
        ),
        Story(
            "a well one goes first",
            .refused(0, "a"),
            .refused(0, "b"),
            .held(1, "c", until: 600),
            .held(600, "a", until: 720, isWell: false),
            .asked(601, "c")
        ),
        Story(
            "any goes first where none was well",
            .refused(0, "a"),
            .refused(0, "b"),
            .held(1, "c", until: 600, isWell: false),
            .asked(600, "a", isWell: false)
        ),
        Story("a clock that is set back", .refused(0, "a"), .refused(0, "b"), .asked(-86_400, "c")),
    ]

    @Test(arguments: stories) func `a host is held by what its feeds are answered`(_ story: Story) {
        var holds = HostHolds()
        for step in story.steps {
            switch step {
            case .answer(let at, let feed, let answer):
                _ = holds.note(answer, from: FeedID(feed), of: "h", now: Self.start.advanced(by: at))
            case .due(let at, let feed, let isWell, let leave):
                let now = Self.start.advanced(by: at)
                #expect(holds.leave(for: FeedID(feed), isWell: isWell, of: "h", now: now) == leave, "\(at): \(feed)")
                #expect(holds.leave(for: FeedID(feed), isWell: isWell, of: "other", now: now) == .asked)
            }
        }
    }

    @Test func `what has changed is told once`() {
        var holds = HostHolds()
        let now = Self.start
        #expect(holds.note(.refused(60), from: FeedID("a"), of: "h", now: now) == .none)
        #expect(holds.note(.refused(60), from: FeedID("b"), of: "h", now: now) == .began(until: now.advanced(by: 60)))
        #expect(holds.note(.refused(60), from: FeedID("c"), of: "h", now: now) == .none)
        #expect(holds.note(.well, from: FeedID("d"), of: "h", now: now) == .ended)
        #expect(holds.note(.well, from: FeedID("e"), of: "h", now: now) == .none && holds.isEmpty)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Seconds from the poll to now, and from now to the end of what the feed was told.
        let refused: [(ago: Int64, left: Int64)]
        var success: Int64?
        let leave: HostHolds.Leave
    }

    @Test(arguments: [
        Row(testDescription: "one", refused: [(10, 500)], leave: .asked),
        Row(testDescription: "two", refused: [(10, 500), (5, 300)], leave: .held(until: start.advanced(by: 300))),
        Row(
            testDescription: "a long back-off",
            refused: [(10, 50_000), (5, 40_000)],
            leave: .held(until: start.advanced(by: 895))
        ),
        Row(
            testDescription: "a long time ago: one goes first",
            refused: [(5_000, 9_000), (4_000, 9_000)],
            leave: .asked
        ),
        Row(testDescription: "a good answer since", refused: [(10, 500), (5, 300)], success: 7, leave: .asked),
        Row(
            testDescription: "a good answer before",
            refused: [(10, 500), (5, 300)],
            success: 11,
            leave: .held(until: start.advanced(by: 300))
        ),
    ])
    func `a restart begins with what the feeds were told`(_ row: Row) {
        var states: [FeedID: FeedState] = [:]
        for (index, refusal) in row.refused.enumerated() {
            var state = FeedState(url: "https://h/\(index)", nextDue: Self.start, interval: 60)
            state.failures = 1
            state.lastPoll = Self.start.advanced(by: -refusal.ago)
            state.heldUntil = Self.start.advanced(by: refusal.left)
            states[FeedID(state.url)] = state
        }
        var other = FeedState(url: "https://h/other", nextDue: Self.start, interval: 60)
        other.lastSuccess = row.success.map { Self.start.advanced(by: -$0) }
        states[FeedID(other.url)] = other
        var holds = HostHolds(refused: states, now: Self.start)
        #expect(holds.leave(for: FeedID(other.url), isWell: true, of: "h", now: Self.start) == row.leave)
    }
}
