import Alerting
import Domain
import HTTP

/// The clients that webhooks are posted with: one under the network's policy, and one for destinations that may be inside.
struct WebhookClients: AlertSink {
    private let outside: HTTPClient
    /// Where a destination has `allow_private`.
    private let inside: HTTPClient?

    /// Each receiver has one request in flight at most, so that many make no queue: one that hangs delays no other, not
    /// even at its own host.
    init(_ configuration: Configuration) {
        let receivers = configuration.alerts.receivers
        let places = max(1, receivers.count)
        outside = HTTPClient(policy: configuration.network, concurrency: places, perHost: places)
        var policy = configuration.network
        policy.allowPrivate = true
        inside =
            receivers.contains { $0.allowsPrivate }
            ? HTTPClient(policy: policy, concurrency: places, perHost: places) : nil
    }

    func sink(for receiver: Receiver) -> WebhookSink {
        WebhookSink(client: receiver.allowsPrivate ? inside ?? outside : outside)
    }

    func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        await sink(for: receiver).send(delivery, to: receiver, at: now)
    }

    func shutdown() async {
        await outside.shutdown()
        await inside?.shutdown()
    }
}
