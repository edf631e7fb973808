import Domain
import Fetching
import TestSupport
import Testing

@testable import Daemon

/// Months with a retention of thirty days: what a feed still shows stays known, what it has dropped is forgotten.
struct RetentionTests {
    private static let retention: Int64 = 30 * 86_400
    private let room = DeskOfTests()
    private let old = "Birch phones Alder about grain in Lima"

    /// `days` of a server that says 304 once a day, with the daily share of housekeeping.
    private func sleep(days: Int, in room: DeskOfTests) async throws {
        for _ in 0..<days {
            room.clock.advance(by: 86_400)
            _ = try await room.settle(.notModified(Freshness()))
            try await keepHouse(room)
        }
    }

    private func keepHouse(_ room: DeskOfTests) async throws {
        try await room.desk.forget(before: room.clock.now.advanced(by: -Self.retention))
    }

    /// A feed without dates: something to end the first poll with, and two on-topic entries below it.
    private func undated(_ room: DeskOfTests, _ titles: [(String, String)]) -> [Entry] {
        titles.map { room.entry($0.1, $0.0, age: nil) }
    }

    private var first: [(String, String)] { [("a", DeskOfTests.truce), ("b", old), ("c", DeskOfTests.offTopic)] }

    @Test func `months of 304 forget nothing that the feed shows: one new entry alerts alone`() async throws {
        try await room.subscribe("one.example")
        #expect(try await room.settle(undated(room, first)).alerts == 2)
        try await sleep(days: 120, in: room)
        let new = [("n", "Alder denies truce with Birch, calls Oslo talks off")] + first
        let report = try await room.settle(undated(room, new))
        #expect(report.new == 1 && report.items == 4)
        #expect(try await room.alerts().count == 2 + report.alerts)
        let titles = try await room.alerts().map(\.item.title)
        #expect(Set(titles).count == titles.count, "nothing is told twice: \(titles)")
    }

    @Test func `an old undated entry that is edited after months is still the one that was told`() async throws {
        try await room.subscribe("one.example")
        try await room.settle(undated(room, first))
        try await sleep(days: 120, in: room)
        for room in [room, try await room.restarted()] {
            let edited = [("a", DeskOfTests.truce + ", sources say")] + first.dropFirst()
            #expect(try await room.settle(undated(room, edited)).alerts == 0)
        }
        #expect(try await room.alerts().count == 2)
    }

    @Test func `another feed that shows it after months brings nothing new`() async throws {
        try await room.subscribe("one.example")
        try await room.settle(undated(room, first))
        try await sleep(days: 120, in: room)
        for (number, room) in [room, try await room.restarted()].enumerated() {
            let host = "h\(number).example"
            try await room.settle([room.entry(DeskOfTests.offTopic, "0", host: host)], host: host)
            let copy = room.entry(DeskOfTests.truce, "x", age: nil, host: host)
            #expect(try await room.settle([copy], host: host).alerts == 0)
        }
    }

    @Test func `a page that a feed polls daily is forgotten when it has gone from it for the retention`() async throws {
        try await room.subscribe("one.example")
        try await room.settle(undated(room, first))
        for _ in 0..<40 {
            room.clock.advance(by: 86_400)
            try await room.settle(undated(room, Array(first.dropFirst())))
            try await keepHouse(room)
        }
        let report = try await room.settle(undated(room, Array(first.dropFirst())))
        #expect(report.new == 0 && report.items == 2)
        #expect(try await room.state().hasBacklog)
        #expect(try await room.store.keptIDs(publishedBefore: room.clock.now).count == 1)
    }

    @Test func `a story keeps its face and its outlets when its first item is forgotten`() async throws {
        try await room.subscribe("one.example", "two.example")
        let first = try await room.settle([room.entry(DeskOfTests.truce, "a")])
        #expect(first.alerts == 1)
        let face = try #require(try await room.store.stories(limit: 1).first)
        // The first feed drops it, the second one shows its copy for good.
        for host in ["two.example", "one.example"] {
            try await room.settle([room.entry(DeskOfTests.offTopic, "0", host: host)], host: host)
        }
        try await room.settle([room.entry(DeskOfTests.truce, "b", host: "two.example")], host: "two.example")
        for _ in 0..<40 {
            room.clock.advance(by: 86_400)
            try await room.settle([room.entry(DeskOfTests.offTopic, "0")])
            _ = try await room.settle(.notModified(Freshness()), host: "two.example")
            try await keepHouse(room)
        }
        #expect(try await room.store.item(face.first.text) == nil)
        let after = try await room.restarted()
        try await after.settle(
            [room.entry(DeskOfTests.truce, "b", age: 40 * 86_400, host: "three.example")],
            host: "three.example"
        )
        let story = try #require(try await room.store.stories(limit: 1).first)
        #expect(story.id == face.id && story.first == face.first && story.opened == face.opened)
        #expect(story.outlets == ["one.example", "two.example", "three.example"])
    }
}
