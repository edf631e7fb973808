import Domain
import HTTP
import TestSupport
import Testing

@testable import Alerting

/// The sink through libcurl against a server on loopback.
struct WebhookSinkTests {
    private func client(private isAllowed: Bool = true) -> HTTPClient {
        var policy = NetworkPolicy()
        policy.allowPrivate = isAllowed
        return HTTPClient(policy: policy, concurrency: 4, perHost: 4)
    }

    private func receiver(_ url: String, format: AlertFormat = .standard) -> Receiver {
        Receiver(
            name: "desk",
            url: url,
            format: format,
            secret: [1, 2, 3],
            formerSecrets: [[4, 5]],
            events: [.storyOpened]
        )
    }

    @Test(.timeLimit(.minutes(10)))
    func `a delivery arrives with its bytes, its id and a signature for each key`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/hook", .init(status: 204))
        let client = client()
        let receiver = receiver(server.url("/hook"))
        let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: receiver)
        #expect(
            await WebhookSink(client: client).send(delivery, to: receiver, at: Sample.start) == .delivered(status: 204)
        )
        await client.shutdown()
        let request = try #require(server.requests(to: "/hook").first)
        #expect(request.method == "POST")
        #expect(request.body == delivery.body)
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("webhook-id") == delivery.id)
        #expect(request.header("webhook-timestamp") == "1755284400")
        let signer = WebhookSigner(keys: [[1, 2, 3], [4, 5]])
        #expect(
            request.header("webhook-signature")
                == signer.signature(id: delivery.id, timestamp: Sample.start, body: delivery.body)
        )
    }

    @Test(.timeLimit(.minutes(10)))
    func `a redirect is not followed and an endless 200 is taken`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/moved", .init(status: 302, headers: [("Location", server.url("/elsewhere"))]))
        server.on("/elsewhere", .init(status: 200))
        server.on("/endless", .init(status: 200, manner: .endless))
        let client = client()
        let sink = WebhookSink(client: client)
        let moved = await sink.send(Sample.delivery(1), to: receiver(server.url("/moved")), at: Sample.start)
        #expect(moved == .failed(reason: "answered 302: redirects are not followed", status: 302, retryAfter: nil))
        #expect(server.requests(to: "/elsewhere").isEmpty)
        let endless = await sink.send(Sample.delivery(1), to: receiver(server.url("/endless")), at: Sample.start)
        #expect(endless == .delivered(status: 200))
        await client.shutdown()
    }

    @Test(.timeLimit(.minutes(10)))
    func `a private address is refused unless it is allowed, and the reason hides the path`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/services/SECRET", .init(status: 200))
        let client = client(private: false)
        let attempt = await WebhookSink(client: client).send(
            Sample.delivery(1),
            to: receiver(server.url("/services/SECRET")),
            at: Sample.start
        )
        await client.shutdown()
        guard case .failed(let reason, nil, nil) = attempt else {
            Issue.record("sent: \(attempt)")
            return
        }
        #expect(!reason.contains("SECRET"))
        #expect(server.requests(to: "/services/SECRET").isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `ntfy gets its JSON at the root`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/", .init(status: 200))
        let client = client()
        let receiver = receiver(server.url("/newsroom"), format: .ntfy)
        let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: receiver)
        #expect(
            await WebhookSink(client: client).send(delivery, to: receiver, at: Sample.start) == .delivered(status: 200)
        )
        await client.shutdown()
        let request = try #require(server.requests(to: "/").first)
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""topic":"newsroom""#))
    }
}
