import Alerting
import Domain
import HTTP
import TestSupport
import Testing

@testable import Daemon

struct WebhookClientsTests {
    @Test func `a webhook may be inside although the network's policy refuses it, and that one alone`() async throws {
        let server = try LoopbackServer { _ in LoopbackServer.Response(204) }
        defer { server.stop() }
        func receiver(_ name: String) -> Receiver {
            Receiver(
                name: name,
                url: server.base + "/hook",
                format: .standard,
                secret: nil,
                events: [.storyOpened]
            )
        }
        var inside = receiver("inside")
        inside.allowsPrivate = true
        var policy = AlertPolicy()
        policy.receivers = [inside, receiver("outside")]
        let clients = WebhookClients(Configuration(path: "", state: .folder("/nowhere"), alerts: policy))
        var attempts: [Attempt] = []
        for receiver in policy.receivers {
            let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: receiver)
            attempts.append(await clients.sink(for: receiver).send(delivery, to: receiver, at: Sample.start))
        }
        await clients.shutdown()
        #expect(attempts.first == .delivered(status: 204))
        guard case .failed(let reason, nil, nil)? = attempts.last else {
            Issue.record("the other was asked: \(attempts)")
            return
        }
        #expect(!reason.contains("hook"))
    }
}
