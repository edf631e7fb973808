import Domain
import Foundation
import TestSupport
import Testing

/// The edges of fetching, seen from outside: odd names, held-back feeds, pages and lists of others.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct EdgeTests {
    private static let quick = "{timeout: 30s, spacing: 0s}"

    @Test func `a host name beyond ASCII is polled by its ASCII form`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(body: Kiosk.atom("Rain")))
        try kiosk.configure([kiosk.server.url("/feed", host: "Bücher.localhost"), "http://пример.invalid/feed"])
        let sweep = try await kiosk.poll()
        #expect(sweep.outcomes == ["ok", "error"], "\(sweep.errors)")
        #expect(sweep.errors.last?.contains("the name xn--e1afmkfd.invalid is not known") == true, "\(sweep.errors)")
        #expect(kiosk.requests("/feed").first?.header("Host") == "xn--bcher-kva.localhost:\(kiosk.server.port)")
    }

    @Test func `a check asks by what is stored, and not what is held back`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed") { request in
            request.header("If-None-Match") == "\"one\""
                ? .init(status: 304) : .init(headers: [("ETag", "\"one\"")], body: Kiosk.atom("Rain"))
        }
        kiosk.server.on("/busy", .init(status: 429, headers: [("Retry-After", "3600")]))
        kiosk.server.on("/gone", .init(status: 410))
        let paths = ["/feed", "/busy", "/gone"]
        try kiosk.configure(paths.enumerated().map { kiosk.url($1, host: $0 + 1) })
        let before = try await kiosk.run("check", "--fetch")
        #expect(before.printed.contains("ok      127.0.0.1"), "\(before.printed)\(before.told)")
        #expect(kiosk.requests("/feed").first?.header("If-None-Match") == nil)
        _ = try await kiosk.poll()
        let state = try await kiosk.state(kiosk.url("/feed", host: 1))
        let counts = kiosk.counts()
        let check = try await kiosk.run("check", "--fetch")
        #expect(check.status == 69, "one is gone")
        #expect(kiosk.requests("/feed").last?.header("If-None-Match") == "\"one\"")
        #expect(check.printed.contains("unchanged since \(try #require(state.lastDocument))"), "\(check.printed)")
        #expect(check.printed.contains("held back by its server; not asked before"), "\(check.printed)")
        #expect(check.printed.contains("the publisher has ended it"), "\(check.printed)")
        #expect(check.printed.contains("1 of 3 feeds answer and parse, 1 not asked"), "\(check.printed)")
        #expect(kiosk.counts()["/busy"] == counts["/busy"] && kiosk.counts()["/gone"] == counts["/gone"])
        #expect(try await kiosk.state(kiosk.url("/feed", host: 1)) == state, "nothing is stored")
        try kiosk.configure([kiosk.url("/feed", host: 1), kiosk.url("/busy", host: 2)])
        #expect(try await kiosk.run("check", "--fetch").status == 0, "what is held back has not failed")
    }

    @Test func `credentials go along at home, fields name feeds, a temporary redirect keeps the address`() async throws
    {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let away = kiosk.url("/away", host: 2)
        let page = """
            <link rel=alternate type=application/atom+xml href=/moved><link rel=alternate type=application/atom+xml href='\(away)'>
            """
        kiosk.server.on("/page") { request in
            request.header("Authorization") == nil
                ? .init(status: 401)
                : .init(headers: [("Link", "</field>; rel=\"alternate\"; type=\"application/atom+xml\"")], body: page)
        }
        kiosk.server.on("/moved", .init(status: 302, headers: [("Location", "/field")]))
        for path in ["/field", "/away"] { kiosk.server.on(path, .init(body: Kiosk.atom("Rain"))) }
        try kiosk.configure([kiosk.url("/page")], polling: Self.quick)
        let given = kiosk.url("/page").replacingOccurrences(of: "http://", with: "http://desk:s3cret@")
        let found = try await kiosk.run("feeds", "discover", given)
        #expect(found.status == 0, "\(found.told)")
        let urls = found.printed.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
        #expect(urls == [kiosk.url("/field"), kiosk.url("/moved"), away])
        #expect(kiosk.requests("/field").allSatisfy { $0.header("Authorization") != nil })
        #expect(kiosk.requests("/away").map { $0.header("Authorization") } == [nil])
        let json = try await kiosk.run("feeds", "discover", given, "--json")
        #expect(!(found.printed + found.told + json.printed + json.told).contains("s3cret"), "\(json.printed)")
    }

    @Test func `one host is asked five times at most`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let links = (0..<8).map { "<link rel=alternate type=application/atom+xml href=/\($0)>" }.joined()
        kiosk.server.on("/page", .init(body: "<html>\(links)"))
        for path in 0..<8 { kiosk.server.on("/\(path)", .init(body: Kiosk.atom("Rain"))) }
        try kiosk.configure([kiosk.url("/page")], polling: Self.quick)
        let found = try await kiosk.run("feeds", "discover", kiosk.url("/page"))
        #expect(found.printed.split(separator: "\n").count == 4)
        #expect(kiosk.server.requests().count == 5)
        #expect(found.told.contains("5 requests to one host are enough"), "\(found.told)")
    }

    @Test func `credentials in a list are told and never written or shown`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(body: Kiosk.atom("Rain")))
        let secret = kiosk.url("/feed").replacingOccurrences(of: "http://", with: "http://desk:s3cret@")
        let list =
            "<opml version=\"2.0\"><body><outline xmlUrl=\"\(secret)\"/><outline xmlUrl=\"nonsense\"/></body></opml>"
        let file = kiosk.desk.folder.appendingPathComponent("room.opml")
        try Data(list.utf8).write(to: file)
        try kiosk.configure(feeds: ["{opml: room.opml}"])
        let check = try await kiosk.run("check")
        #expect(
            check.status == 0 && check.told.contains("it is left out"),
            "a list is another program's: \(check.told)"
        )
        #expect(try await kiosk.poll().outcomes == ["ok"])
        #expect(kiosk.requests("/feed").first?.header("Authorization") != nil)
        let export = try await kiosk.run("feeds", "export")
        #expect(export.told.contains("is left out") && export.printed.contains("/feed"), "\(export.told)")
        let into = kiosk.desk.folder.appendingPathComponent("other.opml").path
        let foreign = kiosk.desk.folder.appendingPathComponent("foreign.opml")
        try Data(list.replacingOccurrences(of: "/feed", with: "/other").utf8).write(to: foreign)
        let brought = try await kiosk.run("feeds", "import", foreign.path, "--into", into)
        #expect(brought.told.contains("user and password"), "\(brought.told)")
        #expect(brought.printed.contains("1 feeds added") && brought.printed.contains("1 refused"))
        #expect(try !String(contentsOfFile: into, encoding: .utf8).contains("s3cret"))
        for text in [check.told, export.told, export.printed, brought.told, brought.printed] {
            #expect(!text.contains("s3cret"))
        }
    }
}
