import Alerting
import Domain

/// What an alert becomes on paper: the line of the log and a delivery for each receiver that wants it.
struct Press: Sendable {
    let topic: String
    let receivers: [Receiver]
    /// Tells the deliverers that the outbox has something.
    let wake: @Sendable () -> Void

    func logLine(_ alert: Alert) -> [UInt8] { AlertRenderer.logLine(alert) }

    /// One delivery for each receiver that wants it; `disabled` are those that answered 410.
    func deliveries(of alert: Alert, except disabled: Set<String>) -> [Delivery] {
        receivers.filter { $0.events.contains(alert.type) && !disabled.contains($0.name) }.map { receiver in
            AlertRenderer.delivery(of: alert, to: receiver)
        }
    }
}
