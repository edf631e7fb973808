import Domain
import Testing

@testable import Deduplicating

struct LinkTests {
    private static let meeting = "Alder and Birch to meet in Oslo on Friday about the truce"

    private func decision(_ relation: Relation, _ similarity: Double, nearest: String = "n1") -> Decision {
        let nearness = Nearness(
            nearest: .item(ItemID(nearest)),
            relation: relation,
            similarity: similarity,
            why: "as the test says"
        )
        return Decision(kind: .alert, nearness: nearness, story: nil, reason: "as the test says")
    }

    @Test func `a new story follows that of the nearest item, where the two are alike enough`() {
        var desk = DeskOfTests()
        let first = desk.tell(Self.meeting)
        let files = desk.desk.files
        #expect(files.predecessor(of: decision(.different, 0.3)) == first.story)
        #expect(files.predecessor(of: decision(.different, 0.05)) == nil, "hardly alike")
        #expect(files.predecessor(of: decision(.sameEvent, 0.9)) == nil, "coverage, no story of its own")
        #expect(files.predecessor(of: decision(.different, 0.3, nearest: "n9")) == nil, "unknown")
        #expect(desk.desk.story(first.story ?? StoryID("none"))?.follows == nil)
    }

    @Test func `nothing follows what was taken in silently`() {
        var desk = DeskOfTests()
        let old = DeskOfTests.start.advanced(by: -30 * 3_600)
        #expect(desk.tell(Self.meeting, dated: old, isBacklog: true).kind == .stale)
        #expect(desk.desk.files.predecessor(of: decision(.different, 0.3)) == nil)
    }

    @Test func `what has little in common follows nothing`() {
        var desk = DeskOfTests()
        _ = desk.tell(Self.meeting)
        let other = desk.tell("Carr denies phone remark on Lima harbour strike", feed: "two.example", hours: 40)
        #expect(other.kind == .alert)
        #expect(other.story.flatMap { desk.desk.story($0) }?.follows == nil)
    }
}
