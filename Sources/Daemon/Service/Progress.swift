import Domain

/// When a loop last went round, on the monotonic clock; the watchdog asks.
final class Progress: Sendable {
    private let last: Locked<ContinuousClock.Instant>

    init(lastStep: ContinuousClock.Instant = .now) { last = Locked(lastStep) }

    func stamp() { last.withLock { $0 = ContinuousClock.now } }

    var age: Duration { last.withLock { $0 }.duration(to: ContinuousClock.now) }
}
