/// An alert's name: computed from its story and event number, never random, so that it survives a crash or a restore.
package struct AlertID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }
}

/// What a receiver can subscribe to.
package enum EventType: String, Sendable, Hashable, Codable, CaseIterable {
    case storyOpened = "story.opened"
    case storyGrown = "story.grown"
    case feedFailing = "feed.failing"
    case feedRecovered = "feed.recovered"
    case stormDigest = "storm.digest"
    case testPing = "test.ping"
}

/// What is raised when a story opens or grows: everything that the log and the webhooks tell.
package struct Alert: Sendable, Hashable, Codable {
    package let id: AlertID
    package let type: EventType
    /// When it was raised.
    package let raised: Timestamp
    package let topic: String
    /// As it is with `item`.
    package let story: Story
    /// What opened the story, or made it grow.
    package let item: Item
    package let verdict: Verdict
    package let nearness: Nearness
    /// The other items of the story so far.
    package let coverage: [Coverage]

    package init(
        id: AlertID,
        type: EventType,
        raised: Timestamp,
        topic: String,
        story: Story,
        item: Item,
        verdict: Verdict,
        nearness: Nearness,
        coverage: [Coverage]
    ) {
        self.id = id
        self.type = type
        self.raised = raised
        self.topic = topic
        self.story = story
        self.item = item
        self.verdict = verdict
        self.nearness = nearness
        self.coverage = coverage
    }

    /// What is stored of it: the item keeps its own text elsewhere, and no format tells more than the summary.
    package var withoutContent: Alert {
        guard !item.content.isEmpty else { return self }
        let told = Item(
            id: item.id,
            feed: item.feed,
            feedName: item.feedName,
            outlet: item.outlet,
            guid: item.guid,
            url: item.url,
            canonicalURL: item.canonicalURL,
            title: item.title,
            summary: item.summary,
            content: "",
            language: item.language,
            published: item.published,
            updated: item.updated,
            firstSeen: item.firstSeen,
            keys: item.keys,
            fingerprint: item.fingerprint
        )
        return with(told, coverage)
    }

    /// The same alert with `coverage`, oldest first.
    package func covered(by coverage: [Coverage]) -> Alert { with(item, coverage) }

    private func with(_ item: Item, _ coverage: [Coverage]) -> Alert {
        Alert(
            id: id,
            type: type,
            raised: raised,
            topic: topic,
            story: story,
            item: item,
            verdict: verdict,
            nearness: nearness,
            coverage: coverage
        )
    }
}

/// One item of a story, as an alert lists it.
package struct Coverage: Sendable, Hashable, Codable {
    package let feed: String
    package let url: String?
    package let title: String
    package let published: Timestamp

    package init(feed: String, url: String?, title: String, published: Timestamp) {
        self.feed = feed
        self.url = url
        self.title = title
        self.published = published
    }

    /// What is told of `item`.
    package init(of item: Item) {
        self.init(feed: item.feedName, url: item.url, title: item.title, published: item.published.time)
    }
}

/// The body a receiver understands.
package enum AlertFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case standard, cloudevents, slack, discord, teams, mattermost, telegram, ntfy, template
}

/// A webhook destination with its defaults filled in. The URL is a secret: print the name.
package struct Receiver: Sendable, Hashable {
    package let name: String
    package let url: String
    package let format: AlertFormat
    /// The signing key itself (the decoded part behind `whsec_`), or none.
    package let secret: [UInt8]?
    /// Keys on their way out: each adds a signature, so that the other side can change over in its own time.
    package let formerSecrets: [[UInt8]]
    package let events: Set<EventType>

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

/// One alert on its way to one destination: a row of the outbox.
package struct Delivery: Sendable, Hashable {
    package enum State: String, Sendable, Hashable { case pending, delivered, dead }

    /// The receiver's key for idempotency, the same on every attempt (`webhook-id`). No dot in it.
    package let id: String
    package let alert: AlertID
    package let receiver: String
    package let story: StoryID
    /// Rendered once, sent the same every time.
    package let body: [UInt8]
    package let contentType: String
    package let created: Timestamp
    package var state: State
    /// Attempts so far.
    package var attempts: Int
    package var nextAttempt: Timestamp
    package var lastOutcome: String?

    package init(
        id: String,
        alert: AlertID,
        receiver: String,
        story: StoryID,
        body: [UInt8],
        contentType: String,
        created: Timestamp,
        state: State = .pending,
        attempts: Int = 0,
        nextAttempt: Timestamp,
        lastOutcome: String? = nil
    ) {
        self.id = id
        self.alert = alert
        self.receiver = receiver
        self.story = story
        self.body = body
        self.contentType = contentType
        self.created = created
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastOutcome = lastOutcome
    }
}

/// What one POST of a delivery came to.
package enum Attempt: Sendable, Hashable {
    /// 2xx.
    case delivered(status: Int)
    /// 410: the destination wants no more.
    case gone
    /// Anything else; `retryAfter` in seconds where a 429 or 503 said so.
    case failed(reason: String, status: Int?, retryAfter: Int64?)
}
