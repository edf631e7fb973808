import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// Many feeds, some of them bad: the good ones keep their turn, and no host is crowded.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct CrowdTests {
    @Test func `a hundred feeds of one host are asked by no more than two at a time, each once`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let paths = (0..<100).map { "/\($0)" }
        for path in paths { kiosk.server.on(path, .init(body: Kiosk.atom("Rain", id: path))) }
        try kiosk.configure(paths.map { kiosk.url($0) }, polling: "{timeout: 5s, per_host: 2}")
        #expect(try await kiosk.poll().outcomes.allSatisfy { $0 == "ok" })
        #expect(kiosk.server.mostAtOnce <= 2)
        #expect(paths.allSatisfy { kiosk.requests($0).count == 1 })
    }

    @Test func `a start asks each feed once, and no host by more than two at a time`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let paths = (0..<40).map { "/\($0)" }
        for path in paths { kiosk.server.on(path, .init(body: Kiosk.atom("Rain", id: path))) }
        let config = try kiosk.configure(
            feeds: paths.map { "{url: \"\(kiosk.url($0))\"}" },
            polling: "{timeout: 5s, per_host: 2, spacing: 0s}"
        )
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        await eventually { kiosk.counts().count == paths.count }
        #expect(await daemon.stop() == 0)
        #expect(kiosk.server.mostAtOnce <= 2)
        #expect(paths.allSatisfy { kiosk.requests($0).count == 1 })
    }

    /// Half of them hang for the whole of their time-out, poll after poll; there are fewer places than hanging feeds.
    @Test func `with half of a hundred feeds hanging the good ones keep their rhythm`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let manners: [ScriptedServer.Answer.Manner] = [.stall, .stallInBody, .endless, .close]
        var feeds: [String] = []
        for number in 0..<50 {
            kiosk.server.on("/bad\(number)", .init(body: "<rss><channel>", manner: manners[number % 4]))
            kiosk.server.on("/good\(number)", .init(body: Kiosk.atom("Rain", id: "\(number)")))
            feeds.append("{url: \"\(kiosk.url("/bad\(number)", host: number + 2))\"}")
            feeds.append("{url: \"\(kiosk.url("/good\(number)", host: 100 + number))\"}")
        }
        let config = try kiosk.configure(
            feeds: feeds,
            polling: "{interval: 1s, min_interval: 1s, max_interval: 1s, timeout: 5s, concurrency: 16}"
        )
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        let good = (0..<50).map { "/good\($0)" }
        await eventually {
            let counts = kiosk.counts()
            return good.allSatisfy { counts[$0, default: 0] >= 5 }
        }
        let asked = kiosk.counts()
        let counts = good.map { asked[$0, default: 0] }
        let bad = (0..<50).filter { $0 % 4 < 2 }.map { asked["/bad\($0)", default: 0] }
        #expect(counts.allSatisfy { $0 >= 5 }, "\(counts)")
        // Back-off doubles: however long this takes, a feed that hangs is asked less often than one that answers.
        #expect((bad.max() ?? 0) < (counts.min() ?? 0), "\(bad)")
        #expect(await daemon.stop() == 0)
    }

    @Test func `two feeds of one host of which one hangs: the other is polled on`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/good", .init(body: Kiosk.atom("Rain")))
        for number in 0..<4 { kiosk.server.on("/bad\(number)", .init(manner: .stall)) }
        let urls = ["/bad0", "/good", "/bad1", "/bad2", "/bad3"].map { "{url: \"\(kiosk.url($0))\"}" }
        let config = try kiosk.configure(
            feeds: urls,
            polling: "{interval: 1s, min_interval: 1s, max_interval: 1s, timeout: 3s, per_host: 2}"
        )
        let daemon = try Program(["run", "--config", config], in: kiosk.desk)
        await eventually { kiosk.requests("/good").count >= 8 }
        #expect(kiosk.requests("/good").count >= 8, "\(kiosk.server.requests().map(\.path))")
        #expect(await daemon.stop() == 0)
    }
}
