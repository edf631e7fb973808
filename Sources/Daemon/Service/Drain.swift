import Domain

/// Lets what is in flight end before a shift does: from `begin` on nothing new starts, and `wait` waits for the rest.
final class Drain: Sendable {
    private struct State {
        var isOn = false
        var inFlight = 0
    }

    private let state = Locked(State())

    var isOn: Bool { state.withLock { $0.isOn } }

    /// Nothing new starts from here on.
    func begin() { state.withLock { $0.isOn = true } }

    /// Runs `body` as one thing in flight; nil, and not at all, once draining has begun.
    func run<Value: Sendable>(_ body: () async -> Value) async -> Value? {
        let mayStart = state.withLock { state in
            if !state.isOn { state.inFlight += 1 }
            return !state.isOn
        }
        guard mayStart else { return nil }
        defer { state.withLock { $0.inFlight -= 1 } }
        return await body()
    }

    /// Returns when nothing is in flight any more, or after `patience`.
    func wait(atMost patience: Duration) async {
        let end = ContinuousClock.now.advanced(by: patience)
        while ContinuousClock.now < end, state.withLock({ $0.inFlight > 0 }) {
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
        }
    }
}

/// A sink that sends nothing new while its shift drains.
struct DrainingSink: AlertSink {
    let sink: any AlertSink
    let drain: Drain

    func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        if let attempt = await drain.run({ await sink.send(delivery, to: receiver, at: now) }) { return attempt }
        // Until the shift's end, which cancels: the delivery then goes back to the outbox as it was.
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(60)) } catch { break }
        }
        return .failed(reason: "stopping", status: nil, retryAfter: nil)
    }
}
