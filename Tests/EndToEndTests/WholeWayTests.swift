import Domain
import Foundation
import Glibc
import HTTP
import Testing

/// The binary from outside: feeds in, new developments out.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct WholeWayTests {
    static let summit = (
        id: "a1", title: "Trump and Putin agree to meet in Geneva for a summit on Ukraine",
        summary:
            "The White House and the Kremlin confirmed that the two presidents will hold talks in Geneva next week."
    )
    static let rewrite = (
        id: "b7", title: "Trump and Putin to meet in Geneva for summit on Ukraine, Kremlin confirms",
        summary: "The White House and the Kremlin confirmed the two presidents will hold talks in Geneva next week."
    )
    static let call = (
        id: "a2", title: "Putin and Trump speak by phone about prisoner exchange",
        summary: "The call lasted forty minutes, the Kremlin said; both sides agreed to swap twelve prisoners."
    )
    static let football = (
        id: "c1", title: "Late goal wins the derby", summary: "The home side scored twice in the last ten minutes."
    )

    @Test func `two outlets tell one development: one signed alert, one log line, and a reason`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([Self.summit, Self.football]))
        desk.publish("/two", NewsDesk.atom([Self.rewrite]))
        let config = try desk.configure(["/one", "/two"])
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.count == 1 && desk.requests(of: "/two").count > 2 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(desk.posts.count == 1, "\(desk.posts.map(\.title))\n\(daemon.told)")
        let signed = desk.posts.filter(\.isSigned).count
        #expect(signed == 1)
        #expect(desk.alertLog.count == 1)
        let repeats = desk.requests(of: "/one").dropFirst()
        #expect(repeats.count { $0.header("If-None-Match") != nil } == repeats.count)

        let why = try Program(["why", "https://outlet.example/c1", "--config", config], in: desk)
        #expect(await why.wait() == 0)
        #expect(why.printed.contains("off-topic"), "\(why.printed)")
    }

    @Test func `with min_outlets the second outlet's item alerts, once`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([Self.summit]))
        let config = try desk.configure(["/one", "/two"])
        let text = try String(contentsOfFile: config, encoding: .utf8)
        let waiting = text.replacing("alerts:", with: "alerts:\n  min_outlets: 2")
        try Data(waiting.utf8).write(to: URL(fileURLWithPath: config))
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.requests(of: "/one").count > 2 }
        #expect(desk.posts.isEmpty)
        let other = NewsDesk.atom([Self.rewrite]).replacing("outlet.example", with: "second.example")
        desk.publish("/two", other)
        await eventually { desk.posts.count == 1 }
        #expect(await daemon.stop() == 0, "\(daemon.told)")
        #expect(desk.posts.map(\.title) == [Self.rewrite.title])
    }

    @Test func `the next development opens a story of its own`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([Self.summit]))
        let daemon = try Program(["run", "--config", try desk.configure(["/one"])], in: desk)
        await eventually { desk.posts.count == 1 }
        desk.publish("/one", NewsDesk.atom([Self.call, Self.summit]))
        await eventually { desk.posts.count == 2 }
        #expect(await daemon.stop() == 0)
        #expect(desk.posts.map(\.title) == [Self.summit.title, Self.call.title])
        #expect(Set(desk.posts.map(\.id)).count == 2)
    }

    @Test func `poll asks once, delivers, and prints the contract's JSON`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([Self.summit, Self.football]))
        desk.publish("/busy", "", status: 429, headers: [HeaderField("Retry-After", "3600")])
        let config = try desk.configure(["/one", "/busy"])
        let first = try Program(["poll", "--config", config, "--json"], in: desk)
        #expect(await first.wait() == 0, "\(first.told)")
        let report = try #require(try JSONSerialization.jsonObject(with: Data(first.printed.utf8)) as? [String: Any])
        let feeds = try #require(report["feeds"] as? [[String: Any]])
        #expect(feeds.map { $0["outcome"] as? String } == ["ok", "error"])
        #expect(feeds[0]["items"] as? Int == 2)
        #expect(feeds[0]["titles"] as? [String] == [Self.summit.title, Self.football.title])
        #expect(report["alerts"] as? Int == 1)
        #expect((report["deliveries"] as? [String: Int]) == ["delivered": 1, "pending": 0, "dead": 0])

        let second = try Program(["poll", "--config", config, "--json"], in: desk)
        #expect(await second.wait() == 0)
        #expect(desk.requests(of: "/one").count == 2)
        #expect(desk.requests(of: "/busy").count == 1, "Retry-After holds over a restart")
        #expect(desk.posts.count == 1)
    }
}
