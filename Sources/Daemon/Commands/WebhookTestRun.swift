import Alerting
import Domain
import HTTP

/// `hotline webhook test`: sends a ping to one destination and shows request, answer and how to verify it.
package enum WebhookTestRun {
    /// Posts a ping and prints request and answer. Throws `CommandFailure` where the name is unknown or the answer
    /// no 2xx.
    package static func run(_ name: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        HTTPGlobal.start()
        let setup = try Setup.load(path: configPath, environment: environment)
        let receiver = try find(name, in: setup.configuration)
        let now = SystemClock().now
        let ping = AlertRenderer.testPing(to: receiver, at: now)
        let trial = await attempt(ping, to: receiver, configuration: setup.configuration, at: now)
        Console.out("--- sent to \"\(name)\" (\(kind(of: receiver))) ---")
        show(trial.sent)
        if !trial.answer.isEmpty {
            Console.out("--- answer ---")
            show(trial.answer)
        }
        Console.out("--- result ---")
        switch trial.attempt {
        case .delivered(let status):
            Console.out(delivered(receiver, status))
            howToVerify(ping, to: receiver, at: now).forEach { Console.out($0) }
            return .ok
        case .gone:
            throw CommandFailure(
                .unavailable,
                Problem("answered 410: it wants no more", remedy: "the daemon would send it nothing from now on")
            )
        case .failed(let reason, let status, _):
            throw CommandFailure(
                .unavailable,
                Problem("not delivered: \(reason)", remedy: remedy(for: receiver, status))
            )
        }
    }

    private static func find(_ name: String, in configuration: Configuration) throws(CommandFailure) -> Receiver {
        let receivers = configuration.alerts.receivers
        if let receiver = receivers.first(where: { $0.name == name }) { return receiver }
        let known = receivers.map(\.name).joined(separator: ", ")
        throw CommandFailure(
            .usage,
            Problem(
                "no destination is named \"\(name)\"",
                at: .path(configuration.path),
                remedy: known.isEmpty ? "add one under alerts.webhooks, alerts.exec or alerts.email" : "known: \(known)"
            )
        )
    }

    private static func attempt(
        _ ping: Delivery,
        to receiver: Receiver,
        configuration: Configuration,
        at now: Timestamp
    ) async -> Trial {
        switch receiver.way {
        case .webhook:
            let clients = WebhookClients(configuration)
            let trial = await clients.sink(for: receiver).trial(ping, to: receiver, at: now)
            await clients.shutdown()
            return trial
        case .command: return await CommandSink().trial(ping, to: receiver, at: now)
        case .mail:
            return await MailSink(client: MailClient(policy: configuration.network)).trial(ping, to: receiver, at: now)
        }
    }

    /// Line ends are ours; whatever else moves a cursor is shown.
    private static func show(_ lines: [String]) {
        for line in lines { Console.out(Console.singleLine(line)) }
    }

    private static func kind(of receiver: Receiver) -> String {
        guard case .webhook = receiver.way else { return receiver.way.word }
        return "webhook, format \(receiver.format.rawValue), \(receiver.secret == nil ? "not signed" : "signed")"
    }

    private static func delivered(_ receiver: Receiver, _ status: Int) -> String {
        switch receiver.way {
        case .webhook: "delivered: HTTP \(status) says that the receiver has it"
        case .command: "delivered: the program ended with status 0"
        case .mail: "delivered: the mail server has taken it (SMTP \(status))"
        }
    }

    /// What a receiver does with the headers above; the same bytes, so it can be checked by hand.
    private static func howToVerify(_ ping: Delivery, to receiver: Receiver, at now: Timestamp) -> [String] {
        guard case .webhook = receiver.way else { return [] }
        guard receiver.secret != nil else {
            guard receiver.format == .standard else { return [] }
            return [
                "It was not signed: give the webhook a \"secret\", or anybody may post to your receiver in our name."
            ]
        }
        return [
            "",
            "To verify it, your receiver joins webhook-id, webhook-timestamp and the body by dots, takes HMAC-SHA256 of",
            "that with the key (the base64 behind whsec_, decoded), and compares its base64 with webhook-signature:",
            "",
            "  key=$(sed s/^whsec_// SECRETFILE | base64 -d | od -An -vtx1 | tr -d ' \\n')",
            "  printf %s \"\(ping.id).\(now.seconds).$(cat BODYFILE)\" |",
            "    openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64", "",
            "docs/webhooks.md has receivers in Python, Node and Swift that do so.",
        ]
    }

    private static func remedy(for receiver: Receiver, _ status: Int?) -> String {
        switch (receiver.way, status) {
        case (.command, _): "run it by hand as hotline's user, with the lines above on its standard input"
        case (.mail, 530?), (.mail, 535?): "check username and password"
        case (.mail, _): "check url, from and to, and that the server takes mail from this host"
        case (.webhook, 401?), (.webhook, 403?): "check that the receiver has the same secret, and its clock is right"
        case (.webhook, 404?), (.webhook, 405?): "check the URL's path, and that it takes POST"
        case (.webhook, let status?) where (300..<400).contains(status): "configure the URL that it redirects to"
        case (.webhook, let status?) where status >= 500: "look into the receiver's own log"
        case (.webhook, let status?) where status >= 400: "look at its answer above: it does not like the request"
        case (.webhook, _): "check the URL, that the receiver is up, and network.allow where its address is private"
        }
    }
}
