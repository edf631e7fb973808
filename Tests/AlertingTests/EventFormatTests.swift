import Domain
import Foundation
import TestSupport
import Testing

@testable import Alerting

/// What is no new story, in each format: a feed that fails with a hostile name, a storm of hostile headlines, a flash.
struct EventFormatTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let format: AlertFormat
        let alert: Alert
    }

    private static let hostile = "@everyone <!channel> *x* [a](http://evil.example) \u{202E}\0 \"q\" \\"

    private static func alerts() -> [(name: String, alert: Alert)] {
        let feed = Feed(
            id: FeedID("https://me:key@feeds.example/rss?token=secret"),
            name: hostile,
            policy: PollPolicy()
        )
        let sound = FeedState(url: feed.id.url, nextDue: Sample.start, interval: 300)
        var failing = sound
        failing.failingSince = Sample.start
        failing.failures = 3
        failing.lastError = "answered 500 \(hostile)"
        let later = Sample.start.advanced(by: 3_600)
        let stories = (1...3).map { number in
            Sample.alert(
                number,
                title: "\(number): \(hostile)",
                summary: "",
                url: Sample.alert(number).item.url,
                feedName: "Wire \(hostile)",
                coverage: []
            )
        }
        var flash = Sample.alert(7)
        flash.severity = .flash
        let events: [(String, Alert?)] = [
            ("failing", Alert.health(of: feed, from: sound, to: failing, topic: "talks", at: later)),
            ("recovered", Alert.health(of: feed, from: failing, to: sound, topic: "talks", at: later)),
            ("storm", Storm.digests(of: stories, topic: "talks", at: Sample.start.advanced(by: 600)).first),
            ("flash", flash),
        ]
        return events.compactMap { name, alert in alert.map { (name, $0) } }
    }

    private static let cases: [Case] = AlertFormat.allCases.filter { $0 != .template }.flatMap { format in
        alerts().map { Case(testDescription: "\(format.rawValue)-\($0.name)", format: format, alert: $0.alert) }
    }

    private func body(_ test: Case) -> [UInt8] {
        let url =
            test.format == .ntfy ? "https://ntfy.example/newsroom" : "https://chat.example/hook/SECRET?chat_id=-100"
        let receiver = Receiver(name: "desk", url: url, format: test.format, secret: nil, events: [.storyOpened])
        return AlertRenderer.delivery(of: test.alert, to: receiver).body
    }

    @Test(arguments: cases)
    func `an event's bytes are those of its golden file`(_ test: Case) throws {
        try Golden.expect(body(test), named: test.testDescription)
    }

    @Test(arguments: cases)
    func `an event is JSON, tells no secret and pings nobody`(_ test: Case) throws {
        let bytes = body(test)
        _ = try JSONSerialization.jsonObject(with: Data(bytes))
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in ["token=secret", "me:key", "SECRET"] { #expect(!text.contains(secret)) }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
        switch test.format {
        case .slack: #expect(!text.contains("<!channel>"))
        case .mattermost, .telegram: #expect(!text.contains("@"))
        case .discord: #expect(text.contains(#""allowed_mentions":{"parse":[]}"#))
        default: break
        }
    }

    @Test func `a recovered feed resolves the alert that its failure fired`() throws {
        func parts(_ name: String) throws -> (labels: [String: String], start: String?, end: String?) {
            let test = try #require(Self.cases.first { $0.testDescription == "alertmanager-\(name)" })
            let array = try JSONSerialization.jsonObject(with: Data(body(test))) as? [[String: Any]]
            let alert = try #require(array?.first)
            return (
                alert["labels"] as? [String: String] ?? [:], alert["startsAt"] as? String, alert["endsAt"] as? String
            )
        }
        let (failing, recovered) = (try parts("failing"), try parts("recovered"))
        #expect(failing.labels == recovered.labels && failing.start == recovered.start)
        #expect(recovered.end == "2025-08-15T20:00:00Z" && failing.end != recovered.end)
    }
}
