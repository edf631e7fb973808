/// An alert's name: computed from its story and event number, never random, so that it survives a crash or a restore.
package struct AlertID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// `a`, 16 hexadecimal digits of the story, and the event's number.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// The id itself.
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

/// What is raised: when a story opens or grows, a feed fails or is back, a storm is folded. All that any format tells.
package struct Alert: Sendable, Hashable, Codable {
    /// The same after a crash or a restore; the store takes it once.
    package let id: AlertID
    /// What happened: a story opened, or grew, or what else a receiver can ask for.
    package let type: EventType
    /// When it was raised.
    package let raised: Timestamp
    /// The topic's name, or that of the `watch` entry that flagged the item.
    package let topic: String
    /// The story; of other events a stand-in, whose id keeps what belongs together in order.
    package let story: Story
    /// The item; of other events a stand-in, whose title and summary tell them to people.
    package private(set) var item: Item
    /// Why `item` is on-topic.
    package let verdict: Verdict
    /// What was known that is nearest to `item`, and how near.
    package let nearness: Nearness
    /// The other items of the story so far.
    package private(set) var coverage: [Coverage]
    /// How much noise it deserves (`Severity`).
    package var severity: Severity
    /// Of `feed.failing` and `feed.recovered`.
    package var health: FeedHealth?
    /// Of `storm.digest`.
    package var storm: StormDigest?

    package init(
        id: AlertID,
        type: EventType,
        raised: Timestamp,
        topic: String,
        story: Story,
        item: Item,
        verdict: Verdict,
        nearness: Nearness,
        coverage: [Coverage],
        severity: Severity = .alert
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
        self.severity = severity
    }

    /// What is stored of it: the item keeps its own text elsewhere, and no format tells more than the summary.
    package var withoutContent: Alert {
        guard !item.content.isEmpty else { return self }
        var told = self
        told.item = item.shortened(summary: item.summary, content: "")
        return told
    }

    /// The same alert with `coverage`, oldest first.
    package func covered(by coverage: [Coverage]) -> Alert {
        var told = self
        told.coverage = coverage
        return told
    }
}

extension Alert {
    /// Reads also what was stored before alerts had a severity.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(AlertID.self, forKey: .id),
            type: try values.decode(EventType.self, forKey: .type),
            raised: try values.decode(Timestamp.self, forKey: .raised),
            topic: try values.decode(String.self, forKey: .topic),
            story: try values.decode(Story.self, forKey: .story),
            item: try values.decode(Item.self, forKey: .item),
            verdict: try values.decode(Verdict.self, forKey: .verdict),
            nearness: try values.decode(Nearness.self, forKey: .nearness),
            coverage: try values.decode([Coverage].self, forKey: .coverage),
            severity: try values.decodeIfPresent(Severity.self, forKey: .severity) ?? .alert
        )
        health = try values.decodeIfPresent(FeedHealth.self, forKey: .health)
        storm = try values.decodeIfPresent(StormDigest.self, forKey: .storm)
    }
}

/// One item of a story, as an alert lists it.
package struct Coverage: Sendable, Hashable, Codable {
    /// The feed's name, for people.
    package let feed: String
    /// As published; nil where the entry had none.
    package let url: String?
    /// Its headline, plain.
    package let title: String
    /// When it was published, or first seen where no credible date was given.
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
