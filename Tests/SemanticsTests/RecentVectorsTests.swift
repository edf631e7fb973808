import Testing

@testable import Semantics

@Suite struct RecentVectorsTests {
    @Test func `a text is found with its vector`() {
        var recent = RecentVectors(most: 2)
        #expect(recent.vector(of: "one") == nil)
        recent.remember([1], of: "one")
        #expect(recent.vector(of: "one") == [1])
    }

    @Test func `the text that was not asked for longest goes first`() {
        var recent = RecentVectors(most: 2)
        recent.remember([1], of: "one")
        recent.remember([2], of: "two")
        #expect(recent.vector(of: "one") == [1])
        recent.remember([3], of: "three")
        #expect(recent.count == 2)
        #expect(recent.vector(of: "two") == nil)
        #expect(recent.vector(of: "one") == [1])
        #expect(recent.vector(of: "three") == [3])
    }

    @Test func `remembering a text again takes no more room`() {
        var recent = RecentVectors(most: 2)
        for _ in 0..<5 { recent.remember([1], of: "one") }
        #expect(recent.count == 1)
    }
}
