/// The identity of a subscription: the URL as the operator configured it, whatever it redirects to today.
package struct FeedID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The URL of the configuration, byte for byte.
    package let url: String

    package init(_ url: String) { self.url = url }

    /// The URL itself.
    package var description: String { url }
}

/// A subscription: what the operator configured, with every default filled in.
package struct Feed: Sendable, Hashable {
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

/// What one feed's requests carry besides what every request does.
package struct RequestOptions: Sendable, Hashable {
    /// Sent to the feed's own origin only, never across a redirect to another.
    package var headers: [HeaderField] = []
    /// `user:password` for basic authentication; never printed.
    package var basicAuth: String?
    /// Sent in place of ours; nil sends ours.
    package var userAgent: String?
    /// Shown to the feed's own origin only.
    package var clientCertificate: ClientCertificate?

    package init() {}
}

/// Who we are, for servers that ask for a certificate (RFC 8446 §4.4.2). PEM texts; never printed.
package struct ClientCertificate: Sendable, Hashable {
    /// With the certificates that lead to the issuer, if any.
    package let certificate: String
    package let key: String
    /// What the key is encrypted with.
    package let password: String?

    package init(certificate: String, key: String, password: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.password = password
    }
}

/// A header field's name and value.
package struct HeaderField: Sendable, Hashable {
    /// As it is sent; compared without case (RFC 9110 §5.1).
    package let name: String
    /// Without surrounding white space.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
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

/// What asking a feed came to (RFC 9110 §15).
package enum FetchOutcome: Sendable {
    /// A whole 2xx answer with a body.
    case modified(FetchResponse)
    /// 304, or a 200 with the bytes that are known: the validators and freshness it carried.
    case notModified(Freshness)
    /// 410.
    case gone
    /// 429 or 503: not before this many seconds; 0 where it named the past; nil when it did not say.
    case throttled(status: Int, retryAfter: Int64?)
    case failed(FetchFailure)

    /// The server asked to be left alone for a while.
    package var isRefusal: Bool {
        if case .throttled(let status, let wait) = self { wait.map { $0 > 0 } ?? (status == 429) } else { false }
    }
}

/// A whole answer: complete, decompressed, within the size limit.
package struct FetchResponse: Sendable {
    /// The URL that answered, after redirects.
    package var url: String
    /// The target of a chain of 301 and 308 from the URL asked, if the chain had nothing else.
    package var permanentURL: String?
    /// The HTTP status: 200, or 226 for a part (RFC 3229).
    package var status: Int
    /// The header's value with its parameters.
    package var contentType: String?
    /// Decompressed.
    package var body: [UInt8]
    /// What it says about asking again.
    package var freshness: Freshness
    /// Hash of `body`, hexadecimal, to compare with `FeedState.bodyHash`; nil where it is no measure (226, a part).
    package var bodyHash: String?

    package init(
        url: String,
        permanentURL: String? = nil,
        status: Int,
        contentType: String?,
        body: [UInt8],
        freshness: Freshness,
        bodyHash: String? = nil
    ) {
        self.url = url
        self.permanentURL = permanentURL
        self.status = status
        self.contentType = contentType
        self.body = body
        self.freshness = freshness
        self.bodyHash = bodyHash
    }
}

/// What an answer says about asking again: validators, and how long it stays fresh (RFC 9111 §4.2).
package struct Freshness: Sendable, Hashable {
    /// To send back next time.
    package var validators: Validators
    /// Seconds left, from max-age less Age, or Expires less Date; nil when the server did not say.
    package var secondsLeft: Int64?
    /// A chain of 301 and 308 alone led here.
    package var permanentURL: String?
    /// The `Link: rel=hub` targets.
    package var hubs: [String]
    /// The `Link: rel=self` target.
    package var selfURL: String?
    /// The answer had a body, so that what is unchanged was seen to be and not only said to be.
    package var hasBody: Bool

    package init(
        validators: Validators = Validators(),
        secondsLeft: Int64? = nil,
        permanentURL: String? = nil,
        hubs: [String] = [],
        selfURL: String? = nil,
        hasBody: Bool = false
    ) {
        self.selfURL = selfURL
        self.validators = validators
        self.secondsLeft = secondsLeft
        self.permanentURL = permanentURL
        self.hubs = hubs
        self.hasBody = hasBody
    }
}

/// Why a feed gave no document.
package struct FetchFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stage at which it failed.
    package enum Kind: String, Sendable, Hashable {
        case dns, connect, timeout, tls, http, redirect, tooBig, encoding, truncated, blockedAddress, badURL, cancelled
        case other
    }

    /// Decides about trying again (`isTransient`).
    package let kind: Kind
    /// The HTTP status where there was one.
    package let status: Int?
    /// One line without secrets: what happened.
    package let message: String

    package init(_ kind: Kind, status: Int? = nil, _ message: String) {
        self.kind = kind
        self.status = status
        self.message = message
    }

    /// `message`.
    package var description: String { message }

    /// True where trying again later may help without anybody doing something.
    package var isTransient: Bool {
        switch kind {
        case .dns, .connect, .timeout, .truncated, .cancelled, .other: true
        case .http: (status ?? 0) >= 500 || status == 408 || status == 429
        case .tls, .redirect, .tooBig, .encoding, .blockedAddress, .badURL: false
        }
    }
}
