import Domain
import Fetching
import TestSupport
import Testing

@testable import Daemon

/// Documents that a hub sends, beside those that are polled.
struct PushedDocumentTests {
    private let room = DeskOfTests()

    private func push(_ entries: [Entry]) async throws -> PollReport {
        var document = FeedDocument(format: .atom10)
        document.entries = entries
        let state = try await room.state()
        return try await room.desk.settle(pushed: document, of: DeskOfTests.feed(), from: state, at: room.clock.now)
    }

    @Test func `what a hub sends alerts, is nothing new for the poll, and leaves the feed's state`() async throws {
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")], etag: "old")
        let before = try await room.state()
        let pushed = try await push([room.entry(DeskOfTests.truce, "a")])
        #expect(pushed.alerts == 1 && pushed.new == 1)
        #expect(try await room.state() == before)
        let polled = try await room.settle([room.entry(DeskOfTests.truce, "a"), room.entry(DeskOfTests.offTopic, "0")])
        #expect(polled.new == 0 && polled.alerts == 0 && !polled.hasGap)
        #expect(try await room.alerts().count == 1)
    }

    @Test func `a hub and a poll that bring one item at the same moment raise one alert`() async throws {
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")], etag: "old")
        let entries = [room.entry(DeskOfTests.truce, "a")]
        let reports = try await withThrowingTaskGroup(of: PollReport.self) { group in
            group.addTask { try await room.settle(entries).report }
            for _ in 0..<4 { group.addTask { try await push(entries) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.reduce(0) { $0 + $1.alerts } == 1)
        #expect(reports.reduce(0) { $0 + $1.new } == 1)
        #expect(try await room.store.stories(limit: 9).map(\.items) == [1])
    }

    @Test func `only a trusted hub's feed rests, and never beyond its policy`() {
        let trust = HubTrust()
        let feed = DeskOfTests.feed()
        let now = room.clock.now
        var state = FeedState(url: feed.id.url, nextDue: now.advanced(by: 60), interval: 60)
        #expect(trust.resting(state, of: feed, now: now, jitter: 0) == state)
        trust.set(feed.id, until: now.advanced(by: 86_400))
        #expect(trust.resting(state, of: feed, now: now, jitter: 0).nextDue == now.advanced(by: 3_600))
        #expect(trust.resting(state, of: feed, now: now, jitter: 1).nextDue == now.advanced(by: 3_960))
        trust.set(feed.id, until: now.advanced(by: 600))
        #expect(trust.resting(state, of: feed, now: now, jitter: 1).nextDue == now.advanced(by: 600), "its lease ends")
        #expect(trust.resting(state, of: feed, now: now.advanced(by: 600), jitter: 1) == state)
        state.failures = 1
        #expect(trust.resting(state, of: feed, now: now, jitter: 0) == state)
        trust.set(feed.id, until: nil)
        state.failures = 0
        #expect(trust.resting(state, of: feed, now: now, jitter: 0) == state)
    }
}
