import Alerting
import Domain

/// What an alert becomes on paper: the line of the log and a delivery for each receiver that wants it.
struct Press: Sendable {
    let topic: String
    let receivers: [Receiver]
    /// Hosts of official sources, for the severity.
    var official: [String] = []
    /// Tells the deliverers that the outbox has something.
    let wake: @Sendable () -> Void

    func logLine(_ alert: Alert) -> [UInt8] { AlertRenderer.logLine(alert) }

    /// The alert as one change: stored, logged, and a delivery for each receiver that wants it.
    ///
    /// `isFolded`: it storms; a receiver that takes digests gets this one with the next.
    func change(raising alert: Alert, isFolded: Bool = false) -> Change {
        let deliveries = receivers.filter { receiver in
            receiver.events.contains(alert.type) && !(isFolded && receiver.events.contains(.stormDigest))
        }.map { AlertRenderer.delivery(of: alert, to: $0) }
        return .alert(alert, logLine: logLine(alert), deliveries: deliveries)
    }

    /// What a poll that changed a feed's health raises: nothing where no receiver asks for it.
    func changes(health alert: Alert?) -> [Change] {
        guard let alert, receivers.contains(where: { $0.events.contains(alert.type) }) else { return [] }
        return [change(raising: alert)]
    }

    /// The end of a storm: its digests, and, for receivers that take none any more, what was folded itself.
    func changes(ending folded: [Alert], at now: Timestamp) -> [Change] {
        let single = receivers.filter { !$0.events.contains(.stormDigest) }
        let late = folded.filter(Storm.folds).flatMap { alert in
            single.filter { $0.events.contains(alert.type) }.map { AlertRenderer.delivery(of: alert, to: $0) }
        }
        let digests = Storm.digests(of: folded, topic: topic, at: now).map { change(raising: $0) }
        return digests + [.deliveries(late), .storm(first: nil)]
    }
}
