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
    /// Told when the store is damaged.
    var broken: @Sendable (StoreError) -> Void = { _ in }
    /// Once it has begun, no poll starts.
    var drain = Drain()
    let poll: @Sendable (Feed, FeedState) async -> PollReport

    /// How long a lease lasts: longer than any poll and its wait for a place, or another host would poll the feed too.
    private static let leaseTime: Int64 = 600

    /// Runs until cancelled.
    func run() async {
        let finished = Locked<[(LeasedFeed, PollReport?)]>([])
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
            var queue = HostQueue(concurrency: limits.concurrency, perHost: limits.perHost)
            var nextDue: Timestamp? = clock.now
            var unstored: [(LeasedFeed, Timestamp)] = []
            var latest = clock.now
            for await _ in signals {
                progress.stamp()
                let ended = finished.withLock { list in
                    defer { list.removeAll() }
                    return list
                }
                let now = clock.now
                if now < latest {
                    // A clock that was set back: due times lie ahead by its step, and the store is to mend them.
                    nextDue = now
                    unstored = unstored.map { ($0.0, min($0.1, now)) }
                }
                latest = now
                for (feed, report) in ended {
                    queue.finish(feed)
                    guard let report else { continue }
                    if report.isStored {
                        nextDue = min(nextDue ?? report.nextDue, report.nextDue)
                    } else {
                        // The store still holds the lease; ask again from here when there may be room.
                        unstored.append((feed, report.nextDue))
                    }
                }
                queue.add(unstored.filter { $0.1 <= now }.map(\.0))
                unstored.removeAll { $0.1 <= now }
                if let due = nextDue, due <= now { nextDue = await lease(into: &queue) }
                while !Task.isCancelled, !drain.isOn, let leased = queue.next() {
                    group.addTask {
                        let report = await pollOne(leased)
                        finished.withLock { $0.append((leased, report)) }
                        signal.yield()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Every feed of `leased` once, then returns; for `hotline poll`.
    func once(_ leased: [LeasedFeed], _ report: @Sendable @escaping (PollReport) -> Void) async {
        let finished = Locked<[LeasedFeed]>([])
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            var queue = HostQueue(concurrency: limits.concurrency, perHost: limits.perHost)
            queue.add(leased)
            signal.yield()
            for await _ in signals {
                let ended = finished.withLock { list in
                    defer { list.removeAll() }
                    return list
                }
                ended.forEach { queue.finish($0) }
                if queue.isEmpty || Task.isCancelled { break }
                while let next = queue.next() {
                    group.addTask {
                        if let feed = feeds[next.id] { report(await poll(feed, next.state)) }
                        finished.withLock { $0.append(next) }
                        signal.yield()
                    }
                }
            }
        }
    }

    private func lease(into queue: inout HostQueue) async -> Timestamp? {
        let now = clock.now
        do {
            queue.add(try await store.lease(at: now, until: now.advanced(by: Self.leaseTime), limit: 10_000))
            return try await store.nextDue()
        } catch {
            log.error("due feeds cannot be read", metadata: ["reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
            return now.advanced(by: 5)
        }
    }

    private func pollOne(_ leased: LeasedFeed) async -> PollReport? {
        guard let feed = feeds[leased.id] else { return nil }
        return await drain.run { await poll(feed, leased.state) }
    }
}
