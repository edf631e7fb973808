import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// What a receiver may do, and what follows: it is obeyed, and no other receiver notices.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct WebhookMannersTests {
    struct Manner: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answers: [ScriptedServer.Answer]
        /// How often it is asked, and what its delivery is in the end.
        let posts: Int
        let state: String
    }

    @Test(arguments: [
        Manner(testDescription: "accepts at once", answers: [.init(status: 204)], posts: 1, state: "delivered"),
        Manner(
            testDescription: "fails twice",
            answers: [.init(status: 500), .init(manner: .close), .init(status: 200)],
            posts: 3,
            state: "delivered"
        ),
        Manner(
            testDescription: "redirects: a failure that is not followed",
            answers: [.init(status: 302, headers: [("Location", "/elsewhere")]), .init(status: 200)],
            posts: 2,
            state: "delivered"
        ),
        Manner(testDescription: "is gone", answers: [.init(status: 410)], posts: 1, state: "dead"),
        Manner(testDescription: "fails for ever", answers: [.init(status: 500)], posts: 4, state: "dead"),
        Manner(
            testDescription: "asks for an hour",
            answers: [.init(status: 429, headers: [("Retry-After", "3600")])],
            posts: 1,
            state: "pending"
        ),
    ])
    func `a receiver is obeyed, and the other one has its alert`(_ row: Manner) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(body: NewsDesk.atom([WholeWayTests.summit])))
        let script = Locked(row.answers)
        kiosk.server.on("/hook") { _ in script.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
        kiosk.server.on("/other", .init(status: 200))
        let hooks = ["hook", "other"].enumerated().map { host, name in
            "{name: \(name), url: \"\(kiosk.url("/\(name)", host: host + 2))\"}"
        }
        let config = try kiosk.configure(
            feeds: ["{url: \"\(kiosk.url("/feed"))\"}"],
            extra: "alerts: {retry: [1s, 1s, 1s], webhooks: [\(hooks.joined(separator: ", "))]}"
        )
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        await eventually { kiosk.requests("/hook").count >= row.posts && !kiosk.requests("/other").isEmpty }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(kiosk.requests("/hook").count == row.posts)
        #expect(kiosk.requests("/elsewhere").isEmpty && kiosk.requests("/other").count == 1)
        let posts = kiosk.requests("/hook")
        #expect(Set(posts.map { $0.header("webhook-id") }).count == 1 && Set(posts.map(\.body)).count == 1)
        let list = try await kiosk.run("alerts", "list")
        #expect(list.printed.contains("hook: \(row.state)"), "\(list.printed)\n\(daemon.told)")
        #expect(list.printed.contains("other: delivered"), "\(list.printed)")
    }

    @Test func `a receiver that thinks for longer than a connection may take is waited for, and asked once`()
        async throws
    {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(body: NewsDesk.atom([WholeWayTests.summit])))
        let answered = Locked(false)
        kiosk.server.on("/hook") { _ in
            Thread.sleep(forTimeInterval: 11)
            answered.withLock { $0 = true }
            return .init(status: 200)
        }
        let hook = "{name: hook, url: \"\(kiosk.url("/hook", host: 2))\"}"
        let config = try kiosk.configure(
            feeds: ["{url: \"\(kiosk.url("/feed"))\"}"],
            extra: "alerts: {retry: [1s], webhooks: [\(hook)]}"
        )
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        await eventually { answered.withLock { $0 } }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(kiosk.requests("/hook").count == 1)
        let list = try await kiosk.run("alerts", "list")
        #expect(list.printed.contains("hook: delivered"), "\(list.printed)")
    }

    @Test func `what was given up is sent again on request, with its id`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(body: NewsDesk.atom([WholeWayTests.summit])))
        kiosk.server.on("/hook", .init(status: 410), .init(status: 200))
        let hook = "{name: hook, url: \"\(kiosk.url("/hook", host: 2))\"}"
        try kiosk.configure(
            feeds: ["{url: \"\(kiosk.url("/feed"))\"}"],
            extra: "alerts: {retry: [1s], webhooks: [\(hook)]}"
        )
        _ = try await kiosk.poll()
        #expect(kiosk.requests("/hook").count == 1)
        let resend = try await kiosk.run("alerts", "resend", "--dead")
        #expect(resend.status == 0, "\(resend.told)")
        _ = try await kiosk.poll()
        let posts = kiosk.requests("/hook")
        #expect(posts.count == 2 && Set(posts.map { $0.header("webhook-id") }).count == 1, "\(resend.printed)")
    }
}
