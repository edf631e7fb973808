package import Domain
import HTTP

/// One delivery sent by hand, with all that a person may see of it: no key, no password, of a URL the host alone.
package struct Trial: Sendable {
    /// What was sent, line by line, as it was sent.
    package let sent: [String]
    /// What came back, line by line.
    package let answer: [String]
    /// What that means for a delivery.
    package let attempt: Attempt
}

extension WebhookSink {
    /// Sends `delivery` once and tells the whole exchange.
    package func trial(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Trial {
        let request = Self.request(for: delivery, to: receiver, at: now)
        let result = await exchange(request)
        let head = ["POST \(Self.shownURL(request.url))"] + request.headers.map { "\($0.name): \($0.value)" }
        let body = String(decoding: delivery.body, as: UTF8.self)
        var answer: [String] = []
        if case .success(let response) = result {
            answer.append("HTTP \(response.status)")
            let told = response.headers.filter { ["content-type", "retry-after", "location"].contains($0.lowerName) }
            answer += told.map { "\($0.name): \(PlainText.cut(PlainText.clean($0.value), to: 200, in: .scalars))" }
            let text = PlainText.cut(
                PlainText.clean(String(decoding: response.body.prefix(4_096), as: UTF8.self)),
                to: 500,
                in: .scalars
            )
            if !text.isEmpty { answer += ["", text] }
        }
        return Trial(
            sent: head + ["", body],
            answer: answer,
            attempt: Self.attempt(from: result, to: receiver, at: now)
        )
    }

    /// Scheme and host: what follows may be the secret itself.
    private static func shownURL(_ url: String) -> String {
        let start = Link.afterScheme(url) ?? url.startIndex
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" }
        let host = authority.split(separator: "@").last ?? ""
        return "\(url[..<start])\(host)\(authority.endIndex < url.endIndex ? "/…" : "")"
    }
}

extension HeaderField {
    fileprivate var lowerName: String { name.lowercased() }
}

extension CommandSink {
    /// Runs the program once and tells what it got and what it said.
    package func trial(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Trial {
        guard case .command(let way) = receiver.way else {
            return Trial(sent: [], answer: [], attempt: await send(delivery, to: receiver, at: now))
        }
        let result = await Self.run(way, delivery)
        let output = result.output.split(separator: 0x0A).suffix(10)
            .map { PlainText.cut(PlainText.clean(String(decoding: $0, as: UTF8.self)), to: 200, in: .scalars) }
        return Trial(
            sent: ["run " + way.arguments.map(Self.shown).joined(separator: " ")]
                + Self.environment(for: delivery) + ["", String(decoding: delivery.body, as: UTF8.self)],
            answer: output,
            attempt: Self.attempt(from: result, timeout: way.timeout)
        )
    }

    /// As a shell would want it, so that it can be tried by hand.
    private static func shown(_ argument: String) -> String {
        let clean = PlainText.clean(argument)
        let isWord =
            !clean.isEmpty && clean.utf8.allSatisfy { $0 > 0x20 && !"'\"\\$`*?[]{}()<>|&;#~!".utf8.contains($0) }
        return isWord
            ? clean : "'\(clean.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}

extension MailSink {
    /// Sends one mail and tells it as it was sent.
    package func trial(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Trial {
        let attempt = await send(delivery, to: receiver, at: now)
        guard case .mail(let way) = receiver.way else { return Trial(sent: [], answer: [], attempt: attempt) }
        let tls =
            way.server.hasPrefix("smtps")
            ? "TLS" : way.security == .required ? "STARTTLS, or nothing is sent" : "no TLS"
        let user = way.username == nil ? "no user" : "with user and password"
        let message = String(decoding: delivery.body.filter { $0 != 0x0D }, as: UTF8.self)
        let status: [String] = if case .delivered(let code) = attempt { ["SMTP \(code)"] } else { [] }
        return Trial(sent: ["mail by \(way.server) (\(tls), \(user))"] + [message], answer: status, attempt: attempt)
    }
}
