package import Domain

/// A destination that answers as it is told and remembers what it got.
package final class RecordingSink: AlertSink {
    /// One POST as it arrived.
    package struct Sent: Sendable, Hashable {
        package let id: String
        package let receiver: String
        package let story: StoryID
        package let body: [UInt8]
        package let at: Timestamp
        package let attempt: Attempt
    }

    private struct State: Sendable {
        var sent: [Sent] = []
        var script: [Attempt] = []
        var answer: (@Sendable (Delivery, Timestamp) -> Attempt)?
    }

    private let state = Locked(State())
    private let during: @Sendable (Delivery) async -> Void

    /// - Parameter during: runs while a delivery is on its way.
    package init(during: @escaping @Sendable (Delivery) async -> Void = { _ in }) { self.during = during }

    /// Answers with these, then with 200.
    package func script(_ attempts: [Attempt]) { state.withLock { $0.script = attempts } }

    /// Answers by what is sent; nil goes back to the script.
    package func answer(_ answer: (@Sendable (Delivery, Timestamp) -> Attempt)?) {
        state.withLock { $0.answer = answer }
    }

    package var sent: [Sent] { state.withLock { $0.sent } }

    package func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        await during(delivery)
        return state.withLock { state in
            let attempt =
                state.answer?(delivery, now)
                ?? (state.script.isEmpty ? .delivered(status: 200) : state.script.removeFirst())
            state.sent.append(
                Sent(
                    id: delivery.id,
                    receiver: receiver.name,
                    story: delivery.story,
                    body: delivery.body,
                    at: now,
                    attempt: attempt
                )
            )
            return attempt
        }
    }
}
