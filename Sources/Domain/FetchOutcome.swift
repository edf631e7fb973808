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

    /// How many seconds the server asked to be left alone; ten minutes for a 429 that does not say; nil where it did not ask.
    package var refusedFor: Int64? {
        guard case .throttled(let status, let wait) = self else { return nil }
        guard let wait else { return status == 429 ? Self.unsaidRefusal : nil }
        return wait > 0 ? wait : nil
    }
    private static let unsaidRefusal: Int64 = 600
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
    /// A compressed body lacks its end: what was unpacked reads as cut, even where it looks whole.
    package var lacksEnd = false

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
    /// The same without the Age: what the next answer has of it that does not say.
    package var lifetime: Int64?
    /// The answer says that nothing is fresh (`no-cache`, `no-store`, a time that is over or none): what an earlier one said is void.
    package var voidsEarlier = false
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
        lifetime = secondsLeft
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

    /// True where it may be the way to the server that failed, or this machine's own: nothing was asked of the server.
    package var isOfTheWay: Bool {
        switch kind {
        case .dns, .connect, .timeout, .tls: true
        default: false
        }
    }

    /// True where trying again later may help without anybody doing something.
    package var isTransient: Bool {
        switch kind {
        case .dns, .connect, .timeout, .truncated, .cancelled, .other: true
        case .http: (status ?? 0) >= 500 || status == 408 || status == 429
        case .tls, .redirect, .tooBig, .encoding, .blockedAddress, .badURL: false
        }
    }
}
