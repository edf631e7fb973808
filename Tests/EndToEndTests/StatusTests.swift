import Domain
import Foundation
import Glibc
import HTTP
import Testing

/// The status server of the running program, asked as a browser, a scraper and a feed reader do.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct StatusTests {
    /// Asks the status server of a program.
    struct Visitor {
        let client = HTTPClient(policy: Self.policy, concurrency: 4, perHost: 4)
        let base: String

        private static var policy: NetworkPolicy {
            var policy = NetworkPolicy()
            policy.allowPrivate = true
            return policy
        }

        /// Waits until the program says where it listens.
        init(_ daemon: Program) async throws {
            await eventually { Self.url(in: daemon.told) != nil }
            base = try #require(Self.url(in: daemon.told), "\(daemon.told)")
        }

        /// The last address that was told, without a slash at its end.
        static func url(in log: String) -> String? {
            let line = log.split(separator: "\n").last { $0.contains("status page url=") }
            return line?.split(separator: "url=").last.map { String($0.dropLast($0.hasSuffix("/") ? 1 : 0)) }
        }

        func ask(_ path: String, method: String = "GET", _ headers: [HeaderField] = []) async -> HTTPResponse? {
            var request = HTTPRequest(url: base + path)
            request.method = method
            request.headers = headers
            if method == "POST" { request.body = [] }
            return try? await client.send(request).get()
        }

        func text(_ path: String) async -> String {
            (await ask(path)).map { String(decoding: $0.body, as: UTF8.self) } ?? ""
        }

        /// Asks again and again until the text has all of `parts`; gives up after two minutes.
        func text(_ path: String, has parts: String...) async -> String {
            var text = ""
            await eventually {
                text = await self.text(path)
                return parts.allSatisfy { text.contains($0) }
            }
            return text
        }
    }

    static let listening = "status: {listen: \"127.0.0.1:0\"}"

    @Test func `page, health, metrics and alert feeds tell what happened`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit, WholeWayTests.football]))
        let config = try desk.configure(["/one"], status: Self.listening, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        let visitor = try await Visitor(daemon)
        await eventually { desk.posts.count == 1 }
        let metrics = await visitor.text(
            "/metrics",
            has: "hotline_deliveries_total{destination=\"desk\",outcome=\"delivered\"} 1\n",
            "hotline_alert_latency_seconds_count 1\n",
            "hotline_feeds{state=\"ok\"} 1\n",
            "hotline_items_total{decision=\"alert\"} 1\n",
            "hotline_items_total{decision=\"off-topic\"} 1\n",
            "# TYPE hotline_fetch_duration_seconds histogram\n",
            "hotline_outbox_pending{destination=\"desk\"} 0\n",
            "hotline_healthy 1\n"
        )
        #expect(metrics.contains("hotline_alerts_total 1\n"), "\(metrics)")
        #expect(Self.isExposition(metrics))
        #expect(await visitor.text("/healthz") == "ok\n")
        let page = await visitor.text("/", has: WholeWayTests.summit.title)
        #expect(page.contains(WholeWayTests.summit.title) && page.contains("Polling and delivering work."))
        try await feeds(visitor, desk)
        #expect(await daemon.stop() == 0, "\(daemon.told)")
    }

    /// Both feeds parse, have the alert under its id, and answer 304 to who has them.
    private func feeds(_ visitor: Visitor, _ desk: NewsDesk) async throws {
        await eventually { !desk.alertLog.isEmpty }
        let log = try #require(desk.alertLog.first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(log.utf8)) as? [String: Any])
        let id = try #require((object["data"] as? [String: Any])?["alert"] as? String)
        for (path, format) in [("/alerts.atom", "atom10"), ("/alerts.json", "jsonfeed")] {
            let text = await visitor.text(path, has: id)
            let parse = try Program(["parse", "-"], in: desk, input: text)
            #expect(await parse.wait() == 0, "\(parse.told)")
            let feed = try #require(
                try JSONSerialization.jsonObject(with: Data(parse.printed.utf8)) as? [String: Any]
            )
            #expect(feed["format"] as? String == format)
            #expect((feed["problems"] as? [Any])?.isEmpty == true, "\(parse.printed)")
            let entries = try #require(feed["entries"] as? [[String: Any]])
            #expect(entries.count == 1)
            #expect((entries.first?["id"] as? String)?.hasSuffix(id) == true)
            #expect(entries.first?["title"] as? String == WholeWayTests.summit.title)
            let first = try #require(await visitor.ask(path))
            let tag = try #require(first.header("etag"))
            let date = try #require(first.header("last-modified"))
            #expect(await visitor.ask(path, [HeaderField("If-None-Match", "W/\(tag)")])?.status == 304)
            #expect(await visitor.ask(path, [HeaderField("If-Modified-Since", date)])?.status == 304)
            #expect(await visitor.ask(path, [HeaderField("If-None-Match", "\"other\"")])?.status == 200)
        }
    }

    /// Every line is a comment or a sample, every family has its HELP and TYPE before it.
    private static func isExposition(_ text: String) -> Bool {
        var families: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# TYPE ") {
                families.insert(String(line.split(separator: " ")[2]))
            } else if !line.hasPrefix("# HELP ") {
                let name = String(line.prefix { $0 != "{" && $0 != " " })
                let stems = ["_bucket", "_sum", "_count"].filter { name.hasSuffix($0) }.map {
                    String(name.dropLast($0.count))
                }
                let isKnown = ([name] + stems).contains { families.contains($0) }
                guard isKnown, let value = line.split(separator: " ").last, Double(value) != nil else { return false }
            }
        }
        return text.hasSuffix("\n")
    }

    @Test func `strangers are refused`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]))
        let config = try desk.configure(["/one"], status: Self.listening, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        let visitor = try await Visitor(daemon)
        let port = try #require(visitor.base.split(separator: ":").last.flatMap { UInt16($0) })
        _ = await visitor.text("/healthz", has: "ok")
        for (host, status) in [
            ("evil.example", 421), ("evil.example:\(port)", 421), ("127.0.0.1", 421), ("127.0.0.1:1", 421),
            ("localhost:\(port)", 200), ("LOCALHOST:\(port)", 200), ("[::1]:\(port)", 200), ("localhost.:\(port)", 421),
            ("127.0.0.1.evil.example:\(port)", 421), ("localhost:x", 400), ("10.0.0.1:\(port)", 421),
        ] {
            #expect(await visitor.ask("/healthz", [HeaderField("Host", host)])?.status == status, "\(host)")
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
            let answer = Self.raw("\(method) /metrics HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n", to: port)
            #expect(answer.hasPrefix("HTTP/1.1 405 ") && answer.contains("\r\nAllow: GET, HEAD\r\n"), "\(method)")
        }
        for path in [
            "/nothing", "/metrics/", "/%2e%2e/etc/passwd", "/healthz%00", "//",
            "/websub/0123456789abcdef0123456789abcdef",
        ] {
            #expect(await visitor.ask(path)?.status == 404, "\(path)")
        }
        for (head, status) in [
            ("", 400), ("Host: localhost:\(port)\r\nHost: localhost:\(port)\r\n", 400), ("Host:\r\n", 400),
            ("Host : localhost:\(port)\r\n", 400), ("Host: localhost:\(port)\r\nContent-Length: 5\r\n", 413),
            ("Host: localhost:\(port)\r\nX: \(String(repeating: "y", count: 9_000))\r\n", 431),
        ] {
            let answer = Self.raw("GET / HTTP/1.1\r\n\(head)\r\n", to: port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(head.prefix(60))")
        }
        let page = try #require(await visitor.ask("/"))
        #expect(page.header("content-security-policy")?.contains("default-src 'none'") == true)
        #expect(page.header("x-content-type-options") == "nosniff")
        #expect(page.header("cross-origin-resource-policy") == "same-origin")
        #expect(page.header("cache-control") == "no-store")
        #expect(page.header("access-control-allow-origin") == nil)
        #expect(await daemon.stop() == 0)
    }

    /// Says `text` on a connection of its own, no more, and hears what comes until the server closes or a minute is over.
    static func raw(_ text: String, to port: UInt16) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let bytes = Array(text.utf8)
        _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !answer.containsHeadEnd {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func `health turns red with a destination, and well again with it`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.answerHook(with: 500)
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let config = try desk.configure(["/one"], status: Self.listening, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        let visitor = try await Visitor(daemon)
        let ill = await visitor.text("/healthz", has: "destination desk fails since", "answered 500")
        #expect(ill.contains("1 pending"), "\(ill)")
        #expect(await visitor.ask("/healthz")?.status == 503)
        #expect(!ill.contains(desk.url("")))
        desk.answerHook(with: 204)
        #expect(await visitor.text("/healthz", has: "ok\n") == "ok\n")
        #expect(await daemon.stop() == 0)
    }

    @Test func `a reload moves the server, and null ends it`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        desk.publish("/one", NewsDesk.atom([WholeWayTests.football]))
        let config = try desk.configure(["/one"], status: Self.listening, topic: .small)
        let daemon = try Program(["run", "--config", config], in: desk)
        let before = try await Visitor(daemon)
        _ = await before.text("/healthz", has: "ok")
        let port = try Self.freePort()
        _ = try desk.configure(["/one"], status: "status: {listen: \"127.0.0.1:\(port)\"}")
        daemon.send(SIGHUP)
        await eventually { Visitor.url(in: daemon.told) == "http://127.0.0.1:\(port)" }
        let after = try await Visitor(daemon)
        #expect(after.base == "http://127.0.0.1:\(port)")
        #expect(await after.text("/metrics", has: "hotline_reloads_total{result=\"taken\"} 1").isEmpty == false)
        #expect(await before.ask("/healthz") == nil)
        _ = try desk.configure(["/one"], status: "status: {listen: null}")
        daemon.send(SIGHUP)
        await eventually { await after.ask("/healthz") == nil }
        #expect(await after.ask("/healthz") == nil)
        #expect(await daemon.stop() == 0)
    }

    @Test func `an address in use is told, and the news goes on`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let squatter = try LoopbackServer { _ in LoopbackServer.Response(404) }
        let port = squatter.port
        desk.publish("/one", NewsDesk.atom([WholeWayTests.summit]))
        let config = try desk.configure(["/one"], status: "status: {listen: \"127.0.0.1:\(port)\"}")
        let daemon = try Program(["run", "--config", config], in: desk)
        await eventually { desk.posts.count == 1 }
        #expect(daemon.told.contains("127.0.0.1:\(port) is in use by another program"), "\(daemon.told)")
        squatter.stop()
        let visitor = try await Visitor(daemon)
        #expect(await visitor.text("/healthz", has: "ok") == "ok\n")
        #expect(await daemon.stop() == 0)
    }

    /// A port that nobody has now.
    static func freePort() throws -> UInt16 {
        let server = try LoopbackServer { _ in LoopbackServer.Response(404) }
        defer { server.stop() }
        return server.port
    }
}

extension [UInt8] {
    fileprivate var containsHeadEnd: Bool { firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) != nil }
}
