/// The identity of a subscription: the URL as the operator configured it, whatever it redirects to today.
package struct FeedID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The URL of the configuration, byte for byte.
    package let url: String

    package init(_ url: String) { self.url = url }

    /// The URL itself.
    package var description: String { url }
}

/// A subscription: what the operator configured, with every default filled in.
///
/// An object, as it is large, never changes, and goes through every stage.
package final class Feed: Sendable {
    /// What it is known by, for ever.
    package let id: FeedID
    /// For people: the configuration's, else made of the URL.
    package let name: String
    /// How often, how long and how much.
    package let policy: PollPolicy
    /// What its requests carry.
    package let request: RequestOptions
    /// What an editor sorts it under; the groups of an OPML list.
    package let tags: [String]

    package init(
        id: FeedID,
        name: String,
        policy: PollPolicy,
        request: RequestOptions = RequestOptions(),
        tags: [String] = []
    ) {
        self.id = id
        self.name = name
        self.policy = policy
        self.request = request
        self.tags = tags
    }
}

extension Feed: Hashable {
    package static func == (left: Feed, right: Feed) -> Bool {
        left === right
            || left.id == right.id && left.name == right.name && left.policy == right.policy
                && left.request == right.request && left.tags == right.tags
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// How often, how long and how much. Durations in seconds, sizes in bytes.
package struct PollPolicy: Sendable, Hashable {
    /// Where polling starts; adapts between the next two.
    package var interval: Int64
    /// Never asked more often.
    package var minInterval: Int64
    /// Never asked less often while it answers.
    package var maxInterval: Int64
    /// For a whole transfer.
    package var timeout: Int64
    /// After decompression.
    package var maxBody: Int

    package init(
        interval: Int64 = 300,
        minInterval: Int64 = 60,
        maxInterval: Int64 = 3_600,
        timeout: Int64 = 30,
        maxBody: Int = 10_000_000
    ) {
        self.interval = interval
        self.minInterval = minInterval
        self.maxInterval = maxInterval
        self.timeout = timeout
        self.maxBody = maxBody
    }
}

/// The `ETag` and `Last-Modified` to send back, byte for byte as they came (RFC 9110 §8.8).
package struct Validators: Sendable, Hashable, Codable {
    /// Opaque, quotes and weakness included.
    package var etag: String?
    /// The server's own text, not a parsed time.
    package var lastModified: String?
    /// The URL whose answer they belong to.
    package var url: String?

    package init(etag: String? = nil, lastModified: String? = nil, url: String? = nil) {
        self.etag = etag
        self.lastModified = lastModified
        self.url = url
    }

    /// True where the next request is unconditional.
    package var isEmpty: Bool { etag == nil && lastModified == nil }
}

/// What the store keeps of a feed between polls, and over restarts.
package struct FeedState: Sendable, Hashable, Codable {
    /// Where the feed is asked today: the configured URL, or one that a permanent redirect has earned.
    package var url: String
    /// Those of the last document that was stored.
    package var validators = Validators()
    /// When the next poll is due.
    package var nextDue: Timestamp
    /// The server said not before this (Retry-After); also `poll` keeps to it.
    package var heldUntil: Timestamp?
    /// The current interval, seconds; adapts between the policy's bounds.
    package var interval: Int64
    /// The last answer or failure.
    package var lastPoll: Timestamp?
    /// The last document or 304.
    package var lastSuccess: Timestamp?
    /// The last full (200) document.
    package var lastDocument: Timestamp?
    /// Failed polls in a row.
    package var failures = 0
    /// What the last failed poll said, in one line without secrets; nil after a success.
    package var lastError: String?
    /// Set while the feed is reported as failing.
    package var failingSince: Timestamp?
    /// False until a document with at least one entry was taken in.
    package var hasBacklog = false
    /// A permanent redirect seen lately: its target and how often in a row.
    package var movingTo: String?
    /// How often in a row `movingTo` was met.
    package var movingSeen = 0
    /// First of the 410s in a row.
    package var goneSince: Timestamp?
    /// 410 for days: asked once a week from then on.
    package var isGone = false
    /// First of the 304s in a row, so that one who says 304 for ever is re-asked unconditionally.
    package var unchangedSince: Timestamp?
    /// Hash of the last body, hexadecimal; a 200 with the same bytes counts as unchanged.
    package var bodyHash: String?
    /// Hash of the last body that was cut or mended, and since when there has been no other: a feed that never closes its
    /// root is as complete as it gets.
    package var cutHash: String?
    package var cutSince: Timestamp?
    /// The last document's hints: ttl and sy:*, seconds; skipHours (GMT) and skipDays (0 = Sunday).
    package var hintedInterval: Int64?
    /// 0…23.
    package var skipHours: [Int] = []
    /// 0…6.
    package var skipDays: [Int] = []
    /// Share of the last documents' entries that were known, 0…1; nil before two documents.
    package var overlap: Double?
    /// WebSub hubs that the document or its answer named.
    package var hubs: [String] = []
    /// What the feed calls itself (`rel=self`).
    package var selfURL: String?
    /// The document's own title.
    package var title: String?

    package init(url: String, nextDue: Timestamp, interval: Int64) {
        self.url = url
        self.nextDue = nextDue
        self.interval = interval
    }
}
