import Domain

/// Lets so many through at once; the others wait in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var waiting = Line<CheckedContinuation<Void, Never>>()
    }

    private let state: Locked<State>

    init(places: Int) { state = Locked(State(free: max(1, places))) }

    /// Waits for a place and takes it. Cancelled tasks wait, too: each place is given back.
    func enter() async {
        await withCheckedContinuation { continuation in
            let mayPass = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayPass { continuation.resume() }
        }
    }

    /// Gives the place to who has waited longest.
    func leave() {
        let next = state.withLock { state in
            let next = state.waiting.popFirst()
            if next == nil { state.free += 1 }
            return next
        }
        next?.resume()
    }
}
