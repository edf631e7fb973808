import Domain
import Foundation
import Glibc
import HTTP
import TestSupport
import Testing

@testable import Alerting

/// Runs the receivers that docs/webhooks.md shows, as they stand there.
struct WebhookReceiverTests {
    struct Language: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let program: String
        let fence: String

        var isInstalled: Bool { path != nil }

        var path: String? {
            ["/usr/bin/", "/usr/local/bin/"].map { $0 + program }.first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
        }
    }

    private static let languages = [
        Language(testDescription: "Python", program: "python3", fence: "python"),
        Language(testDescription: "Node", program: "node", fence: "javascript"),
    ].filter(\.isInstalled)

    private static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    /// The code block of that language in the document.
    private func source(_ fence: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = String(
            decoding: try Data(contentsOf: root.appendingPathComponent("docs/webhooks.md")),
            as: UTF8.self
        )
        let start = try #require(text.range(of: "```\(fence)\n"))
        let end = try #require(text.range(of: "\n```", range: start.upperBound..<text.endIndex))
        return String(text[start.upperBound..<end.lowerBound])
    }

    private func receiver(_ port: String, _ secret: String, former: String? = nil) -> Receiver {
        Receiver(
            name: "desk",
            url: "http://127.0.0.1:\(port)/hook",
            format: .standard,
            secret: WebhookSigner.key(from: secret),
            formerSecrets: former.flatMap { WebhookSigner.key(from: $0) }.map { [$0] } ?? [],
            events: [.storyOpened]
        )
    }

    @Test(.timeLimit(.minutes(10)), arguments: languages)
    func `the receiver in the document takes what is signed and refuses the rest`(_ language: Language) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = folder.path + "/receiver"
        try source(language.fence).write(toFile: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(language.path))
        process.arguments = [file, Self.secret, "0"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        defer {
            // Not SIGTERM: the child inherits our blocked signals.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        var greeting = ""
        while !greeting.hasSuffix("\n") {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            greeting += String(decoding: more, as: UTF8.self)
        }
        let port = try #require(greeting.split(whereSeparator: \.isWhitespace).last)

        var policy = NetworkPolicy()
        policy.allowPrivate = true
        let client = HTTPClient(policy: policy, concurrency: 1, perHost: 1)
        let sink = WebhookSink(client: client)
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        let other = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
        let good = receiver(String(port), Self.secret)
        let delivery = AlertRenderer.delivery(of: Sample.alert(1), to: good)
        let refused = Attempt.failed(reason: "answered 401", status: 401, retryAfter: nil)
        let first = await sink.send(delivery, to: good, at: now)
        #expect(first == .delivered(status: 204), "\(greeting) \(first)")
        #expect(await sink.send(delivery, to: receiver(String(port), other), at: now) == refused)
        #expect(await sink.send(delivery, to: good, at: now.advanced(by: -4_000)) == refused)
        let rotating = receiver(String(port), other, former: Self.secret)
        #expect(await sink.send(delivery, to: rotating, at: now) == .delivered(status: 204))
        await client.shutdown()
    }
}
