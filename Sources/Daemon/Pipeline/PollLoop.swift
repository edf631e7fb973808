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
    /// way, are not asked.
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
        await withDiscardingTaskGroup { group in
            var holds = holds
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
                    if let end = report?.heldUntil { note(feed, heldUntil: end, in: &holds) }
                }
                if queue.isEmpty || Task.isCancelled { break }
                while let next = queue.next() {
                    let end = holds.end(of: HostQueue.host(of: next.state.url), now: clock.now)
                    group.addTask(executorPreference: executor) {
                        let outcome = await once(next, heldUntil: end)
                        if let outcome { report(outcome) }
                        finished.withLock { $0.append((next, outcome)) }
                        signal.yield()
                    }
                }
            }
        }
    }

    private func once(_ leased: LeasedFeed, heldUntil end: Timestamp?) async -> PollReport? {
        guard let feed = feeds[leased.id] else { return nil }
        guard let end else { return await poll(feed, leased.state) }
        let state = leased.state.held(until: end, now: clock.now)
        var report = PollReport(feed: feed, error: "held back by its host until \(end)", nextDue: state.nextDue)
        do {
            try await store.apply([.feed(feed.id, state)])
        } catch {
            report.isStored = false
        }
        return report
    }

    private func note(_ feed: LeasedFeed, heldUntil end: Timestamp, in holds: inout HostHolds) {
        holds.note(feed.id, of: HostQueue.host(of: feed.state.url), until: end, now: clock.now)
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

extension FeedState {
    /// As it is when its host holds it back without having been asked: due within a tenth after the end.
    func held(until end: Timestamp, now: Timestamp) -> FeedState {
        var state = self
        let wait = max(0, end.seconds(since: now))
        state.heldUntil = max(state.heldUntil ?? end, end)
        state.nextDue = max(nextDue, end.advanced(by: Int64(Double(min(wait, 6_000)) * 0.1 * Double.random(in: 0..<1))))
        return state
    }
}
