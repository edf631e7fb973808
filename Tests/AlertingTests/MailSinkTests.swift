import Domain
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Alerting

@Suite(.timeLimit(.minutes(10)))
struct MailSinkTests {
    private func receiver(
        _ server: String,
        security: MailWay.Security = .off,
        user: String? = nil,
        allowsPrivate: Bool = true,
        to: [String] = ["desk@example.org", "other@example.org"]
    ) throws -> Receiver {
        var receiver = Sample.receiver("inbox")
        receiver.way = .mail(
            MailWay(
                server: server,
                from: try #require(MailAddress("Hotline <hotline@example.org>")),
                to: try to.map { try #require(MailAddress($0)) },
                username: user,
                password: user.map { _ in "secret word" },
                security: security,
                allowsPrivate: allowsPrivate
            )
        )
        return receiver
    }

    private func send(_ receiver: Receiver, _ alert: Alert = Sample.alert(1)) async -> Attempt {
        let delivery = AlertRenderer.delivery(of: alert, to: receiver)
        return await MailSink(client: MailClient(policy: NetworkPolicy())).send(
            delivery,
            to: receiver,
            at: Sample.start
        )
    }

    @Test func `a mail is taken with its envelope and every byte, twice the same`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let receiver = try receiver(server.url)
        #expect(await send(receiver) == .delivered(status: 250))
        #expect(await send(receiver) == .delivered(status: 250))
        let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: receiver)
        let mail = ScriptedMailServer.Mail(
            from: "hotline@example.org",
            to: ["desk@example.org", "other@example.org"],
            message: delivery.body
        )
        #expect(server.mails == [mail, mail])
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let command: String
        let reply: String
        let reason: String
        let status: Int
        var testDescription: String { "\(command) \(reply)" }
    }

    @Test(arguments: [
        Refusal(command: "MAIL", reply: "530 5.7.0 log in", reason: "refused the mail (530 5.7.0)", status: 530),
        Refusal(
            command: "RCPT TO:<other",
            reply: "550 5.1.1 nobody",
            reason: "refused the mail (550 5.1.1)",
            status: 550
        ),
        Refusal(command: "RCPT", reply: "451 4.7.1 later", reason: "refused the mail (451 4.7.1)", status: 451),
        Refusal(command: "DATA", reply: "552 full \u{1B}[31m", reason: "refused the mail (552)", status: 552),
        Refusal(command: ".", reply: "554 5.6.0 spam", reason: "refused the mail (554 5.6.0)", status: 554),
    ])
    func `a refusal at any step is a failure with its code and without the server's words`(_ test: Refusal) async throws
    {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        server.reply(to: test.command, test.reply)
        let reason = "127.0.0.1:\(server.port) \(test.reason)"
        #expect(try await send(receiver(server.url)) == .failed(reason: reason, status: test.status, retryAfter: nil))
        #expect(server.mails.isEmpty)
    }

    @Test func `user and password are sent where there is a login`() async throws {
        let server = try ScriptedMailServer(offersLogin: true)
        defer { server.stop() }
        #expect(try await send(receiver(server.url, user: "desk")) == .delivered(status: 250))
        let token = Data("\0desk\0secret word".utf8).base64EncodedString()
        #expect(server.commands.joined(separator: "\n").contains(token))
    }

    @Test func `a refused login tells no secret`() async throws {
        let server = try ScriptedMailServer(offersLogin: true)
        defer { server.stop() }
        server.reply(to: "AUTH", "535 5.7.8 secret word")
        let attempt = try await send(receiver(server.url, user: "desk"))
        let reason = "127.0.0.1:\(server.port) refused user and password (535 5.7.8)"
        #expect(attempt == .failed(reason: reason, status: 535, retryAfter: nil))
    }

    @Test(arguments: [false, true])
    func `without TLS nothing but greetings is sent where TLS is required`(_ offers: Bool) async throws {
        let server = try ScriptedMailServer(offersTLS: offers, offersLogin: true)
        defer { server.stop() }
        let attempt = try await send(receiver(server.url, security: .required, user: "desk"))
        guard case .failed(let reason, _, _) = attempt else {
            Issue.record("\(attempt)")
            return
        }
        #expect(reason.contains(offers ? "no safe connection" : "offers no TLS"), "\(reason)")
        let verbs = Set(server.commands.map { String($0.prefix(4)) })
        #expect(verbs.isDisjoint(with: ["AUTH", "MAIL", "RCPT", "DATA"]), "\(server.commands)")
    }

    @Test func `a private address is refused unless it was written out`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let attempt = try await send(receiver(server.url, allowsPrivate: false))
        let reason = "127.0.0.1:\(server.port) leads to 127.0.0.1, which may not be asked"
        #expect(attempt == .failed(reason: reason, status: nil, retryAfter: nil))
        #expect(server.commands.isEmpty)
    }

    @Test func `nobody there is a failure`() async throws {
        let attempt = try await send(receiver("smtp://127.0.0.1:1"))
        #expect(attempt == .failed(reason: "no connection to 127.0.0.1:1", status: nil, retryAfter: nil))
    }

    @Test func `cancelling ends a session that hangs`() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        server.reply(to: "MAIL", "250-")
        let receiver = try receiver(server.url)
        let attempt = await withTaskGroup(of: Attempt.self) { group in
            group.addTask { await send(receiver) }
            while !server.commands.contains(where: { $0.hasPrefix("MAIL") }) { await Task.yield() }
            group.cancelAll()
            return await group.next()
        }
        guard case .failed("stopped", _, _)? = attempt else {
            Issue.record("\(String(describing: attempt))")
            return
        }
    }
}
