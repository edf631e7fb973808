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
        let spill = json ? Spill(beside: setup.configuration.state) : nil
        let (all, asked) = try await sweep(setup.configuration.feeds, of: shift, store, clock, spill)
        await shift.close()
        let items = try await store.itemCounts()
        let counts = try await store.deliveryCounts()
        await store.close()
        if let spill { try tell(all, items, counts, spill) } else { Console.out(text(all, items, counts)) }
        guard all.allSatisfy(\.isStored) else {
            throw CommandFailure(
                .io,
                Problem("not everything could be stored", remedy: "make room for the state and poll again")
            )
        }
        // One feed that answers is news; where none of those that were asked does, it is the network or the configuration.
        if !asked.isEmpty, all.allSatisfy({ !asked.contains($0.id) || $0.outcome == .error }) {
            throw CommandFailure(
                .unavailable,
                Problem("no feed answered", remedy: "check the network, and try `hotline check --fetch`")
            )
        }
        return .ok
    }

    /// Asks every feed that may be asked, tells what came of it, and keeps house.
    ///
    /// - Returns: what is kept of each feed's poll, in the order of the configuration, and which of them were asked.
    private static func sweep(
        _ feeds: [Feed],
        of shift: Shift,
        _ store: any Store,
        _ clock: any WallClock,
        _ spill: Spill?
    ) async throws -> (feeds: [PolledFeed], asked: Set<FeedID>) {
        let now = clock.now
        let plan = Plan(feeds, try await store.states(), now: now)
        let asked = Set(plan.leased.map(\.id))
        let reports = Locked<[FeedID: PolledFeed]>([:])
        for report in plan.heldBack { reports.withLock { $0[report.feed.id] = PolledFeed(report, spill) } }
        await shift.loop.once(plan.leased, holds: plan.holds) { report in
            // A report holds much that nobody asks for any more: with thousands of feeds it is let go at once.
            let polled = PolledFeed(report, spill)
            reports.withLock { $0[report.feed.id] = polled }
        }
        await tell(shift, clock)
        await shift.forget()
        let all = reports.withLock { found in
            defer { found.removeAll() }
            return feeds.compactMap { found[$0.id] }
        }
        return (all, asked)
    }

    /// What a sweep asks, and what it leaves alone.
    private struct Plan {
        var leased: [LeasedFeed] = []
        var heldBack: [PollReport] = []
        let holds: HostHolds

        init(_ feeds: [Feed], _ states: [FeedID: FeedState], now: Timestamp) {
            holds = HostHolds(refused: states, now: now)
            for feed in feeds {
                let state = PollSchedule.settled(states[feed.id] ?? PollSchedule.first(of: feed, now: now), now: now)
                guard PollSchedule.isHeldBack(state, now: now) else {
                    leased.append(LeasedFeed(id: feed.id, state: state))
                    continue
                }
                let until = max(state.heldUntil ?? state.nextDue, state.nextDue)
                heldBack.append(
                    PollReport(feed: feed, error: "held back by its server until \(until)", nextDue: state.nextDue)
                )
            }
        }
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

    /// The summary as JSON (contract, `hotline poll --json`), feed by feed: with thousands it is long.
    private static func tell(
        _ feeds: [PolledFeed],
        _ items: [FeedID: Int],
        _ counts: DeliveryCounts,
        _ spill: Spill
    ) throws {
        var line = JSONLine()
        line.number("alerts", feeds.reduce(0) { $0 + $1.alerts })
        line.object("deliveries") { inner in
            inner.number("dead", counts.dead)
            inner.number("delivered", counts.delivered)
            inner.number("pending", counts.pending)
        }
        line.array("feeds", [PolledFeed]()) { _, _ in }
        // All but the ends of the empty list and of the object.
        var output = Array(line.text.utf8.dropLast(2))
        for (index, feed) in feeds.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            guard let object = feed.json(items: items[feed.id] ?? 0, spill) else {
                throw CommandFailure(
                    .io,
                    Problem(
                        "\(feed.name): what it brought is stored, but cannot be told",
                        remedy: "check the disk of the state; `hotline poll` without --json needs no room there"
                    )
                )
            }
            output.append(contentsOf: object)
            guard output.count > 1 << 16 else { continue }
            if !Console.out(output) { return }
            output.removeAll(keepingCapacity: true)
        }
        output.append(contentsOf: "]}\n".utf8)
        Console.out(output)
    }

    private static func text(_ feeds: [PolledFeed], _ items: [FeedID: Int], _ counts: DeliveryCounts) -> String {
        var lines = feeds.map { feed in
            let counts = feed.outcome == .error ? "" : ", \(feed.new) new of \(items[feed.id] ?? 0) known"
            return "\(feed.outcome.rawValue)\t\(feed.name)\(counts)\(feed.error.map { ": \($0)" } ?? "")"
        }
        lines.append(
            "\(feeds.reduce(0) { $0 + $1.alerts }) alerts; deliveries: \(counts.delivered) delivered, "
                + "\(counts.pending) pending, \(counts.dead) dead"
        )
        return lines.map(Console.singleLine).joined(separator: "\n")
    }
}
