import Domain
import Testing

@testable import Fetching

/// Feeds that never close their root.
struct CutFeedTests {
    struct CutRow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Hours of the polls, and the body of each; `.` ends a whole one.
        let polls: [(hour: Int64, body: String)]
        let isTaken: Bool
    }

    @Test(arguments: [
        CutRow(testDescription: "cut once", polls: [(0, "a")], isTaken: false),
        CutRow(testDescription: "cut twice at the same place", polls: [(0, "a"), (1, "a")], isTaken: false),
        CutRow(testDescription: "the same for a day", polls: [(0, "a"), (12, "a"), (24, "a")], isTaken: true),
        CutRow(testDescription: "another for a day", polls: [(0, "a"), (12, "b"), (24, "c")], isTaken: false),
        CutRow(testDescription: "another, then the same", polls: [(0, "a"), (23, "b"), (25, "b")], isTaken: true),
        CutRow(
            testDescription: "a whole one between",
            polls: [(0, "a"), (20, "b."), (24, "a"), (25, "a")],
            isTaken: false
        ),
        CutRow(testDescription: "the clock set back", polls: [(48, "a"), (0, "a"), (1, "a")], isTaken: false),
    ])
    func `a cut document is all there is once a day has brought no other and its bytes came twice`(_ row: CutRow) {
        var state = Ask.state()
        for (hour, body) in row.polls {
            state = Ask(now: Ask.now.advanced(by: hour * 3_600)).took(
                freshness: Freshness(validators: Validators(etag: body, url: Ask.url)),
                hash: body,
                from: state
            ) { $0.isComplete = body.hasSuffix(".") }
        }
        #expect((state.validators.etag == row.polls.last?.body) == row.isTaken)
        #expect((state.bodyHash == row.polls.last?.body) == row.isTaken)
    }

    @Test func `a cut document ends the first poll when it came twice`() {
        let cut = { (state: FeedState) in Ask().took(from: state) { $0.isComplete = false } }
        #expect(!cut(Ask.state()).hasBacklog)
        #expect(cut(cut(Ask.state())).hasBacklog)
    }
}
