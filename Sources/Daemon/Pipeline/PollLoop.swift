import Domain
import Logging

/// Turns the wheel: leases what is due, keeps the window full, sleeps until something is due again.
///
/// Bounds: `concurrency` polls in flight, `perHost` to one host. A child that ends frees its place at once.
struct PollLoop: Sendable {
    let store: any Store
    let clock: any WallClock
    let feeds: [FeedID: Feed]
    let limits: PollingLimits
    let progress: Progress
    let log: Logger
    /// The pauses between two requests to one host.
    var spacing = HostSpacing()
    /// For lines that must not fill the log.
    var rare = RareLog()
    /// Told when the store is damaged.
    var broken: @Sendable (StoreError) -> Void = { _ in }
    /// Once it has begun, no poll starts.
    var drain = Drain()
    /// Where polls wait for their answers; nil for anywhere.
    var executor: (any TaskExecutor)?
    let poll: @Sendable (Feed, FeedState) async -> PollReport
    /// How many polls of a sweep may be under way beyond the transfers.
    private static let mostAhead = 64

    /// Runs until cancelled.
    func run() async {
        let finished = Locked<[PollRounds.Ended]>([])
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask {
                // A tick a quarter of a second: due times are whole seconds.
                while !Task.isCancelled {
                    signal.yield()
                    do { try await Task.sleep(for: .milliseconds(250)) } catch { break }
                }
                signal.finish()
            }
            var rounds = PollRounds(self, holds: await knownHolds())
            for await _ in signals {
                progress.stamp()
                let ended = finished.withLock { list in
                    defer { list.removeAll() }
                    return list
                }
                await rounds.begin(with: ended)
                while !Task.isCancelled, !drain.isOn, let leased = rounds.next() {
                    group.addTask(executorPreference: executor) {
                        let report = await pollOne(leased)
                        finished.withLock { $0.append((leased, report)) }
                        signal.yield()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Every feed of `leased` once, then returns; for `hotline poll`, so without pauses.
    ///
    /// `holds` are the hosts that hold back from earlier on. Their feeds, and those of hosts that refuse two feeds on the
    /// way, are not asked, unless a good answer of their host comes meanwhile.
    func once(
        _ leased: [LeasedFeed],
        holds: HostHolds = HostHolds(),
        _ report: @Sendable @escaping (PollReport) -> Void
    ) async {
        // Who starts the next poll stays where the last one ended, too.
        await withTaskExecutorPreference(executor) { await sweep(leased, holds: holds, report) }
    }

    private func sweep(
        _ leased: [LeasedFeed],
        holds: HostHolds,
        _ report: @Sendable @escaping (PollReport) -> Void
    ) async {
        let finished = Locked<[(LeasedFeed, PollReport?)]>([])
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        var holds = holds
        // What its host holds back waits for the end: a good answer of its host sets it free.
        var aside: [String: [LeasedFeed]] = [:]
        await withDiscardingTaskGroup { group in
            // The fetcher keeps to `concurrency`: what has its answer and waits for the desk takes no transfer's place.
            let ahead = min(limits.concurrency, Self.mostAhead)
            var queue = HostQueue(concurrency: limits.concurrency + ahead, perHost: limits.perHost)
            queue.add(leased)
            signal.yield()
            for await _ in signals {
                let ended = finished.withLock { list in
                    defer { list.removeAll() }
                    return list
                }
                for (feed, report) in ended {
                    queue.finish(feed)
                    if let report { queue.add(note(report, of: feed, in: &holds, &aside)) }
                }
                if Task.isCancelled { return }
                while let next = queue.next() {
                    guard holds.leave(for: next, now: clock.now) == .asked else {
                        queue.finish(next)
                        aside[HostQueue.host(of: next.state.url), default: []].append(next)
                        continue
                    }
                    group.addTask(executorPreference: executor) {
                        let outcome = await once(next)
                        if let outcome { report(outcome) }
                        finished.withLock { $0.append((next, outcome)) }
                        signal.yield()
                    }
                }
                if queue.isEmpty { break }
            }
        }
        guard !aside.isEmpty, !Task.isCancelled else { return }
        for held in await putOff(aside, by: holds) { report(held) }
    }

    private func once(_ leased: LeasedFeed) async -> PollReport? {
        guard let feed = feeds[leased.id] else { return nil }
        return await poll(feed, leased.state)
    }

    /// - Returns: what may be asked after all, as the answer has ended its host's hold.
    private func note(
        _ report: PollReport,
        of feed: LeasedFeed,
        in holds: inout HostHolds,
        _ aside: inout [String: [LeasedFeed]]
    ) -> [LeasedFeed] {
        guard holds.mayChange(by: report.answer) else { return [] }
        let host = HostQueue.host(of: feed.state.url)
        let now = clock.now
        switch holds.note(report.answer, from: feed.id, of: host, now: now) {
        case .none: break
        case .began(let end): tellHold(of: host, until: end, now: now)
        case .ended: return aside.removeValue(forKey: host) ?? []
        }
        return []
    }

    /// What their hosts hold back is not asked in this sweep.
    private func putOff(_ aside: [String: [LeasedFeed]], by holds: HostHolds) async -> [PollReport] {
        let now = clock.now
        var reports: [PollReport] = []
        var changes: [Change] = []
        for (host, waiting) in aside {
            let end = holds.end(of: host, now: now) ?? now
            for leased in waiting {
                guard let feed = feeds[leased.id] else { continue }
                let state = leased.state.putOff(until: end, now: now)
                changes.append(.feed(feed.id, state))
                let error = "held back by its host until \(end)"
                reports.append(PollReport(feed: feed, error: error, nextDue: state.nextDue))
            }
        }
        do {
            try await store.apply(changes)
        } catch {
            for index in reports.indices { reports[index].isStored = false }
        }
        return reports
    }

    /// A line a minute, whatever hosts do.
    func tellHold(of host: String, until end: Timestamp, now: Timestamp) {
        guard let unsaid = rare.admit("host held", at: now) else { return }
        log.warning(
            "host refuses two feeds: it is left alone, then one is asked first",
            metadata: ["host": "\(host)", "until": "\(end)", "unsaid": "\(unsaid)"]
        )
    }

    /// What servers said before this shift. Without it a restart would ask a host that is to be left alone.
    private func knownHolds() async -> HostHolds {
        do {
            let now = clock.now
            return HostHolds(refused: try await store.refused(at: now), now: now)
        } catch {
            log.error("what hosts asked for cannot be read", metadata: ["reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
            return HostHolds()
        }
    }

    private func pollOne(_ leased: LeasedFeed) async -> PollReport? {
        guard let feed = feeds[leased.id] else { return nil }
        return await drain.run { await poll(feed, leased.state) }
    }
}

extension HostHolds {
    /// Whether a feed that is due may be asked now.
    mutating func leave(for feed: LeasedFeed, now: Timestamp) -> Leave {
        guard !isEmpty else { return .asked }
        let isWell = feed.state.failures == 0 && feed.state.lastSuccess != nil
        return leave(for: feed.id, isWell: isWell, of: HostQueue.host(of: feed.state.url), now: now)
    }
}

extension FeedState {
    /// As it is when its host is held and it was not asked: due within a tenth after the end, and else as it was.
    func putOff(until end: Timestamp, now: Timestamp) -> FeedState {
        var state = self
        let wait = max(0, end.seconds(since: now))
        state.nextDue = max(nextDue, end.advanced(by: Int64(Double(min(wait, 6_000)) * 0.1 * Double.random(in: 0..<1))))
        return state
    }
}
