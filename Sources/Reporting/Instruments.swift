package import Domain

/// Where the program counts: a lock and some additions for each thing that happens, nothing else.
///
/// Takes what the daemon tells it; gives a `Tally` whenever somebody asks. Bounds: a handful of labels each, the alerts
/// of the last hours for their latency, the feeds that fail.
package final class Instruments: Sendable {
    private struct State {
        var tally = Tally()
        /// When alerts were seen, and when deliveries were made that are not known to be seen yet.
        var seen = RecentInstants()
        var delivered = RecentInstants()
    }

    private let state = Locked(State())

    package init() {}

    /// All that was counted so far.
    package var tally: Tally { state.withLock { $0.tally } }

    // MARK: fetching

    /// A poll begins, `delay` seconds after it was due.
    package func pollBegan(delay: Int64) {
        state.withLock { state in
            state.tally.inFlight += 1
            state.tally.pollDelay.observe(Double(delay))
        }
    }

    /// A poll that began has ended, however.
    package func pollEnded() { state.withLock { $0.tally.inFlight -= 1 } }

    /// A request to a feed ended.
    package func fetched(_ outcome: FetchOutcome, took duration: Duration) {
        let (word, error, bytes) = Self.words(outcome)
        state.withLock { state in
            state.tally.fetches[word, default: 0] += 1
            if let error { state.tally.fetchErrors[error, default: 0] += 1 }
            state.tally.fetchedBytes += bytes
            state.tally.fetchSeconds.observe(duration.inSeconds)
        }
    }

    private static func words(_ outcome: FetchOutcome) -> (outcome: String, error: String?, bytes: Int) {
        switch outcome {
        case .modified(let response): ("modified", nil, response.body.count)
        case .notModified: ("notmodified", nil, 0)
        case .gone: ("gone", nil, 0)
        case .throttled: ("throttled", nil, 0)
        case .failed(let failure): ("error", failure.kind.rawValue, 0)
        }
    }

    // MARK: settling

    /// The feeds as the store has them, at the start and after each reload.
    package func counted(_ census: FeedCensus) { state.withLock { $0.tally.census = census } }

    /// A poll, or a hub's document, was stored.
    package func settled(_ poll: Tally.Settled, at now: Timestamp) {
        state.withLock { state in
            let new = poll.decisions.values.reduce(0, +)
            state.tally.census.move(poll.feed, from: poll.before, to: poll.after)
            state.tally.entries += poll.entries
            state.tally.known += max(0, poll.entries - new)
            for (kind, count) in poll.decisions { state.tally.decisions[kind, default: 0] += count }
            state.tally.alerts += poll.alerts
            state.tally.gaps += poll.hasGap ? 1 : 0
            if !poll.isPushed, poll.after.failures == 0 { state.tally.lastPoll = now }
            state.tally.lastCommit = now
            state.tally.storeTrouble = nil
        }
    }

    /// Seconds from an item's publication, where the publisher stated it, to its first sight.
    package func sighted(after seconds: Int64) { state.withLock { $0.tally.publicationDelay.observe(Double(seconds)) } }

    /// What a hub sent, in a word: `taken`, `forged`, `refused`.
    package func pushed(_ word: String) { state.withLock { $0.tally.pushes[word, default: 0] += 1 } }

    /// A transaction could not be made.
    package func storeFailed(_ reason: String, at now: Timestamp) {
        state.withLock { state in
            state.tally.storeFailures += 1
            let since = state.tally.storeTrouble?.since ?? now
            state.tally.storeTrouble = FeedCensus.Trouble(since: since, error: reason)
        }
    }

    // MARK: delivering

    /// The document that raised `alert` had come at `instant`.
    package func seen(_ alert: AlertID, at instant: ContinuousClock.Instant) {
        state.withLock { state in
            if let end = state.delivered.take(alert) {
                state.tally.alertLatency.observe(instant.duration(to: end).inSeconds)
            }
            state.seen.put(alert, instant)
        }
    }

    /// An attempt to deliver ended, however.
    package func attempted(_ receiver: String, took duration: Duration) {
        state.withLock { $0.tally.attemptSeconds[receiver, default: .transfer].observe(duration.inSeconds) }
    }

    /// A destination has taken a delivery.
    package func delivered(_ delivery: Delivery, at now: Timestamp) {
        let instant = ContinuousClock.now
        state.withLock { state in
            state.tally.receivers[delivery.receiver, default: .init()].delivered += 1
            state.tally.receivers[delivery.receiver]?.lastDelivery = now
            state.tally.receivers[delivery.receiver]?.failingSince = nil
            if let start = state.seen.find(delivery.alert) {
                state.tally.alertLatency.observe(start.duration(to: instant).inSeconds)
            } else if now.seconds(since: delivery.created) < 2 {
                state.delivered.put(delivery.alert, instant)  // sent before the poll's own report came
            } else {
                state.tally.alertLatency.observe(Double(now.seconds(since: delivery.created)))  // of an earlier run
            }
        }
    }

    /// An attempt that did not succeed; `isDead` where it was the last.
    package func failed(_ receiver: String, outcome: String?, isDead: Bool, at now: Timestamp) {
        state.withLock { state in
            var figures = state.tally.receivers[receiver] ?? .init()
            figures.failed += 1
            figures.dead += isDead ? 1 : 0
            figures.failingSince = figures.failingSince ?? now
            figures.lastFailure = outcome
            state.tally.receivers[receiver] = figures
        }
    }

    /// Deliveries that were given up without a further attempt.
    package func parked(_ receiver: String, count: Int) {
        state.withLock { $0.tally.receivers[receiver, default: .init()].dead += count }
    }

    /// The receivers that are configured from here on; what was counted of them stays.
    package func watch(receivers: [String]) {
        state.withLock { state in
            state.tally.receivers = Dictionary(
                receivers.map { ($0, state.tally.receivers[$0] ?? .init()) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    /// Why the alert log cannot be written; nil once it can.
    package func logFailed(_ reason: String?, at now: Timestamp) {
        state.withLock { state in
            let since = state.tally.logTrouble?.since ?? now
            state.tally.logTrouble = reason.map { FeedCensus.Trouble(since: since, error: $0) }
        }
    }

    // MARK: the program

    /// A reload was asked for, and taken or refused.
    package func reloaded(isRefused: Bool) {
        state.withLock { state in
            state.tally.reloads += isRefused ? 0 : 1
            state.tally.refusedReloads += isRefused ? 1 : 0
            state.tally.isLastReloadRefused = isRefused
        }
    }

    /// The status server has answered.
    package func answered(_ status: Int) { state.withLock { $0.tally.requests[status, default: 0] += 1 } }
}

/// Instants by alert, the newest thousand.
private struct RecentInstants {
    private var instants: [AlertID: ContinuousClock.Instant] = [:]
    private var order: [AlertID] = []

    func find(_ id: AlertID) -> ContinuousClock.Instant? { instants[id] }

    mutating func take(_ id: AlertID) -> ContinuousClock.Instant? { instants.removeValue(forKey: id) }

    mutating func put(_ id: AlertID, _ instant: ContinuousClock.Instant) {
        if instants.updateValue(instant, forKey: id) == nil { order.append(id) }
        guard order.count > 1_024 else { return }
        for old in order.prefix(256) { instants[old] = nil }
        order.removeFirst(256)
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
