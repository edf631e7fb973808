package import Domain
package import HTTP

/// Sends deliveries as mails: one session each, all recipients or none, 30 seconds in all.
///
/// What a reply means: the message taken (2xx) delivered, all else failed and tried again as a webhook is; greylisting
/// and a full mailbox pass, and what does not is told at every attempt.
package struct MailSink: AlertSink {
    private let client: MailClient

    package init(client: MailClient) { self.client = client }

    /// Sends the mail once, to all recipients or none.
    package func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        guard case .mail(let way) = receiver.way else {
            return .failed(reason: "no mail server is configured", status: nil, retryAfter: nil)
        }
        var envelope = MailEnvelope(
            server: way.server,
            from: way.from.mailbox,
            to: way.to.map(\.mailbox),
            message: delivery.body
        )
        envelope.requiresTLS = way.security == .required
        envelope.allowsPrivate = way.allowsPrivate
        envelope.username = way.username
        envelope.password = way.password
        switch await client.send(envelope) {
        case .success(let status): return .delivered(status: status)
        case .failure(let failure):
            return .failed(reason: PlainText.clean(failure.message), status: failure.status, retryAfter: nil)
        }
    }
}
