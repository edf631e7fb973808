import Domain
import TestSupport
import Testing

@testable import Daemon

struct GrowthTests {
    private let room = DeskOfTests(events: [.storyOpened, .storyGrown])

    /// Brings the same news from `outlets` feeds, one after the other, from number `first` on.
    private func spread(_ outlets: Int, from first: Int = 0, in room: DeskOfTests, age: Int64? = 60) async throws {
        for number in first..<first + outlets {
            let host = "h\(number).example"
            // What went before it in the feed ends the first poll's silence.
            try await room.settle([room.entry("\(DeskOfTests.offTopic) \(number)", "0", host: host)], host: host)
            try await room.settle([room.entry(DeskOfTests.truce, "x", age: age, host: host)], host: host)
        }
    }

    private func events(_ room: DeskOfTests) async throws -> [String] {
        try await room.alerts().reversed().map { "\($0.type.rawValue) \($0.story.outlets.count)" }
    }

    @Test func `a story is told again at three and ten outlets, once each`() async throws {
        try await spread(12, in: room)
        #expect(try await events(room) == ["story.opened 1", "story.grown 3", "story.grown 10"])
        #expect(try await room.store.stories(limit: 9).count == 1)
        let bodies = try await room.store.deliveries(alert: nil, state: .pending, since: nil, limit: 9)
        #expect(bodies.count == 3 && Set(bodies.map(\.id)).count == 3)
    }

    @Test func `growth tells the item that brought it, and the others as coverage`() async throws {
        try await spread(3, in: room)
        let grown = try #require(try await room.alerts().first)
        #expect(grown.type == .storyGrown && grown.item.outlet == "h2.example")
        #expect(grown.coverage.map(\.url) == ["https://h0.example/x", "https://h1.example/x"])
        let opened = try #require(try await room.alerts().last)
        #expect(opened.coverage.isEmpty && opened.id != grown.id && opened.story.id == grown.story.id)
        #expect(grown.id == AlertID(growing: grown.story.id, to: 3))
    }

    @Test func `where nobody asked for growth, the opening is all that is raised`() async throws {
        let room = DeskOfTests()
        try await spread(3, in: room)
        #expect(try await events(room) == ["story.opened 1"])
        #expect(try await room.store.logLines(after: 0, limit: 9).count == 1)
    }

    @Test func `of two receivers the one that asked for growth gets it, and so does the log`() async throws {
        let receivers = [("one", [EventType.storyOpened]), ("two", [.storyOpened, .storyGrown])].map { name, events in
            Receiver(
                name: name,
                url: "https://\(name).example/",
                format: .standard,
                secret: nil,
                events: Set(events)
            )
        }
        let room = DeskOfTests(receivers: receivers)
        try await spread(3, in: room)
        let deliveries = try await room.store.deliveries(alert: nil, state: nil, since: nil, limit: 9)
        #expect(deliveries.map(\.receiver).sorted() == ["one", "two", "two"])
        #expect(try await room.store.logLines(after: 0, limit: 9).count == 2)
    }

    @Test func `a feed that tells the same again makes no story grow`() async throws {
        try await spread(2, in: room)
        for number in 0..<4 {
            try await room.settle(
                [room.entry(DeskOfTests.truce, "y\(number)", host: "h1.example")],
                host: "h1.example"
            )
        }
        #expect(try await events(room) == ["story.opened 1"])
    }

    @Test func `the backlog of new feeds grows a story silently`() async throws {
        try await spread(1, in: room)
        for number in 20..<24 {
            let host = "h\(number).example"
            try await room.settle([room.entry(DeskOfTests.truce, "x", age: 8 * 3_600, host: host)], host: host)
        }
        #expect(try await events(room) == ["story.opened 1"])
        #expect(try await room.store.stories(limit: 9).map(\.outlets.count) == [5])
    }

    @Test func `what waits for three outlets opens with their coverage, and is not told as grown at once`() async throws
    {
        var policy = AlertPolicy()
        policy.minOutlets = 3
        let room = DeskOfTests(policy: policy, events: [.storyOpened, .storyGrown])
        try await spread(4, in: room)
        #expect(try await events(room) == ["story.opened 3"])
        #expect(try await room.alerts().first?.coverage.count == 2)
    }

    @Test func `a number that a restart passes again is told no more`() async throws {
        try await spread(3, in: room)
        let known = try await room.alerts()
        try await room.store.apply(known.map { .alert($0, logLine: [], deliveries: []) })
        #expect(try await room.alerts().count == known.count)
        await room.store.fail(with: .full("no space"))
        await #expect(throws: StoreError.self) { try await spread(1, from: 9, in: room) }
        await room.store.fail(with: nil)
        try await spread(1, from: 9, in: room)
        #expect(try await events(room) == ["story.opened 1", "story.grown 3"])
    }

    @Test func `numbers that are not asked for tell nothing`() async throws {
        var policy = AlertPolicy()
        policy.grown = []
        let room = DeskOfTests(policy: policy, events: [.storyOpened, .storyGrown])
        try await spread(4, in: room)
        #expect(try await events(room) == ["story.opened 1"])
    }
}
