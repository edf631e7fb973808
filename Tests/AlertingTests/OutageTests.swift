import Domain
import TestSupport
import Testing

@testable import Alerting

/// Three days of simulated time: one destination is dead, another is not.
@Suite(.timeLimit(.minutes(10)))
struct OutageTests {
    private static let day: Int64 = 86_400
    /// An alert every 40 minutes, three of them to each story.
    private static let pace: Int64 = 2_400

    private struct Seen {
        let healthy: [RecordingSink.Sent]
        let other: [RecordingSink.Sent]
        let counts: DeliveryCounts
    }

    /// Runs both destinations for `days`, with alerts in the first three of them; from `back` on the other one takes
    /// what it gets, where it does at all.
    private func run(days: Int64, back: Timestamp?) async throws -> Seen {
        let store = MemoryStore()
        let time = SimulatedTime(Sample.start, loops: 2)
        let healthy = RecordingSink()
        let other = RecordingSink()
        other.answer { _, now in
            if let back, now >= back { return .delivered(status: 200) }
            return .failed(reason: "no connection", status: nil, retryAfter: nil)
        }
        let deliverers = [("healthy", healthy), ("other", other)].map { name, sink in
            Deliverer(
                receiver: Sample.receiver(name),
                store: store,
                sink: sink,
                clock: time,
                policy: DeliveryPolicy(schedule: AlertPolicy().retry),
                jitter: { 0.5 },
                sleep: { try await time.sleep($0) }
            )
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for deliverer in deliverers { group.addTask { await deliverer.run() } }
            for number in 0..<Int(3 * Self.day / Self.pace) {
                let now = Sample.start.advanced(by: Int64(number) * Self.pace)
                await time.advance(to: now)
                try await store.apply([
                    Sample.raise(number, story: "s\(number / 3)", to: ["healthy", "other"], at: now)
                ])
            }
            await time.advance(to: Sample.start.advanced(by: days * Self.day))
            group.cancelAll()
            time.end()
        }
        return Seen(healthy: healthy.sent, other: other.sent, counts: try await store.deliveryCounts())
    }

    @Test func `three dead days cost the healthy one no second, and are made good in order within each story`()
        async throws
    {
        let back = Sample.start.advanced(by: 3 * Self.day)
        let seen = try await run(days: 4, back: back)
        let fine = try await run(days: 4, back: Sample.start)
        let all = Int(3 * Self.day / Self.pace)
        // To the second what it is beside a destination that works.
        #expect(seen.healthy == fine.healthy)
        #expect(seen.healthy.count == all)
        let latest = seen.healthy.enumerated().map { index, sent in
            sent.at.seconds(since: Sample.start.advanced(by: Int64(index) * Self.pace))
        }
        #expect(latest.allSatisfy { (0...5).contains($0) }, "\(latest.max() ?? -1) s")

        let taken = seen.other.filter { $0.attempt == .delivered(status: 200) }
        #expect(seen.counts == DeliveryCounts(delivered: 2 * all, pending: 0, dead: 0))
        #expect(Set(taken.map(\.id)).count == all)
        #expect(taken.count == all)
        let stories = Dictionary(grouping: taken, by: \.story).mapValues { $0.map(\.body) }
        for number in 0..<(all / 3) {
            let bodies = (0..<3).map { Sample.delivery(3 * number + $0).body }
            #expect(stories[StoryID("s\(number)")] == bodies)
        }
        // A probe every five minutes or so, and then the backlog at once.
        let probes = seen.other.count - taken.count
        #expect(probes < 3 * 24 * 60 / 4, "\(probes) requests to a dead destination")
        // Nothing new is raised after it is back, and what failed is due in hours: the probe goes ahead of its time.
        let last = try #require(taken.last)
        #expect(last.at.seconds(since: back) <= 310)
    }

    @Test func `one that never comes back has dead letters and nothing pending, and the healthy one has all`()
        async throws
    {
        let seen = try await run(days: 9, back: nil)
        let all = Int(3 * Self.day / Self.pace)
        #expect(seen.healthy.count == all)
        #expect(seen.counts == DeliveryCounts(delivered: all, pending: 0, dead: all))
    }
}
