import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// Feeds that end or fail: neither given up at once, nor asked for ever.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct EndingTests {
    @Test func `410 is believed after three days, told once, and then asked once a week`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let url = kiosk.url("/feed")
        kiosk.server.on("/feed", .init(body: Kiosk.atom("Rain")), .init(status: 410))
        try kiosk.configure([url])
        _ = try await kiosk.poll()
        var told = ""
        for _ in 0..<3 {  // within minutes: asked once, then it is left alone
            told += try await kiosk.poll().told
            try await kiosk.pass(60)
        }
        #expect(kiosk.requests("/feed").count == 2)
        #expect(try await !kiosk.state(url).isGone)
        for _ in 0..<5 {
            try await kiosk.pass(86_400)
            told += try await kiosk.poll().told
        }
        #expect(try await kiosk.state(url).isGone)
        #expect(told.split(separator: "\n").count { $0.contains("gone (410") } == 1, "\(told)")
        let list = try await kiosk.run("feeds", "list")
        #expect(list.printed.hasPrefix("gone\t"), "\(list.printed)")
        let asked = kiosk.requests("/feed").count
        kiosk.server.on("/feed", .init(body: Kiosk.atom("Rain", "Sun")))
        try await kiosk.pass(86_400)
        #expect(try await kiosk.poll().errors[0].contains("held back"))
        #expect(kiosk.requests("/feed").count == asked)
        try await kiosk.pass(8 * 86_400)
        #expect(try await kiosk.poll().new == [1])
        #expect(try await !kiosk.state(url).isGone)
    }

    @Test(arguments: [404, 403, 500, 200])
    func `no feed is given up, however long it fails`(_ status: Int) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let url = kiosk.url("/feed")
        kiosk.server.on("/feed", .init(status: status, body: "<p>sorry</p>"))
        try kiosk.configure([url])
        var waits: [Int64] = []
        for _ in 0..<14 {
            #expect(try await kiosk.poll().outcomes == ["error"])
            let state = try await kiosk.state(url)
            waits.append(state.nextDue.seconds(since: try #require(state.lastPoll)))
            try await kiosk.pass(2 * 86_400)
        }
        #expect(waits.allSatisfy { (15...86_400).contains($0) }, "\(waits)")
        #expect((waits.last ?? 0) >= 43_200)
        kiosk.server.on("/feed", .init(body: Kiosk.atom("Rain")))
        #expect(try await kiosk.poll().new == [1])
    }

    @Test func `an error page, nothing and half a document bring one notice, and no news twice`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let real = NewsDesk.atom([WholeWayTests.summit, WholeWayTests.football])
        let tag = [("ETag", "\"1\"")]
        kiosk.server.on(
            "/feed",
            .init(headers: tag, body: real),
            .init(headers: [("ETag", "\"2\"")], body: "<!DOCTYPE html><title>Just a moment...</title>"),
            .init(headers: [("ETag", "\"2\"")], body: ""),
            .init(headers: [("ETag", "\"2\"")], body: "<html><body>Attention Required</body></html>"),
            .init(headers: [("ETag", "\"2\"")], body: String(real.prefix(real.count / 2))),
            .init(headers: tag, body: real + "<!-- again -->")
        )
        try kiosk.configure([kiosk.url("/feed")])
        var (alerts, told) = (0, "")
        for _ in 0..<7 {
            let sweep = try await kiosk.poll()
            alerts += sweep.alerts
            told += sweep.told
            try await kiosk.pass(3_600)
        }
        #expect(alerts == 1)
        #expect(told.split(separator: "\n").count { $0.contains("feed failing") } == 1, "\(told)")
        #expect(Set(kiosk.requests("/feed").dropFirst().map { $0.header("If-None-Match") }) == ["\"1\""])
    }

    @Test func `SIGTERM lets a slow server's answer come to its end`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let gate = Gate()
        kiosk.server.on("/slow") { _ in
            gate.enter()
            return .init(body: NewsDesk.atom([WholeWayTests.summit]))
        }
        let config = try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/slow"))\"}"])
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        await eventually { !kiosk.requests("/slow").isEmpty }
        daemon.send(SIGTERM)
        await eventually { daemon.told.contains("stopping") }
        gate.open()
        #expect(await daemon.wait() == 0, "\(daemon.told)")
        #expect(kiosk.requests("/slow").count == 1)
        let list = try await kiosk.run("alerts", "list")
        #expect(list.printed.contains(WholeWayTests.summit.title), "\(daemon.told)")
    }

    @Test func `a reload that waits for a slow answer keeps the watchdog fed, and ends`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let gate = Gate()
        kiosk.server.on("/slow") { _ in
            gate.enter()
            return .init(body: Kiosk.atom("Rain"))
        }
        let socket = try NotifySocket(in: kiosk.desk.folder)
        let config = try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/slow"))\"}"])
        let daemon = try Program(
            ["run", "--config", config],
            in: kiosk.desk,
            environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "20000"]
        )
        await eventually { !kiosk.requests("/slow").isEmpty && socket.messages.contains { $0.hasPrefix("READY=1") } }
        daemon.send(SIGHUP)
        func since() -> ArraySlice<String> { socket.messages.drop { !$0.hasPrefix("RELOADING=1") } }
        await eventually { since().count { $0 == "WATCHDOG=1" } >= 3 }
        gate.open()
        await eventually { since().contains { $0.hasPrefix("READY=1") } }
        let reload = since()
        let ready = try #require(reload.firstIndex { $0.hasPrefix("READY=1") }, "\(daemon.told)")
        #expect(reload[..<ready].count { $0 == "WATCHDOG=1" } >= 3, "\(reload)")
        await eventually { since().suffix(from: ready).contains("WATCHDOG=1") }
        #expect(since().suffix(from: ready).contains("WATCHDOG=1"))
        daemon.send(SIGTERM)
        await eventually { socket.messages.contains { $0.hasPrefix("STOPPING=1") } }
        #expect(await daemon.wait() == 0, "\(daemon.told)")
    }

    @Test func `SIGTERM does not wait for a server that never answers`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/dead", .init(manner: .stall))
        let config = try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/dead"))\"}"], polling: "{timeout: 10m}")
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        await eventually { !kiosk.requests("/dead").isEmpty }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
    }
}

/// Holds a server's thread until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func enter() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}
