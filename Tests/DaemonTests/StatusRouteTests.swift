import Domain
import HTTP
import TestSupport
import Testing

@testable import Daemon

/// Who may ask the status server, and for what.
struct StatusRouteTests {
    private static let loopback = ListenAddress(host: "127.0.0.1", port: 7_780)
    private static let everywhere = ListenAddress(host: "0.0.0.0", port: 7_780)

    private static func policy(_ names: [String] = [], publicURL: String? = nil) -> StatusPolicy {
        var policy = StatusPolicy()
        policy.names = names
        policy.publicURL = publicURL
        return policy
    }

    @Test(
        arguments: [
            (["127.0.0.1:7780"], "own"), (["localhost:7780"], "own"), (["[::1]:7780"], "own"),
            (["LocalHost:7780"], "own"),
            (["127.0.0.1"], "foreign"), (["127.0.0.1:80"], "foreign"), (["127.0.0.2:7780"], "foreign"),
            (["localhost.:7780"], "foreign"), (["evil.example"], "foreign"), (["192.0.2.1:7780"], "foreign"),
            ([], "bad"), ([""], "bad"), (["127.0.0.1:7780", "127.0.0.1:7780"], "bad"), (["localhost:x"], "bad"),
            (["localhost:99999"], "bad"), (["desk.example"], "own"), (["Desk.Example:8443"], "own"),
            (["hooks.example"], "hubs"), (["hooks.example:443"], "hubs"),
        ] as [([String], String)]
    )
    func `only its own names reach it`(_ hosts: [String], _ finding: String) {
        let policy = Self.policy(["desk.example"], publicURL: "https://hooks.example/hotline")
        #expect("\(HostCheck.find(hosts, at: Self.loopback, policy))".hasPrefix(finding), "\(hosts)")
    }

    @Test func `an address literal cannot be rebound, so it will do where others may ask`() {
        for host in ["192.0.2.1:7780", "[2001:db8::1]:7780"] {
            #expect(HostCheck.find([host], at: Self.everywhere, Self.policy()) == .own(host: host))
            #expect(HostCheck.find([host], at: Self.loopback, Self.policy()) == .foreign)
        }
        #expect(HostCheck.find(["host.example:7780"], at: Self.everywhere, Self.policy()) == .foreign)
    }

    @Test func `routes are exact`() {
        let token = String(repeating: "0a", count: 16)
        let url = "https://hooks.example/hotline"
        for (path, route) in [
            ("/", .page), ("/style.css", .style), ("/healthz", .health), ("/metrics", .metrics),
            ("/alerts.atom", .atom),
            ("/alerts.json", .jsonFeed), ("/websub/\(token)", .hub(token)), ("/hotline/websub/\(token)", .hub(token)),
        ] as [(String, StatusRoute)] {
            #expect(StatusRoute(path: path, publicURL: url) == route, "\(path)")
        }
        for path in [
            "", "//", "/.", "/Metrics", "/metrics/", "/%6detrics", "/../metrics", "/websub/", "/websub/\(token)0",
            "/websub/\(token.uppercased())", "/websub/../\(token)", "/other/websub/\(token)",
        ] {
            #expect(StatusRoute(path: path, publicURL: url) == nil, "\(path)")
        }
        #expect(StatusRoute(path: "/websub/\(token)", publicURL: nil) == nil)
    }

    @Test func `a date and a tag make a 304`() {
        let now = Timestamp(seconds: 784_111_777)
        let answer = StatusAnswer(contentType: "text/plain", body: [1], lastModified: now)
        func status(_ headers: HeaderField...) -> Int {
            answer.response(to: ServerRequest(method: "GET", target: "/", headers: headers, body: []), at: now).status
        }
        let first = answer.response(to: ServerRequest(method: "GET", target: "/", headers: [], body: []), at: now)
        let tag = first.headers.first { $0.name == "ETag" }?.value ?? ""
        #expect(first.headers.contains(HeaderField("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")))
        #expect(status(HeaderField("If-None-Match", tag)) == 304)
        #expect(status(HeaderField("If-None-Match", "\"x\", W/\(tag)")) == 304)
        #expect(status(HeaderField("If-None-Match", "*")) == 304)
        #expect(status(HeaderField("If-None-Match", "\"x\"")) == 200)
        #expect(status(HeaderField("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")) == 304)
        #expect(status(HeaderField("If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")) == 200)
        #expect(status(HeaderField("If-Modified-Since", "yesterday")) == 200)
        // The tag decides where both are given.
        #expect(status(HeaderField("If-None-Match", "\"x\""), HeaderField("If-Modified-Since", now.httpDate)) == 200)
    }
}
