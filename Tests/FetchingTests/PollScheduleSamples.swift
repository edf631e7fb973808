import Domain

@testable import Fetching

/// One poll that ends at `now`, a Friday, 19:00:00 GMT.
struct Ask {
    static let now = Timestamp(seconds: 1_755_284_400)
    static let url = "https://a.example/feed"

    /// An answer after which polls are conditional.
    static let conditional = Freshness(validators: Validators(etag: "\"e\"", url: url))

    var now = Self.now
    var jitter = 0.0

    static func feed(_ policy: PollPolicy = PollPolicy()) -> Feed { Feed(id: FeedID(url), name: "A", policy: policy) }

    static func state(_ change: (inout FeedState) -> Void = { _ in }) -> FeedState {
        var state = PollSchedule.first(of: feed(), now: now)
        change(&state)
        return state
    }

    /// A state with everything in it that a success leaves behind.
    static var rich: FeedState {
        state { state in
            state.validators = Validators(etag: "W/\"x\"", lastModified: "sun, 6 nov 1994", url: url)
            state.bodyHash = "hash"
            state.hasBacklog = true
            state.overlap = 0.9
            state.interval = 480
            state.hubs = ["https://hub.example/"]
            state.hintedInterval = 600
            state.freshFor = 120
            state.skipHours = [3]
            state.skipDays = [0]
            state.title = "A"
            state.lastPoll = now.advanced(by: -480)
            state.lastSuccess = now.advanced(by: -480)
            state.lastDocument = now.advanced(by: -9_000)
            state.unchangedSince = now.advanced(by: -8_000)
        }
    }

    static func modified(
        _ freshness: Freshness = Freshness(),
        status: Int = 200,
        hash: String? = "hash",
        permanentURL: String? = nil
    ) -> FetchOutcome {
        .modified(
            FetchResponse(
                url: permanentURL ?? url,
                permanentURL: permanentURL,
                status: status,
                contentType: nil,
                body: [],
                freshness: freshness,
                bodyHash: hash
            )
        )
    }

    static func failure(_ kind: FetchFailure.Kind = .timeout, status: Int? = nil) -> FetchOutcome {
        .failed(FetchFailure(kind, status: status, "it failed"))
    }

    static let everyFailure: [FetchOutcome] =
        [
            .gone, .throttled(status: 429, retryAfter: nil), .throttled(status: 503, retryAfter: 120),
            .throttled(status: 429, retryAfter: .max), .throttled(status: 429, retryAfter: .min),
            failure(.http, status: 404), failure(.http, status: 500), failure(.http, status: 304), modified(),
        ]
        + [
            FetchFailure.Kind.dns, .connect, .timeout, .tls, .redirect, .tooBig, .encoding, .truncated, .blockedAddress,
            .badURL, .other,
        ].map { failure($0) }

    static let everyOutcome = everyFailure + [.notModified(Freshness(secondsLeft: .max)), .notModified(Freshness())]

    func after(_ outcome: FetchOutcome, from state: FeedState, _ policy: PollPolicy = PollPolicy()) -> FeedState {
        PollSchedule.state(
            after: outcome,
            document: nil,
            overlap: nil,
            of: Self.feed(policy),
            from: state,
            now: now,
            jitter: jitter
        )
    }

    func unchanged(_ freshness: Freshness = Freshness(), from state: FeedState) -> FeedState {
        after(.notModified(freshness), from: state)
    }

    /// Takes a document with one entry, unless `change` makes it another.
    func took(
        overlap: Double? = nil,
        freshness: Freshness = Ask.conditional,
        status: Int = 200,
        hash: String? = "hash",
        permanentURL: String? = nil,
        from state: FeedState = Self.state(),
        policy: PollPolicy = PollPolicy(),
        _ change: (inout FeedDocument) -> Void = { _ in }
    ) -> FeedState {
        var document = FeedDocument(format: .rss20)
        document.entries = [Entry()]
        change(&document)
        return PollSchedule.state(
            after: Self.modified(freshness, status: status, hash: hash, permanentURL: permanentURL),
            document: document,
            overlap: overlap,
            of: Self.feed(policy),
            from: state,
            now: now,
            jitter: jitter
        )
    }
}

extension FeedState {
    /// Seconds from the last poll to the next.
    var wait: Int64 { nextDue.seconds(since: lastPoll ?? Ask.now) }
}
