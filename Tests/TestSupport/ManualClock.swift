package import Domain

/// A clock that stands still until it is moved.
package final class ManualClock: WallClock {
    private let time: Locked<Timestamp>

    package init(_ start: Timestamp = Timestamp(seconds: 1_755_284_400)) { time = Locked(start) }

    package var now: Timestamp { time.withLock { $0 } }

    /// Moves the clock by `seconds`, which may be negative.
    package func advance(by seconds: Int64) { time.withLock { $0 = $0.advanced(by: seconds) } }
}
