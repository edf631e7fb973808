/// `alerts.storm`: more stories than `stories` within `window` seconds fold into one digest.
package struct StormRule: Sendable, Hashable {
    package let stories: Int
    package let window: Int64

    package init(stories: Int, window: Int64) {
        self.stories = stories
        self.window = window
    }
}

/// What a storm folded.
package struct StormDigest: Sendable, Hashable, Codable {
    package let began: Timestamp
    package let ended: Timestamp
    /// In the order in which they were raised.
    package let stories: [FoldedStory]

    package init(began: Timestamp, ended: Timestamp, stories: [FoldedStory]) {
        self.began = began
        self.ended = ended
        self.stories = stories
    }
}

/// One story of a digest, as far as it was told by its end.
package struct FoldedStory: Sendable, Hashable, Codable {
    package let alert: AlertID
    package let story: StoryID
    package let title: String
    package let url: String?
    package let feed: String
    package let severity: Severity
    /// How many told it.
    package let outlets: Int
    package let raised: Timestamp

    /// - Parameter alert: the last one of that story.
    package init(_ alert: Alert) {
        self.alert = alert.id
        story = alert.story.id
        title = alert.item.title
        url = alert.item.url
        feed = alert.item.feedName
        severity = alert.severity
        outlets = alert.story.outlets.count
        raised = alert.raised
    }
}

/// A feed that fails, or is back.
package struct FeedHealth: Sendable, Hashable, Codable {
    package let feed: FeedID
    package let name: String
    /// When the outage began.
    package let since: Timestamp
    /// Polls in a row that failed.
    package let failures: Int
    /// Why the last one did, in one line; nil once it is back.
    package let error: String?

    package init(feed: FeedID, name: String, since: Timestamp, failures: Int, error: String?) {
        self.feed = feed
        self.name = name
        self.since = since
        self.failures = failures
        self.error = error
    }
}
