import Alerting
import Domain
import Fetching
import Foundation
import HTTP
package import Logging
import Storing

/// `hotline poll`: every feed once that its server does not hold back, alerts delivered, then done.
package enum PollRun {
    /// Exit status 74 where a poll could not be stored; a feed's own failure is only told.
    package static func run(
        configPath: String?,
        json: Bool,
        level: Logger.Level,
        environment: [String: String]
    ) async throws -> ExitStatus {
        HTTPGlobal.start()
        let log = DaemonRun.logger(level, environment)
        let setup = try Setup.load(path: configPath, environment: environment, takesBadAddresses: true)
        setup.warnings.forEach { log.warning("\($0.logLine)") }
        let store = try DaemonRun.openStore(setup.configuration)
        let clock = SystemClock()
        let shift = try await Shift.open(setup, store: store, clock: clock, log: log)
        let (all, asked) = try await sweep(setup.configuration.feeds, of: shift, store, clock)
        await shift.close()
        let counts = try await store.deliveryCounts()
        await store.close()
        Console.out(json ? try summary(all, counts) : text(all, counts))
        guard all.allSatisfy(\.isStored) else {
            throw CommandFailure(
                .io,
                Problem("not everything could be stored", remedy: "make room for the state and poll again")
            )
        }
        // One feed that answers is news; where none of those that were asked does, it is the network or the configuration.
        if !asked.isEmpty, all.allSatisfy({ !asked.contains($0.feed.id) || $0.outcome == .error }) {
            throw CommandFailure(
                .unavailable,
                Problem("no feed answered", remedy: "check the network, and try `hotline check --fetch`")
            )
        }
        return .ok
    }

    /// Asks every feed that may be asked, tells what came of it, and keeps house.
    ///
    /// - Returns: a report for each feed, in the order of the configuration, and which of them were asked.
    private static func sweep(
        _ feeds: [Feed],
        of shift: Shift,
        _ store: any Store,
        _ clock: any WallClock
    ) async throws -> (reports: [PollReport], asked: Set<FeedID>) {
        let states = try await store.states()
        let now = clock.now
        let reports = Locked<[FeedID: PollReport]>([:])
        var leased: [LeasedFeed] = []
        for feed in feeds {
            let state = PollSchedule.settled(states[feed.id] ?? PollSchedule.first(of: feed, now: now), now: now)
            guard PollSchedule.isHeldBack(state, now: now) else {
                leased.append(LeasedFeed(id: feed.id, state: state))
                continue
            }
            let until = max(state.heldUntil ?? state.nextDue, state.nextDue)
            let report = PollReport(feed: feed, error: "held back by its server until \(until)", nextDue: state.nextDue)
            reports.withLock { $0[feed.id] = report }
        }
        await shift.loop.once(leased, holds: HostHolds(refused: states, now: now)) { report in
            reports.withLock { $0[report.feed.id] = report }
        }
        await tell(shift, clock)
        await shift.forget()
        let items = try await store.itemCounts()
        let all = reports.withLock { found in
            feeds.compactMap { feed in found[feed.id].map { $0.known(items[feed.id] ?? 0) } }
        }
        return (all, Set(leased.map(\.id)))
    }

    /// What was raised goes into the log and to its destinations, each delivery once, for half a minute at most.
    private static func tell(_ shift: Shift, _ clock: any WallClock) async {
        await shift.endStorm()
        await shift.alertLog?.catchUp()
        let end = clock.now.advanced(by: 30)
        await withDiscardingTaskGroup { group in
            for deliverer in shift.deliverers { group.addTask { await deliverer.drain(until: end) } }
        }
    }

    private static func summary(_ reports: [PollReport], _ counts: DeliveryCounts) throws -> String {
        let output = Summary(
            feeds: reports.map {
                Summary.Feed(
                    url: $0.feed.id.url,
                    outcome: $0.outcome.rawValue,
                    items: $0.items,
                    new: $0.new,
                    titles: shortened($0.titles),
                    error: $0.error
                )
            },
            alerts: reports.reduce(0) { $0 + $1.alerts },
            deliveries: .init(delivered: counts.delivered, pending: counts.pending, dead: counts.dead)
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(output), as: UTF8.self)
    }

    /// A server decides how long its titles are, not how much we print: 300 characters each, 64 KB in all.
    private static func shortened(_ titles: [String]) -> [String] {
        var room = 65_536
        var kept: [String] = []
        for title in titles {
            var short = String.UnicodeScalarView()
            short.append(contentsOf: title.unicodeScalars.prefix(300))
            room -= String(short).utf8.count
            guard room >= 0 else { break }
            kept.append(String(short))
        }
        return kept
    }

    private static func text(_ reports: [PollReport], _ counts: DeliveryCounts) -> String {
        var lines = reports.map { report in
            let counts = report.outcome == .error ? "" : ", \(report.new) new of \(report.items) known"
            return "\(report.outcome.rawValue)\t\(report.feed.name)\(counts)\(report.error.map { ": \($0)" } ?? "")"
        }
        lines.append(
            "\(reports.reduce(0) { $0 + $1.alerts }) alerts; deliveries: \(counts.delivered) delivered, "
                + "\(counts.pending) pending, \(counts.dead) dead"
        )
        return lines.map(Console.singleLine).joined(separator: "\n")
    }

    private struct Summary: Encodable {
        struct Feed: Encodable {
            let url: String
            let outcome: String
            let items: Int
            let new: Int
            let titles: [String]
            let error: String?

            private enum CodingKeys: String, CodingKey { case url, outcome, items, new, titles, error }

            /// With null written out, as the contract has it.
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(url, forKey: .url)
                try container.encode(outcome, forKey: .outcome)
                try container.encode(items, forKey: .items)
                try container.encode(new, forKey: .new)
                try container.encode(titles, forKey: .titles)
                try container.encode(error, forKey: .error)
            }
        }
        struct Deliveries: Encodable {
            let delivered: Int
            let pending: Int
            let dead: Int
        }

        let feeds: [Feed]
        let alerts: Int
        let deliveries: Deliveries
    }
}
