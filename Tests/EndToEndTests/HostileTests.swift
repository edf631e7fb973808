import Domain
import Foundation
import TestSupport
import Testing

/// Answers meant to harm: one error, in bounded time and memory, and the next feed is well.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct HostileTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the outcome may be.
        var outcomes: Set<String> = ["error"]
        let answer: @Sendable () throws -> ScriptedServer.Answer
    }

    private static let rss = "<rss version=\"2.0\"><channel><title>t</title>"

    static let attacks = [
        Attack(testDescription: "a gzip bomb") {
            let packed = try Tool.output(of: "/bin/gzip", "-c", fed: String(repeating: " ", count: 40_000_000))
            return .init(headers: [("Content-Encoding", "gzip")], bytes: packed)
        },
        Attack(testDescription: "an entity bomb") {
            let rows = (1...12).map { "<!ENTITY e\($0) \"\(String(repeating: "&e\($0 - 1);", count: 10))\">" }
            return .init(
                body:
                    "<!DOCTYPE rss [<!ENTITY e0 \"x\">\(rows.joined())]>\(rss)<item><title>&e12;</title></item></channel></rss>"
            )
        },
        Attack(testDescription: "an outside entity") {
            .init(
                body:
                    "<!DOCTYPE rss [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>\(rss)<item><title>a&e;b</title></item>"
                    + "</channel></rss>"
            )
        },
        Attack(testDescription: "an endless body") { .init(body: rss, manner: .endless) },
        Attack(testDescription: "a length of ten gigabytes") {
            .init(headers: [("Content-Length", "10000000000")], body: rss, manner: .untilClose)
        },
        Attack(testDescription: "20,000 items", outcomes: ["ok", "error"]) {
            let items = (0..<20_000).map { "<item><guid>\($0)</guid></item>" }.joined()
            return .init(body: "\(rss)\(items)</channel></rss>")
        },
        Attack(testDescription: "nesting 10,000 deep", outcomes: ["ok", "error"]) {
            .init(body: rss + String(repeating: "<a>", count: 10_000))
        },
        Attack(testDescription: "nesting 256 deep", outcomes: ["ok", "error"]) {
            let (open, shut) = (String(repeating: "<a>", count: 256), String(repeating: "</a>", count: 256))
            return .init(body: "\(rss)<item><title>x</title>\(open)\(shut)</item></channel></rss>")
        },
        Attack(testDescription: "header fields without end") {
            .init(headers: (0..<5_000).map { ("X-\($0)", "some value to fill the line") }, body: rss)
        },
        Attack(testDescription: "control characters and a terminal's escapes", outcomes: ["ok", "error"]) {
            .init(body: "\(rss)<item><title>\u{1B}[31mred\u{7} \u{202E}evil</title></item></channel></rss>")
        },
        Attack(testDescription: "bytes that are no HTTP") { .init(body: "SSH-2.0-x\r\n", manner: .raw) },
        Attack(testDescription: "an answer that never begins") { .init(manner: .stall) },
    ]

    @Test(arguments: attacks) func `an attack is one outcome, and the next feed is well`(_ attack: Attack) async throws
    {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on("/bad", try attack.answer())
        kiosk.server.on("/good", .init(body: Kiosk.atom("Rain")))
        try kiosk.configure([kiosk.url("/bad"), kiosk.url("/good", host: 2)], polling: "{timeout: 10s}")
        let sweep = try await kiosk.poll()
        #expect(sweep.status == 0, "\(sweep.told)")
        #expect(sweep.outcomes.count == 2 && sweep.outcomes.last == "ok", "\(sweep.errors)")
        #expect(attack.outcomes.contains(sweep.outcomes.first ?? ""), "\(sweep.errors)")
        let lines = sweep.told.split(separator: "\n")
        #expect(lines.count <= 4, "\(sweep.told)")
        #expect(!(sweep.told + sweep.errors.joined()).unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
}
