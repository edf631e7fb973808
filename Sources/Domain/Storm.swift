/// `alerts.storm`: more stories than `stories` within `window` seconds fold into one digest.
package struct StormRule: Sendable, Hashable {
    /// So many are told one by one.
    package let stories: Int
    /// Seconds.
    package let window: Int64

    package init(stories: Int, window: Int64) {
        self.stories = stories
        self.window = window
    }
}

/// What a storm folded.
package struct StormDigest: Sendable, Hashable, Codable {
    /// When the first of them was raised.
    package let began: Timestamp
    /// When the digest was made.
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
    /// The last alert of the story.
    package let alert: AlertID
    /// The story.
    package let story: StoryID
    /// The headline of that alert's item.
    package let title: String
    /// Its link; nil where it has none.
    package let url: String?
    /// The name of the feed that brought it.
    package let feed: String
    /// As that alert was graded.
    package let severity: Severity
    /// How many told it.
    package let outlets: Int
    /// When that alert was raised.
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
    /// The feed.
    package let feed: FeedID
    /// Its name, for people.
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
