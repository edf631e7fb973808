/// The body a receiver understands.
package enum AlertFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case standard, cloudevents, alertmanager, slack, discord, teams, mattermost, telegram, ntfy, template
}

/// A destination with its defaults filled in. The URL is a secret: print the name.
package struct Receiver: Sendable, Hashable {
    /// What the operator calls it, unique; letters, digits, `-`, `_`, `.` and blanks.
    package let name: String
    /// Where to post: http or https.
    package let url: String
    /// The body that it understands.
    package let format: AlertFormat
    /// The signing key itself (the decoded part behind `whsec_`), or none.
    package let secret: [UInt8]?
    /// Keys on their way out: each adds a signature, so that the other side can change over in its own time.
    package let formerSecrets: [[UInt8]]
    /// What it asked for; nothing else is sent to it.
    package let events: Set<EventType>
    /// How its deliveries leave; `url`, `format` and the keys are a webhook's alone.
    package var way = ReceiverWay.webhook
    /// Loopback, private and link-local addresses may be asked for this one, whatever the network's policy says.
    package var allowsPrivate = false
    /// When alerts wait for it; nil: never.
    package var quiet: QuietHours?
    /// What `format: template` renders.
    package var template: TemplateText?

    package init(
        name: String,
        url: String,
        format: AlertFormat,
        secret: [UInt8]?,
        formerSecrets: [[UInt8]] = [],
        events: Set<EventType>
    ) {
        self.name = name
        self.url = url
        self.format = format
        self.secret = secret
        self.formerSecrets = formerSecrets
        self.events = events
    }
}

/// A Mustache template as the configuration gives it (docs/webhooks.md, *Templates*).
package struct TemplateText: Sendable, Hashable {
    /// The template, not compiled.
    package let text: String
    /// Where it begins; a file of its own begins at 1:1.
    package let place: Problem.Place
    /// The `content-type` of what it makes; JSON is checked to be JSON.
    package let contentType: String

    package init(text: String, place: Problem.Place, contentType: String = "application/json") {
        self.text = text
        self.place = place
        self.contentType = contentType
    }
}
