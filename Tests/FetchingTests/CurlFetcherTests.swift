import Domain
import Fetching
import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CurlFetcherTests {
    private let clock = ManualClock()

    private func fetcher() -> CurlFetcher {
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        return CurlFetcher(client: HTTPClient(policy: policy, concurrency: 4, perHost: 2), clock: clock)
    }

    private func feed(_ url: String) -> (Feed, FeedState) {
        let feed = Feed(id: FeedID(url), name: "x", policy: PollPolicy())
        return (feed, PollSchedule.first(of: feed, now: clock.now))
    }

    private func freshness(_ outcome: FetchOutcome) -> Freshness? {
        switch outcome {
        case .modified(let response): response.freshness
        case .notModified(let freshness): freshness
        default: nil
        }
    }

    @Test func `validators go back byte for byte, and a 304 renews them`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on(
            "/f",
            .init(headers: [("ETag", "W/\"a+b\""), ("Last-Modified", "sun, 6 Nov 1994 08:49:37 GMT")], body: "one"),
            .init(status: 304, headers: [("ETag", "\"new\""), ("Cache-Control", "max-age=90")]),
            .init(status: 304)
        )
        var (feed, state) = feed(server.url("/f"))
        let fetcher = fetcher()
        guard case .modified(let response) = await fetcher.fetch(feed, state: state) else {
            Issue.record("no document")
            return
        }
        #expect(response.body == Array("one".utf8))
        state.validators = response.freshness.validators
        guard case .notModified(let renewed) = await fetcher.fetch(feed, state: state) else {
            Issue.record("no 304")
            return
        }
        #expect(renewed.validators.etag == "\"new\"")
        #expect(renewed.validators.lastModified == "sun, 6 Nov 1994 08:49:37 GMT")
        #expect(renewed.secondsLeft == 90)
        state.validators = renewed.validators
        #expect(freshness(await fetcher.fetch(feed, state: state))?.validators == renewed.validators)
        let requests = server.requests()
        #expect(requests.map { $0.header("if-none-match") } == [nil, "W/\"a+b\"", "\"new\""])
        #expect(
            requests.map { $0.header("if-modified-since") } == [nil]
                + Array(repeating: "sun, 6 Nov 1994 08:49:37 GMT", count: 2)
        )
        #expect(requests.map { $0.header("a-im") } == [nil, "feed", "feed"])
    }

    @Test func `behind a redirect the validators go to the URL that gave them alone`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/old", .init(status: 302, headers: [("Location", "/new")]))
        server.on("/new", .init(headers: [("ETag", "\"1\"")], body: "one"), .init(status: 304))
        var (feed, state) = feed(server.url("/old"))
        let fetcher = fetcher()
        state.validators = try #require(freshness(await fetcher.fetch(feed, state: state))).validators
        #expect(state.validators.url == server.url("/new"))
        guard case .notModified = await fetcher.fetch(feed, state: state) else {
            Issue.record("no 304")
            return
        }
        #expect(server.requests(to: "/old").allSatisfy { $0.header("if-none-match") == nil })
        #expect(server.requests(to: "/new").map { $0.header("if-none-match") } == [nil, "\"1\""])
    }

    @Test func `the bytes that are known count as unchanged`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/f") { _ in .init(headers: [("ETag", "\"2\"")], body: "same") }
        var (feed, state) = feed(server.url("/f"))
        let fetcher = fetcher()
        guard case .modified(let response) = await fetcher.fetch(feed, state: state) else {
            Issue.record("no document")
            return
        }
        state.bodyHash = response.bodyHash
        guard case .notModified(let freshness) = await fetcher.fetch(feed, state: state) else {
            Issue.record("the same bytes were new")
            return
        }
        #expect(freshness.validators.etag == "\"2\"")
    }

    @Test func `keys stay behind when a feed has moved to another origin for good`() async throws {
        let server = try ScriptedServer()
        let other = try ScriptedServer()
        defer {
            server.stop()
            other.stop()
        }
        var options = RequestOptions()
        options.headers = [HeaderField("X-Key", "k")]
        options.basicAuth = "u:p"
        options.userAgent = "Own/1"
        let feed = Feed(id: FeedID(server.url("/f")), name: "x", policy: PollPolicy(), request: options)
        var state = PollSchedule.first(of: feed, now: clock.now)
        let fetcher = fetcher()
        _ = await fetcher.fetch(feed, state: state)
        state.url = other.url("/f")
        _ = await fetcher.fetch(feed, state: state)
        let seen = server.requests() + other.requests()
        #expect(seen.map { $0.header("x-key") } == ["k", nil])
        #expect(seen.map { $0.header("authorization") } == ["Basic dTpw", nil])
        #expect(seen.map { $0.header("user-agent") } == ["Own/1", "Own/1"])
    }

    @Test func `statuses become outcomes`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let date = ("Date", "Sun, 06 Nov 1994 08:00:00 GMT")
        server.on("/429", .init(status: 429, headers: [("Retry-After", "120")]))
        server.on("/503", .init(status: 503, headers: [date, ("Retry-After", "Sun, 06 Nov 1994 08:02:00 GMT")]))
        server.on("/429-none", .init(status: 429))
        server.on("/410", .init(status: 410))
        server.on("/204", .init(status: 204))
        server.on("/206", .init(status: 206, body: "part"))
        server.on("/226", .init(status: 226, headers: [("ETag", "\"d\"")], body: "new ones"))
        server.on("/304", .init(status: 304))
        server.on("/500", .init(status: 500, body: "oops"))
        let fetcher = fetcher()
        func told(_ path: String) async -> String {
            let (feed, state) = feed(server.url(path))
            return switch await fetcher.fetch(feed, state: state) {
            case .modified(let response): "modified \(response.status) \(response.bodyHash ?? "no hash")"
            case .notModified: "not modified"
            case .gone: "gone"
            case .throttled(let status, let seconds): "throttled \(status) \(seconds ?? -1)"
            case .failed(let failure): "\(failure.kind) \(failure.status ?? 0)"
            }
        }
        #expect(await told("/429") == "throttled 429 120")
        #expect(await told("/503") == "throttled 503 120")
        #expect(await told("/429-none") == "throttled 429 -1")
        #expect(await told("/410") == "gone")
        #expect(await told("/204") == "http 204")
        #expect(await told("/206") == "http 206")
        #expect(await told("/226") == "modified 226 no hash")
        #expect(await told("/304") == "http 304", "nothing was known that could be unmodified")
        #expect(await told("/404") == "http 404")
        #expect(await told("/500") == "http 500")
    }

    @Test func `permanent redirects and hubs are told`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/f", .init(status: 301, headers: [("Location", "/g")]))
        server.on("/g", .init(headers: [("Link", "</hub>; rel=\"hub\""), ("Content-Type", "text/xml")], body: "x"))
        let (feed, state) = feed(server.url("/f"))
        guard case .modified(let response) = await fetcher().fetch(feed, state: state) else {
            Issue.record("no document")
            return
        }
        #expect(response.url == server.url("/g"))
        #expect(response.permanentURL == server.url("/g"))
        #expect(response.freshness.permanentURL == server.url("/g"))
        #expect(response.freshness.hubs == [server.url("/hub")])
        #expect(response.contentType == "text/xml")
    }
}
