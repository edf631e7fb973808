import Domain

/// Keeps a receiver that is down from being asked with every delivery that waits.
///
/// | state | lets through | moves on |
/// |---|---|---|
/// | closed | all | to open after `threshold` failures in a row |
/// | open | nothing until its time | to half-open when that has come |
/// | half-open | one probe | to closed when it is taken, else to open for twice as long, with some chance in it |
///
/// A probe need not wait for a delivery that is due: where none is, the next one that failed before goes ahead of its
/// time, so a receiver that is back is met within `longestWait`.
struct CircuitBreaker: Sendable, Hashable {
    enum State: Sendable, Hashable {
        case closed(failures: Int)
        case open(until: Timestamp, wait: Int64)
        case halfOpen(wait: Int64)
    }

    enum Admission: Sendable, Hashable {
        case all, probe
        case none(until: Timestamp)
    }

    private(set) var state = State.closed(failures: 0)

    static let threshold = 5
    /// Seconds: the first wait, and what doubling stops at.
    static let firstWait: Int64 = 2
    static let longestWait: Int64 = 300

    /// What may go at `now`.
    mutating func admit(_ now: Timestamp) -> Admission {
        switch state {
        case .closed: return .all
        case .halfOpen: return .probe
        case .open(let until, let wait):
            // A clock that was set back would keep it open for long.
            guard now >= until || until.seconds(since: now) > 2 * Self.longestWait else { return .none(until: until) }
            state = .halfOpen(wait: wait)
            return .probe
        }
    }

    /// Notes that the receiver answered. True when that ended an outage.
    mutating func succeeded() -> Bool {
        defer { state = .closed(failures: 0) }
        if case .closed = state { return false }
        return true
    }

    /// Begins where an earlier process left off: its receiver failed so often that it is probed first.
    mutating func resume() {
        if case .closed = state { state = .halfOpen(wait: Self.firstWait) }
    }

    /// Notes a failure.
    ///
    /// - Parameters:
    ///   - now: when it was seen.
    ///   - jitter: 0..<1; makes the wait up to a fifth shorter, so that receivers that failed together are not met in step.
    /// - Returns: true when the circuit opens that was closed.
    mutating func failed(at now: Timestamp, jitter: Double) -> Bool {
        switch state {
        case .closed(let failures) where failures + 1 < Self.threshold:
            state = .closed(failures: failures + 1)
            return false
        case .closed:
            state = .open(until: now.advanced(by: Self.firstWait), wait: Self.firstWait)
            return true
        case .halfOpen(let wait), .open(_, let wait):
            let next = min(wait * 2, Self.longestWait)
            let spread = (Double(next) * (0.8 + 0.2 * min(max(jitter, 0), 1))).rounded()
            state = .open(until: now.advanced(by: Int64(spread)), wait: next)
            return false
        }
    }
}
