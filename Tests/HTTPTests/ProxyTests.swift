import Domain
import TestSupport
import Testing

@testable import HTTP

struct ProxyTests {
    private func failure(proxy: String, url: String) async -> FetchFailure? {
        var policy = NetworkPolicy()
        policy.proxy = proxy
        let client = HTTPClient(policy: policy, concurrency: 1, perHost: 1)
        if case .failure(let failure) = await client.send(HTTPRequest(url: url)) { return failure }
        return nil
    }

    private static let raw = ScriptedServer.Answer.Manner.raw

    static let answers: [(ScriptedServer.Answer, String, String)] = [
        (
            .init(status: 407), "http://a.example/",
            "wants another user or password (HTTP status 407); see network.proxy"
        ),
        (
            .init(body: "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", manner: raw), "https://a.example/",
            "wants another user or password (HTTP status 407); see network.proxy"
        ),
        (
            .init(body: "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", manner: raw), "https://a.example/",
            "refused the way to a.example (HTTP status 403 to CONNECT)"
        ),
        (.init(manner: .close), "http://a.example/", "broke off before it answered for a.example"),
        (.init(manner: .close), "https://a.example/", "broke off before there was a way to a.example"),
    ]

    @Test(arguments: answers) func `a proxy that refuses is told as the proxy, without its password`(
        _ answer: ScriptedServer.Answer,
        _ url: String,
        _ told: String
    ) async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        for path in ["http://a.example/", "a.example:443"] { server.on(path, answer) }
        let failure = await failure(proxy: "http://desk:s3cret@127.0.0.1:\(server.port)/", url: url)
        #expect(failure?.message == "the proxy 127.0.0.1:\(server.port) \(told)")
        #expect(failure?.kind == .connect)
    }

    @Test(arguments: ["http://a.example/", "https://a.example/"])
    func `a proxy that is not there is told as the proxy`(_ url: String) async throws {
        // A port that nobody listens at for sure.
        let dead = await failure(proxy: "http://desk:s3cret@127.0.0.1:1", url: url)
        #expect(dead?.message == "no connection to the proxy 127.0.0.1:1")
        let unknown = await failure(proxy: "http://desk:s3cret@no-such-proxy.invalid:8080", url: url)
        #expect(unknown?.message == "the proxy's name in no-such-proxy.invalid:8080 is not known")
        #expect(unknown?.kind == .dns)
    }

    @Test func `an answer that came through a proxy is the server's`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("http://a.example/", .init(status: 403))
        #expect(await failure(proxy: "http://127.0.0.1:\(server.port)", url: "http://a.example/") == nil)
    }

    @Test(arguments: [
        ("http://u:p@p.example:8080", "p.example:8080"), ("socks5h://p.example", "p.example"),
        ("http://u:p@ss@[::1]:3128/x@y", "[::1]:3128"), ("p.example:1", "p.example:1"),
    ]) func `a proxy is shown by its place alone`(_ given: String, _ shown: String) {
        #expect(ProxyReading(given).name == shown)
    }
}
