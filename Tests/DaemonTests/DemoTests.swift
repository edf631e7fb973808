import Domain
import Foundation
import HTTP
import Parsing
import TestSupport
import Testing

@testable import Daemon

struct DemoTests {
    private static let noon = Timestamp(seconds: 1_755_284_400)

    private static func get(_ target: String, _ headers: [HeaderField] = []) -> LoopbackServer.Request {
        LoopbackServer.Request(method: "GET", target: target, headers: headers, body: [])
    }

    @Test(
        arguments: zip(
            DemoOutlet.allCases,
            [.rss20, .atom10, .jsonfeed, .rss20, .rss10, .rss09x, .sitemap, .rss20] as [FeedFormat]
        )
    )
    func `every feed of the newsroom is read as it was meant`(_ outlet: DemoOutlet, _ format: FeedFormat) throws {
        let newsroom = DemoNewsroom(opened: Self.noon)
        newsroom.publish(stage: 2)
        let answer = newsroom.answer(Self.get("/\(outlet.rawValue)"))
        let type = answer.headers.first { $0.name == "Content-Type" }?.value
        let document = try FeedParser.parse(answer.body, contentType: type, base: nil)
        let articles = DemoNews.articles.filter { $0.outlet == outlet && $0.stage <= 2 }
        #expect(document.format == format)
        #expect(document.problems == [])
        #expect(document.entries.compactMap(\.url) == articles.reversed().map(\.url))
        #expect(document.entries.last?.title == articles.first?.title)
        #expect(document.entries.last.map { $0.summary ?? $0.content ?? "" } == articles.first?.summary)
        if outlet != .faro {
            let dates = articles.map { Self.noon.advanced(by: Int64(-60 * $0.minutesOld)) }
            #expect(document.entries.map(\.published) == dates.reversed())
        }
    }

    @Test func `the newsroom answers 304 to its own tag, and an error page when a feed is down`() {
        let newsroom = DemoNewsroom(opened: Self.noon)
        let tag = newsroom.answer(Self.get("/wire")).headers.first { $0.name == "ETag" }?.value ?? ""
        #expect(newsroom.answer(Self.get("/wire", [HeaderField("If-None-Match", tag)])).status == 304)
        newsroom.publish(stage: 3)
        #expect(newsroom.answer(Self.get("/wire", [HeaderField("If-None-Match", tag)])).status == 200)
        let page = newsroom.answer(Self.get("/rhone"))
        #expect(throws: NotAFeed.self) { try FeedParser.parse(page.body, contentType: "text/html", base: nil) }
        #expect(newsroom.answer(Self.get("/nobody")).status == 404)
        #expect(newsroom.counts.notModified == 1 && newsroom.counts.errorPages == 1)
    }

    /// Standard Webhooks' own vector, which the receiver must accept at its time and refuse otherwise.
    @Test(arguments: [
        ("as it is", 0, "", "", 204), ("a changed body", 0, " ", "", 401), ("an old one", 301, "", "", 401),
        ("another id", 0, "", "x", 401),
    ])
    func `the receiver accepts what is genuine alone`(
        _ name: String,
        _ late: Int64,
        _ tail: String,
        _ idTail: String,
        _ status: Int
    ) throws {
        let key = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let clock = ManualClock(Timestamp(seconds: 1_614_265_330 + late))
        let receiver = DemoReceiver(secret: Array(key), clock: clock)
        receiver.comeUp()
        let headers = [
            HeaderField("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek" + idTail),
            HeaderField("webhook-timestamp", "1614265330"),
            HeaderField("webhook-signature", "v1,bm9uZQ== v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ]
        let body = Array("{\"test\": 2432232314}\(tail)".utf8)
        let request = LoopbackServer.Request(method: "POST", target: "/hook", headers: headers, body: body)
        #expect(receiver.answer(request).status == status)
        #expect(receiver.faults.isEmpty == (status == 204))
    }

    @Test func `a receiver that is down refuses, and a repeat must have the same bytes`() throws {
        let clock = ManualClock(Self.noon)
        let receiver = DemoReceiver(secret: [1, 2, 3], clock: clock)
        func post(_ body: String) -> Int {
            let stamp = String(clock.now.seconds)
            let headers = [
                HeaderField("webhook-id", "msg_a"), HeaderField("webhook-timestamp", stamp),
                HeaderField(
                    "webhook-signature",
                    DemoReceiver.signature(of: Array(body.utf8), id: "msg_a", stamp: stamp, secret: [1, 2, 3])
                ),
            ]
            let request = LoopbackServer.Request(method: "POST", target: "/", headers: headers, body: Array(body.utf8))
            return receiver.answer(request).status
        }
        #expect(post("{}") == 503)
        receiver.comeUp()
        #expect(post("{}") == 204)
        #expect(receiver.faults == [])
        #expect(post("{ }") == 204)
        #expect(receiver.faults == ["msg_a came again with another body"])
    }

    @Test func `the demonstration's own files are in order`() throws {
        let folder = try DemoFolder()
        defer { folder.remove() }
        try folder.write(newsroom: "http://127.0.0.1:1", webhook: "http://127.0.0.1:2")
        let setup = try Setup.load(path: folder.configuration, environment: [:])
        #expect(setup.warnings == [])
        #expect(setup.seeds.map(\.name) == ["000-demo-channel"])
        #expect(setup.configuration.alerts.receivers.map(\.secret) == [folder.secret])
    }
}
