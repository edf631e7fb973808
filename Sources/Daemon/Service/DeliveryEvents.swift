import Alerting
import Domain
import Logging

extension DeliveryEvent {
    /// One line of the operational log. Receivers are named; their URLs are secrets.
    func tell(_ log: Logger) {
        switch self {
        case .delivered(let delivery): log.info(.known(.delivered), metadata: delivery.fields)
        case .failed(let delivery): log.warning(.known(.deliveryFailed), metadata: delivery.fields)
        case .died(let delivery):
            log.error(.known(.deliveryGivenUp), metadata: delivery.fields)
        case .parked(let receiver, let count):
            log.error(
                "deliveries given up; hotline alerts resend --dead sends them again",
                metadata: ["receiver": "\(receiver)", "count": "\(count)"]
            )
        case .gone(let delivery): log.error(.known(.receiverGone), metadata: delivery.fields)
        case .circuitOpened(let receiver, let outcome):
            log.warning(
                .known(.receiverFailing),
                metadata: ["receiver": "\(receiver)", "reason": "\(outcome)"]
            )
        case .circuitClosed(let receiver): log.notice(.known(.receiverBack), metadata: ["receiver": "\(receiver)"])
        case .storeFailed(let receiver, let error):
            log.error("outbox cannot be used", metadata: ["receiver": "\(receiver)", "reason": "\(error.message)"])
        }
    }
}

extension AlertLogEvent {
    func tell(_ log: Logger) {
        switch self {
        case .fileFailed(let path, let reason):
            log.error(
                "alert log cannot be written; nothing is lost",
                metadata: ["path": "\(path)", "reason": "\(reason)"]
            )
        case .recovered(let path): log.notice("alert log is whole again", metadata: ["path": "\(path)"])
        case .storeFailed(let error):
            log.error("alert log cannot be read from the store", metadata: ["reason": "\(error.message)"])
        }
    }
}

extension Delivery {
    fileprivate var fields: Logger.Metadata {
        var fields: Logger.Metadata = [
            "receiver": "\(receiver)", "id": "\(id)", "story": "\(story)", "attempts": "\(attempts)",
        ]
        if let lastOutcome { fields["outcome"] = "\(lastOutcome)" }
        if state == .pending { fields["next"] = "\(nextAttempt)" }
        return fields
    }
}
