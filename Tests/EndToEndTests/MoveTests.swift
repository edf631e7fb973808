import Domain
import Foundation
import TestSupport
import Testing

/// Where a feed may be led, and where not.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct MoveTests {
    private static func redirect(_ status: Int, _ target: String) -> ScriptedServer.Answer {
        .init(status: status, headers: [("Location", target)])
    }

    @Test func `a permanent move is adopted at its third sighting, told once, and the file stays`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let (old, new) = (kiosk.url("/old"), kiosk.url("/new", host: 2))
        kiosk.server.on("/old", Self.redirect(308, new))
        kiosk.server.on("/new", .init(body: Kiosk.atom("Rain")))
        let config = try kiosk.configure(feeds: ["{url: \"\(old)\"}"])
        let before = try Data(contentsOf: URL(fileURLWithPath: config))
        var told = ""
        for _ in 0..<10 {
            kiosk.server.on("/new", .init(body: Kiosk.atom("Rain", "No. \(kiosk.requests("/new").count)")))
            told += try await kiosk.poll().told
        }
        #expect(try await kiosk.state(old).url == new)
        #expect(kiosk.requests("/old").count == 3 && kiosk.requests("/new").count == 10)
        #expect(told.split(separator: "\n").count { $0.contains("has moved for good") } == 1, "\(told)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: config)) == before)
    }

    @Test func `a move to a login page, or once, or for a while, is not adopted`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let login = kiosk.url("/login")
        kiosk.server.on("/login", .init(body: "<!DOCTYPE html><title>Sign in</title>"))
        kiosk.server.on("/portal", .init(body: Kiosk.atom("Rain")), Self.redirect(301, login))
        kiosk.server.on("/once", Self.redirect(301, kiosk.url("/moved")), .init(body: Kiosk.atom("Sun", id: "o")))
        kiosk.server.on("/moved", .init(body: Kiosk.atom("Sun", id: "o")))
        kiosk.server.on("/found", Self.redirect(302, kiosk.url("/moved")))
        let urls = ["/portal", "/once", "/found"].map { kiosk.url($0) }
        try kiosk.configure(urls)
        for _ in 0..<5 { _ = try await kiosk.poll() }
        for url in urls { #expect(try await kiosk.state(url).url == url) }
    }

    @Test func `a ring of redirects ends after ten`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        for step in 0..<30 { kiosk.server.on("/\(step)", Self.redirect(301, "/\((step + 1) % 30)")) }
        try kiosk.configure([kiosk.url("/0")])
        let sweep = try await kiosk.poll()
        #expect(sweep.errors[0].contains("redirects"), "\(sweep.errors)")
        #expect(kiosk.server.requests().count == 11)
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "http://[::1]:PORT/inside", "http://0:PORT/inside",
        "http://0x7f.0.0.9:PORT/inside", "http://2130706441:PORT/inside", "http://127.0.0.9:PORT/inside",
        "http://[::ffff:127.0.0.9]:PORT/inside", "http://10.0.0.1/", "file:///etc/hostname",
        "gopher://127.0.0.9:PORT/_x", "http://user:pw@127.0.0.1:PORT/inside",
        "http://127.0.0.1\\@127.0.0.9:PORT/inside",
    ])
    func `no redirect leads inside`(_ target: String) async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let target = target.replacingOccurrences(of: "PORT", with: "\(kiosk.server.port)")
        kiosk.server.on("/feed", Self.redirect(302, target))
        kiosk.server.on("/inside", .init(body: Kiosk.atom("Secret")))
        try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/feed"))\"}"], network: "{allow: 127.0.0.1/32}")
        let sweep = try await kiosk.poll()
        #expect(sweep.outcomes == ["error"])
        #expect(kiosk.requests("/inside").isEmpty)
    }

    @Test func `no feed may be inside without leave`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", .init(body: Kiosk.atom("Secret")))
        try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/feed"))\"}"], network: "{allow: 127.0.0.2/32}")
        #expect(try await kiosk.poll().errors[0].contains("may not be asked"))
        #expect(kiosk.server.requests().isEmpty)
    }

    @Test func `credentials and keys stay at their origin`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/feed", Self.redirect(302, kiosk.url("/other", host: 2)))
        kiosk.server.on("/other", Self.redirect(302, kiosk.url("/back")))
        kiosk.server.on("/back", .init(body: Kiosk.atom("Rain")))
        try Data("s3cret\n".utf8).write(to: kiosk.desk.folder.appendingPathComponent("key"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: kiosk.desk.folder.appendingPathComponent("key").path
        )
        let secrets = "basic_auth: {user: desk, password: {file: key}}, headers: {X-Key: {file: key}, X-Plain: seen}"
        try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/feed"))?token=t0ken\", \(secrets)}"])
        #expect(try await kiosk.poll().errors == [""])
        let home = try #require(kiosk.requests("/feed").first)
        #expect(home.header("Authorization") == "Basic \(Data("desk:s3cret".utf8).base64EncodedString())")
        #expect(home.header("X-Key") == "s3cret" && home.header("X-Plain") == "seen")
        for path in ["/other", "/back"] {
            let request = try #require(kiosk.requests(path).first)
            for field in ["Authorization", "X-Key", "X-Plain", "Referer"] { #expect(request.header(field) == nil) }
        }
        let list = try await kiosk.run("feeds", "list")
        let json = try await kiosk.run("feeds", "list", "--json")
        #expect(list.status == 0 && json.status == 0 && list.printed.contains("/feed>"), "\(list.printed)")
        for text in [list.printed, json.printed] { #expect(!text.contains("s3cret") && !text.contains("t0ken")) }
        #expect(json.printed.contains("\"last_outcome\":\"modified\""), "\(json.printed)")
    }

    @Test func `a proxy of the configuration is asked for everything, with its password from a file`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("http://nowhere.example/feed", .init(body: Kiosk.atom("Rain")))
        let proxy = kiosk.desk.folder.appendingPathComponent("proxy")
        try Data("http://desk:s3cret@127.0.0.1:\(kiosk.server.port)\n".utf8).write(to: proxy)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: proxy.path)
        try kiosk.configure(feeds: ["{url: \"http://nowhere.example/feed\"}"], network: "{proxy: {file: proxy}}")
        let sweep = try await kiosk.poll()
        #expect(sweep.outcomes == ["ok"], "\(sweep.errors)")
        let request = try #require(kiosk.server.requests().first)
        #expect(request.header("Proxy-Authorization") == "Basic \(Data("desk:s3cret".utf8).base64EncodedString())")
        #expect(!sweep.told.contains("s3cret"))
    }
}
