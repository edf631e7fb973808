import Domain
import Foundation
import TestSupport
import Testing

@testable import Alerting

/// Each format's bytes beside this file; `BLESS=1` writes them anew, and the difference is to be read.
struct FormatTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let format: AlertFormat
        let title: String
        let summary: String
        var url: String? = "https://news.example/2025/08/talks?a=1&b=2|x"
    }

    private static let headlines: [(name: String, title: String, summary: String)] = [
        ("plain", "Envoys agree on talks in Anchorage", "The two sides will meet on Friday, officials said."),
        (
            "hostile",
            "@everyone <!channel> *bold* [click](http://evil.example) \u{202E}reversed\u{202C} \0\u{1B}[31m <@U123> `code`",
            "# Heading\n> quote | table ~~x~~ & <b>html</b> ://bare http://evil.example @here @channel \"quoted\" back\\slash"
        ),
        ("long", String(repeating: "word and ", count: 1_200), String(repeating: "Слово, ", count: 2_000)),
        (
            "breaks",
            "Talks\r\nX-Priority: 5\r\n\r\nbody\u{2028}\u{2029}\u{85}\u{B}\u{2066}a\u{2069}\u{200B}b\u{FEFF}c\u{FFFF}",
            "e" + String(repeating: "\u{301}", count: 5_000)
                + " \u{E0041}tag \\u0000 {{item}} ${HOME} %s \u{1F468}\u{200D}\u{1F4BB}"
        ),
        ("emoji", String(repeating: "👩‍🚀🇺🇸é", count: 300), String(repeating: "😀", count: 6_000)),
    ]

    private static let cases: [Case] = AlertFormat.allCases.flatMap { format in
        headlines.map {
            Case(testDescription: "\(format.rawValue)-\($0.name)", format: format, title: $0.title, summary: $0.summary)
        }
    }

    private func alert(_ test: Case) -> Alert {
        Sample.alert(
            7,
            title: test.title,
            summary: test.summary,
            url: test.url,
            feedName: "World <News> & @all",
            feed: FeedID("https://me:key@feeds.example/rss?token=secret"),
            topic: "trump-putin"
        )
    }

    private func receiver(_ format: AlertFormat) -> Receiver {
        let url =
            switch format {
            case .telegram: "https://api.telegram.org/botTOKEN/sendMessage?chat_id=-100123"
            case .ntfy: "https://ntfy.example/newsroom"
            default: "https://chat.example/hook/SECRET"
            }
        var receiver = Receiver(name: "desk", url: url, format: format, secret: nil, events: [.storyOpened])
        receiver.template = TemplateText(
            text: #"{"text":"{{severity}}: {{item.title}}","more":"{{item.summary}}","link":{{{item.url}}}}"#,
            place: .nowhere
        )
        return receiver
    }

    @Test(arguments: cases)
    func `a format's bytes are those of its golden file`(_ test: Case) throws {
        let body = AlertRenderer.delivery(of: alert(test), to: receiver(test.format)).body
        try Golden.expect(body, named: test.testDescription)
    }

    @Test(arguments: cases)
    func `a body is JSON within its limits, tells no secret and pings nobody`(_ test: Case) throws {
        let body = AlertRenderer.delivery(of: alert(test), to: receiver(test.format)).body
        let text = String(decoding: body, as: UTF8.self)
        let value = try JSONSerialization.jsonObject(with: Data(body))
        let object = try #require(value as? [String: Any] ?? (value as? [Any])?.first as? [String: Any])
        #expect(!object.isEmpty)
        #expect(body.count <= 28_000)
        for secret in ["token=secret", "me:key", "TOKEN", "SECRET", "Never sent"] { #expect(!text.contains(secret)) }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" || $0.value == 0x7F })
        let strings = Self.strings(in: object)
        let limits: [AlertFormat: Int] = [
            .slack: 3_000, .discord: 4_096, .telegram: 4_096, .mattermost: 4_000, .teams: 2_000,
        ]
        if let limit = limits[test.format] { #expect(strings.allSatisfy { $0.utf16.count <= limit }) }
        let url = try #require(test.url)
        #expect(strings.contains { $0.contains(url) || $0.contains("talks?a=1&amp;b=2%7Cx") }, "the link is whole")
        switch test.format {
        case .slack: #expect(!strings.contains { $0.contains("<!") || $0.contains("<@") })
        case .discord:
            #expect(text.contains(#""allowed_mentions":{"parse":[]}"#))
            #expect(!strings.contains { $0.contains("](http") })
        case .mattermost, .telegram: #expect(!strings.contains { $0.contains("@") })
        case .ntfy:
            #expect((object["message"] as? String)?.utf8.count ?? 0 <= 4_096)
            #expect(object["topic"] as? String == "newsroom")
        case .standard, .cloudevents: #expect(body.count <= 20_000)
        case .alertmanager:
            let labels = try #require(object["labels"] as? [String: String])
            #expect(labels["alertname"] == "HotlineStory" && labels["severity"] == "alert")
            #expect(labels.values.allSatisfy { !$0.isEmpty && $0.utf8.count <= 200 })
            #expect(object["generatorURL"] as? String == url)
        case .teams, .template: break
        }
    }

    /// All texts of a JSON value, without recursion.
    private static func strings(in object: [String: Any]) -> [String] {
        var found: [String] = []
        var open: [Any] = [object]
        while let value = open.popLast() {
            if let text = value as? String { found.append(text) }
            if let list = value as? [Any] { open += list }
            if let members = value as? [String: Any] { open += members.values }
        }
        return found
    }

    @Test func `the standard body is the contract's, member for member`() throws {
        let body = AlertRenderer.logLine(Sample.alert(7))
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"type":"story.opened","timestamp":"2025-08-15T19:00:00Z","data":{"alert":"a7","topic":"talks","severity":"alert","#
                + #""story":{"id":"s7","title":"Talks","kind":"summit","opened":"2025-08-15T19:00:00Z","places":["alaska"],"#
                + #""people":["envoy"],"outlets":1,"languages":["en"]},"#
                + #""item":{"id":"i7","url":"https://a.example/7?utm=1","title":"Talks 7","summary":"They met.","#
                + #""language":"en","published":"2025-08-15T19:00:00Z","fetched":"2025-08-15T19:00:00Z","#
                + #""feed":{"name":"A","url":"https://a.example/rss"}},"score":0.97,"#
                + #""evidence":[{"concept":"talks","text":"Talks","where":"title","weight":1.5}],"#
                + #""novelty":{"nearest":"seed:000-first","relation":"different","similarity":0.12},"#
                + #""coverage":[{"feed":"B","url":null,"title":"Also talks","published":"2025-08-15T19:00:00Z"}]}}"#
        )
    }

    @Test func `the same alert gives the same bytes after a way through the store`() throws {
        let alert = Sample.alert(7)
        let again = try JSONDecoder().decode(Alert.self, from: JSONEncoder().encode(alert))
        #expect(
            AlertRenderer.delivery(of: again, to: Sample.receiver())
                == AlertRenderer.delivery(of: alert, to: Sample.receiver())
        )
    }

    @Test func `a body with far too much of everything fits all the same`() {
        let base = Sample.alert(7)
        let much = String(repeating: "\"\\", count: 5_000)
        let alert = Alert(
            id: base.id,
            type: base.type,
            raised: base.raised,
            topic: much,
            story: base.story,
            item: base.item,
            verdict: Verdict(
                isOnTopic: true,
                score: .nan,
                kind: nil,
                evidence: Array(
                    repeating: Evidence(concept: much, text: much, where: .title, weight: .infinity),
                    count: 500
                )
            ),
            nearness: base.nearness,
            coverage: Array(
                repeating: Coverage(feed: much, url: nil, title: much, published: .init(seconds: .max)),
                count: 500
            )
        )
        #expect(AlertRenderer.logLine(alert).count <= 20_000)
    }

    @Test func `Telegram's chat and ntfy's topic come from the URL`() {
        #expect(Destination(receiver(.telegram)).chat == "-100123")
        #expect(Destination(receiver(.ntfy)).url == "https://ntfy.example/")
        #expect(Destination(receiver(.slack)).url == "https://chat.example/hook/SECRET")
    }

    @Test func `a test ping is for that receiver and names no story of the store`() {
        let ping = AlertRenderer.testPing(to: Sample.receiver(), at: Sample.start)
        #expect(String(decoding: ping.body, as: UTF8.self).contains(#""type":"test.ping""#))
    }
}
