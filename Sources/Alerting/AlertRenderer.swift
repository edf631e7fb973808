package import Domain

/// Alerts as bytes: the line of the log, and the body that each receiver's format asks for.
///
/// Pure: the same alert gives the same bytes, on every host. Texts are cleaned (`PlainText.clean`), escaped for the
/// format's markup, cut in the format's own unit between words; links stay whole. No format pings anybody.
package enum AlertRenderer {
    /// One line of the alert log, without its end: the standard format's body.
    package static func logLine(_ alert: Alert) -> [UInt8] { StandardFormat.body(of: alert) }

    /// The outbox row of `alert` for `receiver`, due at once or at the end of its quiet hours.
    package static func delivery(of alert: Alert, to receiver: Receiver) -> Delivery {
        let id = messageID(of: alert, to: receiver)
        let (body, contentType) = body(of: alert, id: id, for: receiver)
        let due = receiver.quiet?.due(alert.severity, at: alert.raised) ?? alert.raised
        return Delivery(
            id: id,
            alert: alert.id,
            receiver: receiver.name,
            story: alert.story.id,
            body: body,
            contentType: contentType,
            created: alert.raised,
            nextAttempt: due,
            lastOutcome: due > alert.raised ? "waits for the end of quiet hours" : nil
        )
    }

    /// What `hotline webhook test` sends; never in the outbox, never a story.
    package static func testPing(to receiver: Receiver, at now: Timestamp) -> Delivery {
        let alert = Alert.standIn(
            id: AlertID("test-\(now.seconds)"),
            type: .testPing,
            at: now,
            topic: "test",
            lane: "s0000000000000000",
            title: "Test of this destination",
            summary: "Sent by hand; no news.",
            feed: nil
        )
        return delivery(of: alert, to: receiver)
    }

    /// `msg_` and the base32 of SHA-256 over receiver, story and event: the same after a crash, a restore, on another host.
    package static func messageID(of alert: Alert, to receiver: Receiver) -> String {
        let parts = [receiver.name, alert.story.id.text, alert.id.text].map { Array($0.utf8) }
        return "msg_" + Digest.base32(Digest.sha256(Array(parts.joined(separator: [0]))).prefix(20))
    }

    /// A fingerprint of where a receiver leads, to notice that it leads elsewhere; tells nothing of the URL.
    package static func place(of receiver: Receiver) -> String {
        Digest.base32(Digest.sha256(Array("place\0\(receiver.url)".utf8)).prefix(20))
    }

    static func body(of alert: Alert, id: String, for receiver: Receiver) -> (body: [UInt8], contentType: String) {
        let json = "application/json"
        switch receiver.way {
        case .webhook: break
        case .command: return (StandardFormat.body(of: alert), json)
        case .mail(let way): return (MailFormat.body(of: alert, id: id, to: way), "message/rfc822")
        }
        return switch receiver.format {
        case .standard: (StandardFormat.body(of: alert), json)
        case .template: TemplateFormat.body(of: alert, by: receiver.template)
        case .alertmanager: (AlertmanagerFormat.body(of: alert), json)
        case .cloudevents: (CloudEventsFormat.body(of: alert, id: id), "application/cloudevents+json")
        case .slack: (SlackFormat.body(of: Notice(alert)), json)
        case .discord: (DiscordFormat.body(of: Notice(alert)), json)
        case .teams: (TeamsFormat.body(of: Notice(alert)), json)
        case .mattermost: (MattermostFormat.body(of: Notice(alert)), json)
        case .telegram: (TelegramFormat.body(of: Notice(alert), chat: Destination(receiver).chat), json)
        case .ntfy: (NtfyFormat.body(of: Notice(alert), topic: Destination(receiver).topic), json)
        }
    }
}
