import Alerting
import Domain
import HTTP

/// `hotline webhook test`: sends a ping to one receiver and shows request, answer and how to verify it.
package enum WebhookTestRun {
    package static func run(_ name: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        HTTPGlobal.start()
        let setup = try Setup.load(path: configPath, environment: environment)
        let receivers = setup.configuration.alerts.receivers
        guard let receiver = receivers.first(where: { $0.name == name }) else {
            let known = receivers.map(\.name).joined(separator: ", ")
            throw CommandFailure(
                .usage,
                Problem(
                    "no webhook is named \"\(name)\"",
                    at: .path(setup.configuration.path),
                    remedy: known.isEmpty ? "add one under alerts.webhooks" : "known: \(known)"
                )
            )
        }
        let now = SystemClock().now
        let clients = WebhookClients(setup.configuration)
        let sink = clients.sink(for: receiver)
        let ping = AlertRenderer.testPing(to: receiver, at: now)
        Console.out("POST to \"\(name)\" (\(receiver.format.rawValue), \(ping.body.count) bytes)")
        Console.out("webhook-id: \(ping.id)")
        Console.out(
            receiver.secret == nil ? "not signed: no secret is configured" : "signed: HMAC-SHA256 of ID.TIMESTAMP.BODY"
        )
        Console.out(String(decoding: ping.body, as: UTF8.self))
        let attempt = await sink.send(ping, to: receiver, at: now)
        await clients.shutdown()
        switch attempt {
        case .delivered(let status):
            Console.out("delivered: \(status)")
            return .ok
        case .gone:
            throw CommandFailure(.unavailable, Problem("410: the destination wants no more"))
        case .failed(let reason, _, _):
            throw CommandFailure(
                .unavailable,
                Problem("not delivered: \(reason)", remedy: "check the URL and that the receiver is up")
            )
        }
    }
}
