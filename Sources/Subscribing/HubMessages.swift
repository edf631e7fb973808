package import Domain
import HTTP

/// What goes to a hub: a form (WebSub §5.1).
package enum HubMessages {
    /// Longer addresses are a mistake or an attack.
    package static let longestURL = 2_000

    /// The form that asks for a subscription, or for its end.
    package static func form(_ subscription: HubSubscription, callback: String) -> [UInt8] {
        let isLeaving = subscription.state == .leaving
        var fields = [
            ("hub.callback", callback), ("hub.mode", isLeaving ? "unsubscribe" : "subscribe"),
            ("hub.topic", subscription.topic),
        ]
        if !isLeaving {
            fields.append(("hub.lease_seconds", String(SubscriptionSchedule.wantedLease)))
            fields.append(("hub.secret", subscription.secret))
        }
        let pairs = fields.map { "\(WebForm.encoded($0.0))=\(WebForm.encoded($0.1))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    /// Where the callback lies under the public URL that the hub was given, which has no slash at its end; `publicURL` is
    /// today's.
    package static func callback(_ subscription: HubSubscription, publicURL: String, path: String) -> String {
        "\(subscription.publicURL ?? publicURL)\(path)\(subscription.token)"
    }
}

/// A hub's GET of a callback (WebSub §5.2, §5.3).
package struct HubQuestion: Sendable, Hashable {
    /// `subscribe`, `unsubscribe` or `denied`; else it means nothing.
    package let mode: String
    /// What the hub knows the feed by.
    package let topic: String
    /// To be repeated where we confirm.
    package let challenge: String
    /// Seconds.
    package let lease: Int64?
    /// Why it denies; the hub's own words.
    package let reason: String

    /// Reads the decoded query of the request, in which the first of a name counts; nil without mode and topic, or with
    /// a challenge that is none.
    package init?(query: [(name: String, value: String)]) {
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        guard let mode = value("hub.mode"), let topic = value("hub.topic") else { return nil }
        let challenge = value("hub.challenge") ?? ""
        guard challenge.utf8.count <= 1_024, mode == "denied" || !challenge.isEmpty else { return nil }
        self.mode = mode
        self.topic = topic
        self.challenge = challenge
        lease = value("hub.lease_seconds").flatMap { Int64($0) }
        reason = value("hub.reason") ?? ""
    }

    /// What it does to `subscription`, and whether the challenge is to be repeated.
    package enum Outcome: Sendable, Hashable {
        /// Confirmed; nil: the subscription has ended as we wished.
        case confirmed(HubSubscription?)
        /// No challenge to repeat; nil: the subscription has ended.
        case noted(HubSubscription?)
        /// Not what we asked for: 404.
        case refused
    }

    /// Only what we asked for, for the topic that we asked for, is confirmed.
    package func outcome(for subscription: HubSubscription, now: Timestamp) -> Outcome {
        guard topic == subscription.topic else { return .refused }
        switch mode {
        case "subscribe":
            guard subscription.askedAt != nil, subscription.state != .leaving else {
                // A hub that missed our answer asks again; its lease stays the one that was confirmed.
                return SubscriptionSchedule.isAlive(subscription, now: now) ? .confirmed(subscription) : .refused
            }
            return .confirmed(SubscriptionSchedule.verified(subscription, lease: lease, now: now))
        case "unsubscribe":
            return subscription.state == .leaving && subscription.askedAt != nil ? .confirmed(nil) : .refused
        case "denied":
            // It may come at any time, also to end what was active (§5.2).
            if subscription.state == .leaving { return .noted(nil) }
            return .noted(SubscriptionSchedule.denied(subscription, reason: reason, now: now))
        default: return .refused
        }
    }
}
