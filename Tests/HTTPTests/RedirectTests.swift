import Domain
import TestSupport
import Testing

@testable import HTTP

struct RedirectTests {
    private func exchange(_ url: String, _ change: (inout HTTPRequest) -> Void = { _ in }) throws -> Exchange {
        var request = HTTPRequest(url: url)
        request.basicAuth = "u:p"
        request.headers = [HeaderField("Accept", "x")]
        request.originHeaders = [HeaderField("X-Key", "k")]
        change(&request)
        return try Exchange(request)
    }

    private func answer(_ status: Int, _ location: String?) -> Result<HTTPResponse, FetchFailure> {
        let headers = location.map { [HeaderField("location", $0)] } ?? []
        return .success(HTTPResponse(url: "", status: status, headers: headers, body: []))
    }

    struct Hop: CustomTestStringConvertible, Sendable {
        let from: String
        let location: String?
        let isHome: Bool?
        var testDescription: String { "\(from) -> \(location ?? "nothing")" }
    }

    static let hops = [
        Hop(from: "http://a.org/x", location: "/y", isHome: true),
        Hop(from: "http://a.org/x", location: "http://A.ORG:80/y", isHome: true),
        Hop(from: "http://a.org/x", location: "http://a.org:81/y", isHome: false),
        Hop(from: "http://a.org/x", location: "https://a.org/y", isHome: false),
        Hop(from: "http://a.org/x", location: "http://b.org/y", isHome: false),
        Hop(from: "https://a.org/x", location: "http://a.org/y", isHome: nil),
        Hop(from: "https://a.org/x", location: "http://b.org/y", isHome: nil),
        Hop(from: "http://a.org/x", location: "http://u:p@a.org/y", isHome: nil),
        Hop(from: "http://a.org/x", location: "http://a.org\\@b.org/y", isHome: nil),
        Hop(from: "http://a.org/x", location: "ftp://a.org/y", isHome: nil),
        Hop(from: "http://a.org/x", location: "", isHome: nil),
        Hop(from: "http://a.org/x", location: nil, isHome: nil),
    ]

    @Test(arguments: hops) func `each hop is judged, and secrets stay at home`(_ row: Hop) throws {
        var exchange = try exchange(row.from)
        switch exchange.received(answer(302, row.location), after: 5) {
        case .follow:
            #expect(exchange.credentials == (row.isHome == true ? "u:p" : nil))
            #expect(exchange.headers.map(\.name) == (row.isHome == true ? ["Accept", "X-Key"] : ["Accept"]))
            #expect(row.isHome != nil)
        case .done(.failure(let failure)):
            #expect(failure.kind == .redirect)
            #expect(row.isHome == nil)
        case .done(.success): Issue.record("a redirect is no answer")
        }
    }

    @Test func `secrets do not come back with a redirect that comes back`() throws {
        var exchange = try exchange("http://a.org/x")
        _ = exchange.received(answer(302, "http://b.org/"), after: 0)
        _ = exchange.received(answer(302, "http://a.org/x"), after: 0)
        #expect(exchange.url.text == "http://a.org/x")
        #expect(exchange.credentials == nil)
        #expect(exchange.headers.map(\.name) == ["Accept"])
    }

    @Test func `validators go to the URL that gave them alone`() throws {
        var exchange = try exchange("http://a.org/x") {
            $0.conditional = .init(url: "http://b.org/y", headers: [HeaderField("If-None-Match", "\"1\"")])
        }
        #expect(!exchange.headers.contains { $0.name == "If-None-Match" })
        _ = exchange.received(answer(302, "http://b.org/y"), after: 0)
        #expect(exchange.headers.contains { $0.name == "If-None-Match" })
    }

    @Test(arguments: [([301, 308], true), ([301], true), ([301, 302], false), ([307], false), ([303, 308], false)])
    func `only 301 and 308 alone are permanent`(_ statuses: [Int], isPermanent: Bool) throws {
        var exchange = try exchange("http://a.org/0")
        for (index, status) in statuses.enumerated() {
            _ = exchange.received(answer(status, "/\(index + 1)"), after: 0)
        }
        guard case .done(.success(let response)) = exchange.received(answer(200, nil), after: 0) else {
            Issue.record("no answer")
            return
        }
        #expect(response.permanentURL == (isPermanent ? "http://a.org/\(statuses.count)" : nil))
    }

    @Test func `ten redirects are followed and no more`() throws {
        var exchange = try exchange("http://a.org/0")
        for hop in 1...10 {
            guard case .follow = exchange.received(answer(302, "/\(hop)"), after: 0) else {
                Issue.record("hop \(hop) was not followed")
                return
            }
        }
        guard case .done(.failure(let failure)) = exchange.received(answer(302, "/11"), after: 0) else {
            Issue.record("the eleventh was followed")
            return
        }
        #expect(failure.kind == .redirect)
    }

    @Test func `the time is that of all hops`() throws {
        var exchange = try exchange("http://a.org/0") { $0.timeout = 10 }
        #expect(exchange.timeLeft == 10_000)
        _ = exchange.received(answer(302, "/1"), after: 4_000)
        #expect(exchange.timeLeft == 6_000)
        guard case .done(.failure(let failure)) = exchange.received(answer(302, "/2"), after: 6_001) else {
            Issue.record("followed without time")
            return
        }
        #expect(failure.kind == .timeout)
    }

    @Test func `a POST is not sent twice`() throws {
        var exchange = try exchange("http://a.org/0") { $0.method = "POST" }
        guard case .done(.success(let response)) = exchange.received(answer(307, "/1"), after: 0) else {
            Issue.record("followed")
            return
        }
        #expect(response.status == 307)
    }

    @Test(arguments: [
        HeaderField("X", "a\r\nY: b"), HeaderField("X: y", "a"), HeaderField("", "a"), HeaderField("X", "a\0"),
    ])
    func `a field that could begin another is refused`(_ field: HeaderField) {
        var request = HTTPRequest(url: "http://a.org/")
        request.originHeaders = [field]
        #expect(throws: FetchFailure.self) { try Exchange(request) }
    }

    @Test(.timeLimit(.minutes(10))) func `keys and credentials do not follow to another port`() async throws {
        let home = try ScriptedServer()
        let other = try ScriptedServer()
        defer {
            home.stop()
            other.stop()
        }
        home.on("/a", .init(status: 302, headers: [("Location", "/b")]))
        home.on("/b", .init(status: 302, headers: [("Location", other.url("/c"))]))
        other.on("/c", .init(status: 302, headers: [("Location", home.url("/d"))]))
        home.on("/d", .init(body: "end"))
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        let client = HTTPClient(policy: policy, concurrency: 1, perHost: 1)
        var request = HTTPRequest(url: home.url("/a").replacing("http://", with: "http://us%40er:word@"))
        request.originHeaders = [HeaderField("X-Key", "k")]
        let response = try await client.send(request).get()
        #expect(response.url == home.url("/d"))
        let seen = home.requests() + other.requests()
        #expect(seen.map(\.path) == ["/a", "/b", "/d", "/c"])
        #expect(
            seen.map { $0.header("authorization") } == ["Basic dXNAZXI6d29yZA==", "Basic dXNAZXI6d29yZA==", nil, nil]
        )
        #expect(seen.map { $0.header("x-key") } == ["k", "k", nil, nil])
    }
}
