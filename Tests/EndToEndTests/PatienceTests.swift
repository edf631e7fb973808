import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// When a server is asked again: what it says, within bounds.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct PatienceTests {
    struct Wait: Sendable, CustomTestStringConvertible {
        let headers: [(String, String)]
        let seconds: ClosedRange<Int64>
        var testDescription: String { headers.map { "\($0.0): \($0.1)" }.joined(separator: ", ") }

        init(_ headers: (String, String)..., seconds: ClosedRange<Int64>) {
            (self.headers, self.seconds) = (headers, seconds)
        }
    }

    private static let date = ("Date", "Sun, 06 Nov 1994 08:00:00 GMT")

    /// The default policy: every 300 s, between 60 s and an hour.
    private static let refusals = [
        // What has answered is asked again at the feed's own pace at the earliest.
        Wait(("Retry-After", "120"), seconds: 300...300),
        Wait(date, ("Retry-After", "Sun, 06 Nov 1994 08:10:00 GMT"), seconds: 601...662),
        Wait(date, ("Retry-After", "Sun, 06 Nov 1994 07:00:00 GMT"), seconds: 300...300),
        Wait(("Retry-After", "0"), seconds: 300...300),
        Wait(("Retry-After", "-1"), seconds: 300...600),
        Wait(("Retry-After", "abc"), seconds: 300...600),
        Wait(("Retry-After", "316800"), seconds: 86_400...95_040),
        Wait(("Retry-After", "999999999999999999999"), seconds: 86_400...95_040),
        Wait(seconds: 300...600),
    ]

    @Test(arguments: [429, 503])
    func `a refusal is obeyed in both forms, and bounded at both ends`(_ status: Int) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        for (index, row) in Self.refusals.enumerated() {
            kiosk.server.on("/\(index)", .init(status: status, headers: row.headers))
        }
        let urls = Self.refusals.indices.map { kiosk.url("/\($0)", host: $0 + 1) }
        try kiosk.configure(urls)
        _ = try await kiosk.poll()
        for (url, row) in zip(urls, Self.refusals) {
            let state = try await kiosk.state(url)
            let wait = state.nextDue.seconds(since: try #require(state.lastPoll))
            #expect(row.seconds.contains(wait), "\(row.testDescription): \(wait) s")
        }
        let held = try await kiosk.poll().errors.count { $0.contains("held back") }
        // A 429 that does not say until when holds its feed back as well, in the next process too.
        #expect(held == (status == 429 ? 7 : 4))
        let expected = status == 429 ? [1, 1, 2, 2, 1, 1, 1, 1, 1] : [1, 1, 2, 2, 2, 2, 1, 1, 2]
        #expect(urls.indices.map { kiosk.requests("/\($0)").count } == expected)
    }

    private static let freshness = [
        Wait(("Cache-Control", "max-age=1200"), seconds: 1_201...1_322),
        Wait(("Cache-Control", "max-age=504576000"), seconds: 86_400...95_040),
        Wait(("Cache-Control", "max-age=60"), ("Age", "50"), seconds: 300...330),
        Wait(("Cache-Control", "max-age=3600"), ("Age", "1600"), seconds: 2_001...2_202),
        Wait(("Cache-Control", "no-cache, max-age=9000"), seconds: 300...330),
        Wait(("Cache-Control", "s-maxage=9000"), seconds: 300...330),
        Wait(("Cache-Control", "private, max-age=900"), seconds: 901...992),
        Wait(date, ("Expires", "Sun, 06 Nov 1994 09:00:00 GMT"), seconds: 3_601...3_962),
        Wait(date, ("Expires", "Sun, 06 Nov 1994 09:00:00 GMT"), ("Age", "600"), seconds: 3_001...3_302),
        Wait(("Cache-Control", "no-cache=\"Set-Cookie\", max-age=3600"), seconds: 3_601...3_962),
        Wait(date, ("Expires", "0"), seconds: 300...330),
        Wait(date, ("Cache-Control", "max-age=600"), ("Expires", "Sun, 06 Nov 1994 09:00:00 GMT"), seconds: 601...662),
        Wait(seconds: 300...330),
    ]

    @Test func `what stays fresh is not asked for`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        for (index, row) in Self.freshness.enumerated() {
            kiosk.server.on("/\(index)", .init(headers: row.headers, body: Kiosk.atom("Rain", id: "\(index)")))
        }
        let urls = Self.freshness.indices.map { kiosk.url("/\($0)", host: $0 + 1) }
        try kiosk.configure(urls)
        _ = try await kiosk.poll()
        for (url, row) in zip(urls, Self.freshness) {
            let state = try await kiosk.state(url)
            let wait = state.nextDue.seconds(since: try #require(state.lastPoll))
            #expect(row.seconds.contains(wait), "\(row.testDescription): \(wait) s")
        }
    }

    private static let hints: [(String, Int64)] = [
        ("<ttl>60</ttl>", Int64(3_600)), ("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800), ("", 300),
        // What is skipped always is asked once a day all the same.
        ("<skipHours>\((0...23).map { "<hour>\($0)</hour>" }.joined())</skipHours>", 86_400),
        ("<skipDays>\(days.map { "<day>\($0)</day>" }.joined())</skipDays>", 86_400),
    ]
    private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    @Test(arguments: hints)
    func `what the document asks for is obeyed where HTTP says nothing`(_ hint: String, _ seconds: Int64) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let feed = """
            <rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>t</title>\(hint)
            <item><title>Rain</title><link>https://outlet.example/1</link></item></channel></rss>
            """
        kiosk.server.on("/feed", .init(body: feed))
        try kiosk.configure([kiosk.url("/feed")])
        _ = try await kiosk.poll()
        let state = try await kiosk.state(kiosk.url("/feed"))
        let wait = state.nextDue.seconds(since: try #require(state.lastPoll))
        #expect((seconds...seconds + seconds / 10 + 2).contains(wait), "\(wait) s")
    }

    @Test func `a 304 that says nothing of freshness, and an error, leave what was said before`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let fields = [("ETag", "\"1\""), ("Cache-Control", "max-age=7200")]
        kiosk.server.on(
            "/feed",
            .init(headers: fields, body: Kiosk.atom("Rain")),
            .init(status: 304),
            .init(status: 500)
        )
        try kiosk.configure([kiosk.url("/feed")])
        for status in [200, 304, 500] {
            _ = try await kiosk.poll()
            let state = try await kiosk.state(kiosk.url("/feed"))
            let wait = state.nextDue.seconds(since: try #require(state.lastPoll))
            #expect((7_201...7_922).contains(wait), "after \(status): \(wait) s")
            try await kiosk.pass(8_000)
        }
    }

    @Test func `two refused feeds leave the others of their host alone when these are well`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let paths = (0..<8).map { "/\($0)" }
        let refused = ["/0", "/4"]
        for path in paths { kiosk.server.on(path, .init(body: Kiosk.atom("Rain", id: path))) }
        for path in refused { kiosk.server.on(path, .init(status: 429, headers: [("Retry-After", "86400")])) }
        try kiosk.configure(paths.map { kiosk.url($0) }, polling: "{timeout: 5s, per_host: 1}")
        let first = try await kiosk.poll()
        #expect(first.outcomes.count { $0 == "ok" } == 6, "\(first.errors)")
        // The two are refused together, and hold their host until one of it has answered well.
        for path in refused { kiosk.server.on(path, .init(status: 429, headers: [("Retry-After", "86400")])) }
        try await kiosk.pass(90_000)
        for path in ["/5", "/6"] { kiosk.server.on(path, .init(status: 500)) }
        for _ in 0..<3 {
            _ = try await kiosk.poll()
            try await kiosk.pass(1_000)
        }
        #expect(["/1", "/2", "/3", "/7"].allSatisfy { kiosk.requests($0).count >= 3 })
        #expect(refused.allSatisfy { kiosk.requests($0).count == 2 })
    }

    @Test func `a host that refuses two of its feeds is not asked for the others`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let paths = (0..<6).map { "/\($0)" }
        for path in paths { kiosk.server.on(path, .init(status: 429, headers: [("Retry-After", "600")])) }
        kiosk.server.on("/other", .init(body: Kiosk.atom("Rain")))
        try kiosk.configure(
            paths.map { kiosk.url($0) } + [kiosk.url("/other", host: 2)],
            polling: "{timeout: 5s, per_host: 1}"
        )
        let sweep = try await kiosk.poll()
        #expect(paths.count { !kiosk.requests($0).isEmpty } == 2)
        #expect(sweep.errors.count { $0.contains("held back by its host") } == 4, "\(sweep.errors)")
        #expect(sweep.outcomes.last == "ok")
        _ = try await kiosk.poll()
        #expect(paths.reduce(0) { $0 + kiosk.requests($1).count } == 2)
        try await kiosk.pass(700)
        for path in paths { kiosk.server.on(path, .init(body: Kiosk.atom("Rain", id: path))) }
        #expect(try await kiosk.poll().outcomes.allSatisfy { $0 != "error" })
    }

    @Test func `neither a restart nor a kill makes an early poll, and a new feed is asked once`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/old", .init(headers: [("ETag", "\"1\"")], body: Kiosk.atom("Rain")))
        kiosk.server.on("/new", .init(headers: [("ETag", "\"1\"")], body: Kiosk.atom("Sun", id: "n")))
        kiosk.server.on("/last", .init(body: Kiosk.atom("Snow", id: "l")))
        for (step, (added, signal)) in [("/old", SIGKILL), ("/new", SIGTERM), ("/last", SIGTERM)].enumerated() {
            let paths = ["/old", "/new", "/last"].prefix(step + 1)
            let config = try kiosk.configure(feeds: paths.map { "{url: \"\(kiosk.url($0))\"}" })
            let daemon = try Program(["run", "--log-level", "debug", "--config", config], in: kiosk.desk)
            // The new feed's poll is stored, so the loop has come round and would have asked the others as well.
            await eventually { daemon.told.contains("feed polled") && !kiosk.requests(added).isEmpty }
            daemon.send(signal)
            _ = await daemon.wait()
        }
        #expect(["/old", "/new", "/last"].map { kiosk.requests($0).count } == [1, 1, 1])
        try await kiosk.pass(3_600)
        _ = try await kiosk.poll()
        #expect(kiosk.requests("/old").last?.header("If-None-Match") == "\"1\"")
    }
}
