import Alerting
import Domain
import Fetching
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// Storms, feeds that fail, and severity: what the desk raises besides a story, all in one transaction with its cause.
struct AlertEventsTests {
    private static func receiver(_ name: String, _ events: Set<EventType>) -> Receiver {
        Receiver(name: name, url: "https://\(name).example/", format: .standard, secret: nil, events: events)
    }

    private func raise(_ room: DeskOfTests, _ numbers: Range<Int>) async throws -> Int {
        var raised = 0
        for number in numbers {
            let entry = room.entry("Zebra number \(number) has left", "e\(number)", host: "h\(number).example")
            raised += try await room.settle([entry], host: "h\(number).example").alerts
        }
        return raised
    }

    private func deliveries(_ room: DeskOfTests, to receiver: String) async throws -> [String] {
        try await room.store.deliveries(alert: nil, state: nil, since: nil, limit: 99)
            .filter { $0.receiver == receiver }.reversed().map { delivery in
                let object = try JSONSerialization.jsonObject(with: Data(delivery.body)) as? [String: Any]
                return object?["type"] as? String ?? ""
            }
    }

    // MARK: storms

    @Test func `a storm folds into one digest for those who take it, and nobody misses a story`() async throws {
        let room = DeskOfTests(
            receivers: [
                Self.receiver("folds", [.storyOpened, .stormDigest]), Self.receiver("each", [.storyOpened]),
            ],
            storm: StormRule(stories: 2, window: 600)
        )
        let raised = try await raise(room, 0..<5)
        try #require(raised >= 4)
        #expect(try await deliveries(room, to: "folds") == ["story.opened", "story.opened"])
        #expect(try await deliveries(room, to: "each").count == raised)
        #expect(try await room.alerts().count == raised, "the log has them all")
        #expect(try await room.desk.endStorm(at: room.clock.now) == false)
        room.clock.advance(by: 600)
        #expect(try await room.desk.endStorm(at: room.clock.now))
        #expect(try await room.desk.endStorm(at: room.clock.now) == false, "once")
        #expect(try await deliveries(room, to: "folds") == ["story.opened", "story.opened", "storm.digest"])
        #expect(try await deliveries(room, to: "each").count == raised)
        let digest = try #require(try await room.alerts().first)
        #expect(digest.storm?.stories.count == raised - 2)
        #expect(try await room.store.folded().isEmpty)
    }

    @Test func `a storm that a restart or a changed configuration interrupts loses nothing`() async throws {
        let room = DeskOfTests(
            receivers: [Self.receiver("desk", [.storyOpened, .stormDigest])],
            storm: StormRule(stories: 1, window: 600)
        )
        let raised = try await raise(room, 0..<4)
        let store = room.store
        let now = room.clock.now
        // The receiver wants no digests any more, and there is no rule: each story is told by itself, at once.
        let press = Press(topic: "t", receivers: [Self.receiver("desk", [.storyOpened])]) {}
        let storm = try await Muster.storm(AlertPolicy(), store: store, now: now)
        #expect(storm.isOver(at: now))
        try await store.apply(press.changes(ending: try await store.folded(), at: now))
        #expect(try await deliveries(room, to: "desk").filter { $0 == "story.opened" }.count == raised)
        #expect(try await store.folded().isEmpty)
    }

    @Test func `a full disk during a storm counts nothing that was not stored`() async throws {
        let room = DeskOfTests(
            receivers: [Self.receiver("desk", [.storyOpened, .stormDigest])],
            storm: StormRule(stories: 1, window: 600)
        )
        await room.store.fail(with: .full("no space"))
        for _ in 0..<3 { await #expect(throws: StoreError.self) { _ = try await raise(room, 0..<1) } }
        await room.store.fail(with: nil)
        _ = try await raise(room, 0..<1)
        #expect(try await deliveries(room, to: "desk") == ["story.opened"])
        _ = try await raise(room, 1..<2)
        room.clock.advance(by: 600)
        await room.store.fail(with: .full("no space"))
        await #expect(throws: StoreError.self) { try await room.desk.endStorm(at: room.clock.now) }
        await room.store.fail(with: nil)
        #expect(try await room.desk.endStorm(at: room.clock.now))
        #expect(try await deliveries(room, to: "desk") == ["story.opened", "storm.digest"])
    }

    // MARK: feeds

    @Test func `a feed that fails is told once, and once when it is back, to those who ask`() async throws {
        let room = DeskOfTests(receivers: [
            Self.receiver("ops", [.feedFailing, .feedRecovered]), Self.receiver("desk", [.storyOpened]),
        ])
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")])
        func fail() async throws {
            room.clock.advance(by: 400)
            _ = try await room.settle(.failed(FetchFailure(.http, status: 500, "answered 500")))
        }
        for _ in 0..<2 { try await fail() }
        #expect(try await room.alerts().isEmpty, "not yet")
        for _ in 0..<8 { try await fail() }
        #expect(try await deliveries(room, to: "ops") == ["feed.failing"])
        for number in 0..<4 {
            room.clock.advance(by: 400)
            try await room.settle([room.entry(DeskOfTests.offTopic, "\(number)")])
        }
        #expect(try await deliveries(room, to: "ops") == ["feed.failing", "feed.recovered"])
        #expect(try await deliveries(room, to: "desk").isEmpty)
        let told = try await room.store.deliveries(alert: nil, state: nil, since: nil, limit: 9)
        #expect(Set(told.map(\.story)).count == 1, "one lane, so that the end never comes before the beginning")
        for _ in 0..<10 { try await fail() }
        #expect(try await deliveries(room, to: "ops").count == 3, "the next outage is another one")
    }

    @Test func `where nobody asks for feed events none are kept`() async throws {
        let room = DeskOfTests()
        try await room.settle([room.entry(DeskOfTests.offTopic, "0")])
        for _ in 0..<10 {
            room.clock.advance(by: 400)
            _ = try await room.settle(.failed(FetchFailure(.http, status: 500, "answered 500")))
        }
        #expect(try await room.alerts().isEmpty)
    }

    // MARK: severity

    @Test(arguments: [([String](), Severity.alert), (["one.example"], .flash)])
    func `an official source makes a new development a flash`(_ official: [String], _ severity: Severity) async throws {
        let room = DeskOfTests(official: official)
        try await room.settle([room.entry(DeskOfTests.truce, "a")])
        let alert = try #require(try await room.alerts().first)
        #expect(alert.severity == severity)
        let delivery = try #require(
            try await room.store.deliveries(alert: alert.id, state: nil, since: nil, limit: 1).first
        )
        #expect(String(decoding: delivery.body, as: UTF8.self).contains("\"severity\":\"\(severity.rawValue)\""))
    }
}
