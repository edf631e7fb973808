import Domain
import Foundation
import TestSupport
import Testing

/// What a strict publisher counts: validators, cookies, referrers, names, and how often one comes.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct ValidatorTests {
    private static let odd = [
        ("ETag", "W/\"a+b\""), ("Last-Modified", "sun, 6 Nov 1994  08:49:37 GMT"), ("Set-Cookie", "id=1; Path=/"),
    ]

    @Test func `a first request carries no validator, cookie or referer, and says who asks`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(headers: Self.odd, body: Kiosk.atom("Rain")))
        try kiosk.configure([kiosk.url("/feed")])
        #expect(try await kiosk.poll().outcomes == ["ok"])
        let request = try #require(kiosk.requests("/feed").first)
        for field in ["If-None-Match", "If-Modified-Since", "A-IM", "Cookie", "Referer", "Authorization"] {
            #expect(request.header(field) == nil, "\(field)")
        }
        #expect(request.path == "/feed" && request.method == "GET")
        let agent = try #require(request.header("User-Agent"))
        #expect(agent.wholeMatch(of: /Hotline\/\d+\.\d+\.\d+ \(\+https:\/\/[^ )]+\)/) != nil, "\(agent)")
        #expect(request.header("Accept-Encoding")?.contains("gzip") == true)
        #expect(request.header("Accept")?.hasPrefix("application/atom+xml") == true)
        #expect(kiosk.requests("/feed").count == 1)
    }

    @Test func `validators come back byte for byte, cookies do not`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(headers: Self.odd, body: Kiosk.atom("Rain")), .init(status: 304))
        try kiosk.configure([kiosk.url("/feed")])
        #expect(try await kiosk.poll().outcomes == ["ok"])
        #expect(try await kiosk.poll().outcomes == ["notmodified"])
        let second = try #require(kiosk.requests("/feed").last)
        #expect(second.header("If-None-Match") == "W/\"a+b\"")
        #expect(second.header("If-Modified-Since") == "sun, 6 Nov 1994  08:49:37 GMT")
        #expect(second.header("A-IM") == "feed")
        #expect(second.header("Cookie") == nil && second.header("Referer") == nil)
    }

    @Test func `a 304 renews the validators that it carries, and leaves the others`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on(
            "/feed",
            .init(headers: [("ETag", "\"1\""), ("Last-Modified", "then")], body: Kiosk.atom("Rain")),
            .init(status: 304, headers: [("ETag", "\"2\"")]),
            .init(status: 304)
        )
        try kiosk.configure([kiosk.url("/feed")])
        for _ in 0..<4 { _ = try await kiosk.poll() }
        let requests = kiosk.requests("/feed")
        #expect(requests.map { $0.header("If-None-Match") } == [nil, "\"1\"", "\"2\"", "\"2\""])
        #expect(requests.map { $0.header("If-Modified-Since") } == [nil, "then", "then", "then"])
    }

    @Test func `a part of a feed (226) adds to what is known, and nothing has vanished`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on(
            "/feed",
            .init(headers: [("ETag", "\"1\"")], body: Kiosk.atom("Rain", "Sun")),
            .init(status: 226, headers: [("ETag", "\"2\""), ("IM", "feed")], body: Kiosk.atom("Snow", id: "s")),
            .init(status: 304)
        )
        try kiosk.configure([kiosk.url("/feed")])
        #expect(try await kiosk.poll().new == [2])
        let part = try await kiosk.poll()
        #expect(part.new == [1] && !part.told.contains("missed"), "\(part.told)")
        #expect(try await kiosk.poll().outcomes == ["notmodified"])
        #expect(kiosk.requests("/feed").last?.header("If-None-Match") == "\"2\"")
    }

    private static let broken: [(name: String, answer: ScriptedServer.Answer)] = [
        ("an error page", ScriptedServer.Answer(headers: [("ETag", "\"x\"")], body: "<!DOCTYPE html><p>One moment")),
        ("an empty answer", .init(headers: [("ETag", "\"x\"")], body: "")),
        ("half a document", .init(headers: [("ETag", "\"x\"")], body: String(Kiosk.atom("Rain", "Sun").dropLast(150)))),
        ("a cut body", .init(headers: [("ETag", "\"x\"")], body: Kiosk.atom("Rain"), manner: .cut(after: 200))),
        ("a cut chunk", .init(headers: [("ETag", "\"x\"")], body: Kiosk.atom("Rain"), manner: .chunkedCut)),
        (
            "a body that is no gzip",
            .init(headers: [("ETag", "\"x\""), ("Content-Encoding", "gzip")], body: Kiosk.atom("Rain"))
        ),
    ]

    @Test(arguments: broken)
    func `what is no whole feed leaves the validators as they were`(_ name: String, _ answer: ScriptedServer.Answer)
        async throws
    {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on(
            "/feed",
            .init(headers: [("ETag", "\"1\"")], body: Kiosk.atom("Rain")),
            answer,
            .init(status: 304)
        )
        try kiosk.configure([kiosk.url("/feed")])
        for _ in 0..<3 { _ = try await kiosk.poll() }
        #expect(kiosk.requests("/feed").map { $0.header("If-None-Match") } == [nil, "\"1\"", "\"1\""])
    }

    @Test(arguments: [true, false])
    func `a gzip body that lacks its last bytes alone leaves no validator either`(_ isChunked: Bool) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let packed = try Tool.output(of: "/bin/gzip", "-c", fed: NewsDesk.atom([("e1", "Rain", "It rained.")]))
        let fields = [("ETag", "\"1\""), ("Content-Encoding", "gzip")]
        let manner: ScriptedServer.Answer.Manner = isChunked ? .chunked : .whole
        kiosk.server.on(
            "/feed",
            .init(headers: fields, bytes: packed.dropLast(8), manner: manner),
            .init(headers: fields, bytes: packed.dropLast(1), manner: manner),
            .init(headers: fields, bytes: packed, manner: manner),
            .init(status: 304)
        )
        try kiosk.configure([kiosk.url("/feed")])
        let cut = try await kiosk.poll()
        #expect(cut.new == [1] && cut.errors[0].hasPrefix("truncated"), "\(cut.told)")
        for _ in 0..<3 { _ = try await kiosk.poll() }
        #expect(kiosk.requests("/feed").map { $0.header("If-None-Match") } == [nil, nil, nil, "\"1\""])
    }

    @Test func `a gzip body that breaks off is told, leaves no validator and loses no item`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        // No two entries alike, so that half of the bytes unpack to about half of the entries.
        let all = (0..<120).map { number in
            ("e\(number)", "Report \(number * 7_919 % 1_009) of station \(number * 104_729 % 997)", "It rained.")
        }
        let packed = try Tool.output(of: "/bin/gzip", "-c", fed: NewsDesk.atom(all))
        let fields = [("ETag", "\"1\""), ("Content-Encoding", "gzip")]
        kiosk.server.on(
            "/feed",
            .init(headers: fields, bytes: Array(packed.prefix(packed.count / 2))),
            .init(headers: fields, bytes: packed)
        )
        try kiosk.configure([kiosk.url("/feed")])
        let cut = try await kiosk.poll()
        #expect(cut.outcomes == ["ok"])
        #expect(cut.errors[0].hasPrefix("truncated: its \(cut.new[0]) whole entries"), "\(cut.errors)")
        #expect((1..<all.count).contains(cut.new[0]))
        let list = try await kiosk.run("feeds", "list")
        #expect(list.printed.contains("last truncated"), "\(list.printed)")
        let whole = try await kiosk.poll()
        #expect(whole.new == [all.count - cut.new[0]] && whole.errors == [""])
        _ = try await kiosk.poll()
        #expect(kiosk.requests("/feed").map { $0.header("If-None-Match") } == [nil, nil, "\"1\""])
    }

    @Test func `one who says 304 for eight days is asked once without validators`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let body = ScriptedServer.Answer(headers: [("ETag", "\"1\"")], body: Kiosk.atom("Rain"))
        kiosk.server.on("/feed") { $0.header("If-None-Match") == nil ? body : .init(status: 304) }
        try kiosk.configure([kiosk.url("/feed")])
        for _ in 0..<5 {
            #expect(try await kiosk.poll().errors == [""])
            try await kiosk.pass(4 * 86_400)
        }
        #expect(kiosk.requests("/feed").map { $0.header("If-None-Match") != nil } == [false, true, true, true, false])
    }

    @Test func `a feed that never closes its root is asked with validators in the end`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let open = Kiosk.atom("Rain").replacingOccurrences(of: "</feed>", with: "")
        let body = ScriptedServer.Answer(headers: [("ETag", "\"1\"")], body: open)
        kiosk.server.on("/feed") { $0.header("If-None-Match") == nil ? body : .init(status: 304) }
        try kiosk.configure([kiosk.url("/feed")])
        for isCut in [true, true, false, false] {
            #expect(try await kiosk.poll().errors[0].hasPrefix("truncated") == isCut)
            try await kiosk.pass(13 * 3_600)
        }
        #expect(kiosk.requests("/feed").map { $0.header("If-None-Match") != nil } == [false, false, false, true])
    }
}
