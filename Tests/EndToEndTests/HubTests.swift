import CCrypto
import Domain
import Foundation
import Glibc
import HTTP
import Testing

/// WebSub with a small hub on loopback: subscribe, verify, push, go on over a restart.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct HubTests {
    /// A hub that remembers what it was asked; the test verifies and pushes.
    private final class Hub: Sendable {
        private let server: LoopbackServer
        private let asked = Locked<[[String: String]]>([])

        init() throws {
            let asked = asked
            server = try LoopbackServer { request in
                let fields = WebForm.fields(String(decoding: request.body, as: UTF8.self))
                asked.withLock { list in
                    list.append(Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
                }
                return LoopbackServer.Response(202)
            }
        }

        var url: String { server.base + "/hub" }
        var requests: [[String: String]] { asked.withLock { $0 } }
        func stop() { server.stop() }
    }

    private static let client: HTTPClient = {
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        return HTTPClient(policy: policy, concurrency: 4, perHost: 4)
    }()

    private static func verify(_ asked: [String: String], mode: String = "subscribe", topic: String? = nil) async
        -> HTTPResponse?
    {
        let topic = WebForm.encoded(topic ?? asked["hub.topic"] ?? "")
        let query = "hub.mode=\(mode)&hub.topic=\(topic)&hub.challenge=abc%3C1&hub.lease_seconds=86400"
        return try? await client.send(HTTPRequest(url: "\(asked["hub.callback"] ?? "")?\(query)")).get()
    }

    private static func push(_ text: String, _ asked: [String: String], signed: Bool) async -> Int? {
        let signature = signature(text, signed ? asked["hub.secret"] ?? "" : "wrong")
        var request = HTTPRequest(url: asked["hub.callback"] ?? "")
        request.method = "POST"
        request.headers = [
            HeaderField("Content-Type", "application/atom+xml"), HeaderField("X-Hub-Signature", signature),
        ]
        request.body = Array(text.utf8)
        return try? await client.send(request).get().status
    }

    private static func signature(_ text: String, _ secret: String) -> String {
        let (body, key) = (Array(text.utf8), Array(secret.utf8))
        var mac = [UInt8](repeating: 0, count: 64)
        let written = unsafe hl_hmac_sha(64, key, Int32(key.count), body, body.count, &mac)
        return "sha512=" + mac.prefix(Int(written)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `a feed's hub is asked, verified, and what it sends is told at once, also after a restart`() async throws
    {
        let desk = try NewsDesk()
        defer { desk.close() }
        let hub = try Hub()
        defer { hub.stop() }
        let type = HeaderField("Content-Type", "application/atom+xml")
        let link = HeaderField("Link", "<\(hub.url)>; rel=\"hub\", <\(desk.url("/one"))>; rel=\"self\"")
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]), headers: [type, link])
        let port = try StatusTests.freePort()
        let status = "status: {listen: \"127.0.0.1:\(port)\", public_url: \"http://127.0.0.1:\(port)\"}"
        let watch = "watch: [{name: zebra, match: [zebra]}]"
        let config = try desk.configure(["/one"], extra: watch, status: status, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { !hub.requests.isEmpty }
        let asked = try #require(hub.requests.first)
        #expect(asked["hub.mode"] == "subscribe")
        #expect(asked["hub.topic"] == desk.url("/one"))
        #expect(asked["hub.secret"]?.count == 64)
        #expect(asked["hub.callback"]?.hasPrefix("http://127.0.0.1:\(port)/websub/") == true)
        // Before it is verified nothing is taken, and what was not asked for is not confirmed.
        #expect(await Self.push(NewsDesk.atom([WholeWayTests.call]), asked, signed: true) == 410)
        #expect(await Self.verify(asked, topic: "https://other.example/")?.status == 404)
        #expect(await Self.verify(asked, mode: "unsubscribe")?.status == 404)
        let confirmed = await Self.verify(asked)
        #expect(confirmed?.status == 200)
        #expect(confirmed.map { String(decoding: $0.body, as: UTF8.self) } == "abc<1")
        #expect(await Self.verify(asked)?.status == 200, "a second time, for the same lease")

        #expect(await Self.push(NewsDesk.atom([WholeWayTests.call]), asked, signed: false) == 202)
        #expect(await Self.push(NewsDesk.atom([WholeWayTests.summit]), asked, signed: true) == 202)
        await eventually { !desk.posts.isEmpty }
        #expect(desk.posts.map(\.title) == [WholeWayTests.summit.title], "the forged one told nothing")
        let metrics = await (try StatusTests.Visitor(daemon)).text(
            "/metrics",
            has: "hotline_websub_subscriptions{state=\"active\"} 1\n",
            "hotline_websub_pushes_total{result=\"forged\"} 1\n",
            "hotline_websub_pushes_total{result=\"taken\"} 1\n"
        )
        #expect(metrics.contains("hotline_websub_pushes_total{result=\"taken\"} 1\n"), "\(metrics)")
        #expect(await daemon.stop() == 0, "\(daemon.told)")

        let again = try Program(["run", "--config", config], in: desk)
        _ = try await StatusTests.Visitor(again).text("/healthz", has: "ok")
        let zebra = (id: "w1", title: "Zebra crossing reopens", summary: "It was painted anew.")
        #expect(await Self.push(NewsDesk.atom([zebra]), asked, signed: true) == 202)
        await eventually { desk.posts.count == 2 }
        #expect(desk.posts.map(\.title).last == zebra.title)
        #expect(hub.requests.count == 1, "a subscription that lives is not asked for again")
        let list = try Program(["feeds", "list", "--config", config], in: desk)
        #expect(await list.wait() == 0)
        #expect(list.printed.contains("hub active"), "\(list.printed)")
        #expect(await again.stop() == 0, "\(again.told)")
    }

    @Test func `what a hub sends in chunks is read, and without a public URL hubs are forgotten`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let hub = try Hub()
        defer { hub.stop() }
        let headers = [
            HeaderField("Content-Type", "application/atom+xml"), HeaderField("Link", "<\(hub.url)>; rel=hub"),
        ]
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]), headers: headers)
        let ports = [try StatusTests.freePort(), try StatusTests.freePort()]
        let places = ports.map { "status: {listen: \"127.0.0.1:\($0)\", public_url: \"http://127.0.0.1:\($0)\"}" }
        let config = try desk.configure(["/one"], status: places[0], topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { !hub.requests.isEmpty }
        let asked = try #require(hub.requests.first)
        #expect(await Self.verify(asked)?.status == 200)
        #expect(Self.pushInChunks(NewsDesk.atom([WholeWayTests.summit]), asked).hasPrefix("HTTP/1.1 202 "))
        await eventually { !desk.posts.isEmpty }
        #expect(desk.posts.map(\.title) == [WholeWayTests.summit.title])

        _ = try desk.configure(["/one"], status: places[1], topic: .small)
        daemon.send(SIGHUP)
        await eventually { hub.requests.count == 2 }
        let anew = try #require(hub.requests.last)
        #expect(anew["hub.mode"] == "subscribe" && anew["hub.secret"] != asked["hub.secret"])
        #expect(anew["hub.callback"]?.hasPrefix("http://127.0.0.1:\(ports[1])/websub/") == true)
        // Somebody else may have taken the port for a moment: the page is tried again then.
        var status: Int?
        await eventually {
            status = await Self.verify(anew)?.status
            return status == 200
        }
        #expect(status == 200, "\(daemon.told)")

        _ = try desk.configure(["/one"], topic: .small)
        daemon.send(SIGHUP)
        await eventually { daemon.told.contains("hubs are forgotten") }
        let list = try Program(["feeds", "list", "--config", config], in: desk)
        #expect(await list.wait() == 0)
        #expect(!list.printed.contains("hub "), "\(list.printed)")
        #expect(await daemon.stop() == 0, "\(daemon.told)")
    }

    /// A signed push whose length is not said before, in two chunks. Returns the answer.
    private static func pushInChunks(_ text: String, _ asked: [String: String]) -> String {
        let callback = (asked["hub.callback"] ?? "").split(separator: "/", maxSplits: 2)
        guard callback.count == 3, let port = callback[1].split(separator: ":").last.flatMap({ UInt16($0) }) else {
            return "no callback"
        }
        let bytes = Array(text.utf8)
        let chunks = [bytes.prefix(100), bytes.dropFirst(100)].map { chunk in
            "\(String(chunk.count, radix: 16))\r\n\(String(decoding: chunk, as: UTF8.self))\r\n"
        }
        let head = """
            POST /\(callback[2]) HTTP/1.1\r\nHost: \(callback[1])\r\nTransfer-Encoding: chunked\r
            Content-Type: application/atom+xml\r\nX-Hub-Signature: \(signature(text, asked["hub.secret"] ?? ""))\r\n\r\n
            """
        return StatusTests.raw(head + chunks.joined() + "0\r\n\r\n", to: port)
    }

    @Test func `a feed that is taken out is unsubscribed`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let hub = try Hub()
        defer { hub.stop() }
        let headers = [
            HeaderField("Content-Type", "application/atom+xml"), HeaderField("Link", "<\(hub.url)>; rel=hub"),
        ]
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]), headers: headers)
        desk.publish("/two", NewsDesk.atom([WholeWayTests.football]))
        let port = try StatusTests.freePort()
        let status = "status: {listen: \"127.0.0.1:\(port)\", public_url: \"http://127.0.0.1:\(port)\"}"
        let config = try desk.configure(["/one"], status: status, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { !hub.requests.isEmpty }
        let asked = try #require(hub.requests.first)
        #expect(await Self.verify(asked)?.status == 200)
        _ = try desk.configure(["/two"], status: status, topic: .small)
        daemon.send(SIGHUP)
        await eventually { hub.requests.count == 2 }
        #expect(hub.requests.last?["hub.mode"] == "unsubscribe")
        #expect(hub.requests.last?["hub.callback"] == asked["hub.callback"])
        #expect(await Self.verify(asked, mode: "unsubscribe")?.status == 200)
        #expect(await Self.push(NewsDesk.atom([WholeWayTests.call]), asked, signed: true) == 410)
        #expect(await daemon.stop() == 0, "\(daemon.told)")
    }
}
