package import Domain

/// Time for several loops that sleep: it moves to the next moment when all of them do, and not before.
///
/// Deterministic: no real time passes, and between two moments each loop runs until it sleeps again.
package final class SimulatedTime: WallClock {
    private struct Sleeper: Sendable {
        let until: Timestamp
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State: Sendable {
        var now: Timestamp
        var sleepers: [Int: Sleeper] = [:]
        var last = 0
        var isOver = false
        var idle: CheckedContinuation<Void, Never>?
    }

    private let state: Locked<State>
    private let loops: Int

    /// Time stands still while one of `loops` loops runs.
    package init(_ start: Timestamp, loops: Int) {
        state = Locked(State(now: start))
        self.loops = loops
    }

    package var now: Timestamp { state.withLock { $0.now } }

    /// For a loop: returns when that many seconds have passed; throws when its task is cancelled.
    package func sleep(_ seconds: Int64) async throws {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (isOver, idle) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
                    if state.isOver || Task.isCancelled { return (true, nil) }
                    state.sleepers[id] = Sleeper(until: state.now.advanced(by: seconds), continuation: continuation)
                    guard state.sleepers.count == loops else { return (false, nil) }
                    defer { state.idle = nil }
                    return (false, state.idle)
                }
                if isOver { continuation.resume(throwing: CancellationError()) }
                idle?.resume()
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// For the test: moves on, moment by moment, to `end`; then all loops sleep.
    package func advance(to end: Timestamp) async {
        while true {
            await allAsleep()
            let woken = state.withLock { state -> [Sleeper]? in
                guard let next = state.sleepers.values.map(\.until).min(), next <= end else {
                    state.now = max(state.now, end)
                    return nil
                }
                state.now = max(state.now, next)
                let due = state.sleepers.filter { $0.value.until <= next }.keys
                return due.compactMap { state.sleepers.removeValue(forKey: $0) }
            }
            guard let woken else { return }
            for sleeper in woken { sleeper.continuation.resume() }
        }
    }

    /// For the test: no sleep lasts any longer.
    package func end() {
        let rest = state.withLock { state in
            state.isOver = true
            defer { state.sleepers = [:] }
            return Array(state.sleepers.values)
        }
        for sleeper in rest { sleeper.continuation.resume(throwing: CancellationError()) }
    }

    private func allAsleep() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.sleepers.count == loops { return true }
                state.idle = continuation
                return false
            }
            if isIdle { continuation.resume() }
        }
    }
}
