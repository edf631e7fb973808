package import Domain
package import HTTP

/// Asks a feed politely: only for what has changed, by the validators that it gave, byte for byte.
///
/// - Takes: a feed and its state. Gives: one `FetchOutcome`; never throws, changes nothing.
/// - Validators go to the URL that gave them and to no other, also behind a redirect. Credentials and configured fields
///   go to the origin that the operator configured and to no other, also when a permanent redirect was adopted.
/// - `A-IM: feed` asks for the new entries alone (RFC 3229 with feed); such an answer is 226 and a part of the document.
/// - A 200 with the bytes of the last whole document counts as 304.
package struct CurlFetcher: Fetcher {
    private static let accept =
        "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.1"

    private let client: HTTPClient
    private let clock: (any WallClock)?

    /// A fetcher over `client`; `clock` is for dates (`Retry-After`, `Expires`) in an answer without `Date`, else they are not heeded.
    package init(client: HTTPClient, clock: (any WallClock)? = nil) {
        self.client = client
        self.clock = clock
    }

    /// Asks the feed once, as its state says.
    package func fetch(_ feed: Feed, state: FeedState) async -> FetchOutcome {
        let request = Self.request(feed, state)
        switch await client.send(request) {
        case .failure(let failure): return .failed(failure)
        case .success(let response):
            guard !response.body.isEmpty else { return outcome(of: response, to: request, state) }
            // A body is hashed, which takes time: not where others wait for their answers.
            return await withTaskExecutorPreference(globalConcurrentExecutor) {
                outcome(of: response, to: request, state)
            }
        }
    }

    static func request(_ feed: Feed, _ state: FeedState) -> HTTPRequest {
        let asked = WebURL.read(state.url)
        var request = HTTPRequest(url: state.url, read: asked)
        request.timeout = feed.policy.timeout
        request.maxBody = feed.policy.maxBody
        request.userAgent = feed.request.userAgent
        request.headers = [HeaderField("Accept", accept)]
        let home = feed.id.url == state.url ? asked : WebURL.read(feed.id.url)
        if home == asked || home?.origin == asked?.origin {
            request.basicAuth = feed.request.basicAuth ?? home?.credentials
            request.originHeaders = feed.request.headers
            request.clientCertificate = feed.request.clientCertificate
        }
        let validators = state.validators
        if !validators.isEmpty {
            var fields: [HeaderField] = []
            if let etag = validators.etag {
                fields.append(HeaderField("If-None-Match", etag))
                fields.append(HeaderField("A-IM", "feed"))
            }
            if let date = validators.lastModified { fields.append(HeaderField("If-Modified-Since", date)) }
            request.conditional = HTTPRequest.Conditional(
                url: validators.url ?? asked?.text ?? state.url,
                headers: fields
            )
        }
        return request
    }

    private func outcome(of response: HTTPResponse, to request: HTTPRequest, _ state: FeedState) -> FetchOutcome {
        switch response.status {
        case 200, 203: whole(response, state)
        case 226: part(response)
        case 304: unchanged(response, to: request, state)
        case 410: .gone
        case 429, 503:
            .throttled(status: response.status, retryAfter: RetryAfter.seconds(response, now: clock?.now))
        default: .failed(FetchFailure(.http, status: response.status, "HTTP status \(response.status)"))
        }
    }

    private func whole(_ response: HTTPResponse, _ state: FeedState) -> FetchOutcome {
        let freshness = freshness(response, ServerHints.validators(of: response))
        let hash = BodyHash.hash(response.body)
        if hash == state.bodyHash {
            var seen = freshness
            seen.hasBody = true
            return .notModified(seen)
        }
        return .modified(answer(response, freshness, hash: hash))
    }

    private func part(_ response: HTTPResponse) -> FetchOutcome {
        .modified(answer(response, freshness(response, ServerHints.validators(of: response)), hash: nil))
    }

    /// A 304 renews the validators that it carries and leaves the others (RFC 9111 §4.3.4).
    private func unchanged(_ response: HTTPResponse, to request: HTTPRequest, _ state: FeedState) -> FetchOutcome {
        guard request.conditional?.url == response.url else {
            return .failed(FetchFailure(.http, status: 304, "HTTP status 304 though nothing is known yet"))
        }
        let renewed = ServerHints.validators(of: response)
        var validators = state.validators
        validators.etag = renewed.etag ?? validators.etag
        validators.lastModified = renewed.lastModified ?? validators.lastModified
        validators.url = response.url
        return .notModified(freshness(response, validators))
    }

    private func freshness(_ response: HTTPResponse, _ validators: Validators) -> Freshness {
        let lifetime = ServerHints.lifetime(response, now: clock?.now)
        var freshness = Freshness(
            validators: validators,
            secondsLeft: lifetime.map { max(0, $0 - ServerHints.age(response)) },
            permanentURL: response.permanentURL,
            hubs: ServerHints.targets(of: "hub", in: response),
            selfURL: ServerHints.targets(of: "self", in: response).first
        )
        freshness.lifetime = lifetime
        freshness.voidsEarlier = lifetime == nil && ServerHints.voidsEarlierFreshness(response)
        return freshness
    }

    private func answer(_ response: HTTPResponse, _ freshness: Freshness, hash: String?) -> FetchResponse {
        var answer = FetchResponse(
            url: response.url,
            permanentURL: response.permanentURL,
            status: response.status,
            contentType: response.header("content-type"),
            body: response.body,
            freshness: freshness,
            bodyHash: hash
        )
        answer.lacksEnd = response.lacksEnd
        return answer
    }
}
