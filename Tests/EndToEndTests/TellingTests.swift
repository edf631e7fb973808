import Domain
import Foundation
import TestSupport
import Testing

/// What publishers do to their feeds, and what is told all the same: everything once.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct TellingTests {
    private static let summit = WholeWayTests.summit

    private static func rss(_ items: String...) -> String {
        "<rss version=\"2.0\"><channel><title>t</title><link>https://outlet.example/</link>\(items.joined())</channel></rss>"
    }

    private static func item(
        _ text: (id: String, title: String, summary: String),
        guid: String? = nil,
        date: String? = nil
    ) -> String {
        let date = date ?? rfc822(SystemTime.now)
        return """
            <item><guid isPermaLink="false">\(guid ?? text.id)</guid><link>https://outlet.example/\(text.id)</link>
            <title>\(text.title)</title><description>\(text.summary)</description>
            \(date.isEmpty ? "" : "<pubDate>\(date)</pubDate>")</item>
            """
    }

    private static func rfc822(_ time: Timestamp) -> String {
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.timeZone = TimeZone(secondsFromGMT: 0)
        form.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return form.string(from: Date(timeIntervalSince1970: Double(time.seconds)))
    }

    /// Polls the documents one after the other. Returns how many alerts each raised, and what was told.
    private func alerts(_ documents: [String], headers: [(String, String)] = []) async throws -> ([Int], String) {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        try kiosk.configure([kiosk.url("/feed")], withTopic: true)
        var (alerts, told): ([Int], String) = ([], "")
        for document in documents {
            kiosk.server.on("/feed", .init(headers: headers, body: document))
            let sweep = try await kiosk.poll()
            #expect(sweep.errors == [""])
            alerts.append(sweep.alerts)
            told += sweep.told
        }
        return (alerts, told)
    }

    struct Churn: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (String) -> String
    }

    @Test(arguments: [
        Churn(testDescription: "the guid goes from http to https") {
            $0.replacingOccurrences(of: ">a1<", with: ">http://outlet.example/a1<")
        },
        Churn(testDescription: "the guid gets a token") { $0.replacingOccurrences(of: ">a1<", with: ">a1?sid=77<") },
        Churn(testDescription: "the title is edited") {
            $0.replacingOccurrences(of: "agree to meet", with: "have agreed to meet")
        },
        Churn(testDescription: "the date is bumped") {
            $0.replacingOccurrences(of: TellingTests.rfc822(SystemTime.now).prefix(16), with: "Mon, 01 Jan 2035")
        },
        Churn(testDescription: "the link gets a campaign") {
            $0.replacingOccurrences(of: "example/a1<", with: "example/a1?utm_source=rss&amp;utm_medium=feed<")
        },
        Churn(testDescription: "the order turns") { _ in
            TellingTests.rss(TellingTests.item(WholeWayTests.football), TellingTests.item(TellingTests.summit))
        },
        Churn(testDescription: "it vanishes and comes back") { $0 + "<!-- again -->" },
    ])
    func `a publisher's churn tells nothing twice`(_ row: Churn) async throws {
        let first = Self.rss(Self.item(Self.summit), Self.item(WholeWayTests.football))
        let (alerts, told) = try await alerts([
            first, row.change(first), Self.rss(Self.item(WholeWayTests.football)), first,
        ])
        #expect(alerts == [1, 0, 0, 0], "\(told)")
    }

    @Test func `one guid for all items hides none of them`() async throws {
        let document = Self.rss(Self.item(Self.summit, guid: "same"), Self.item(WholeWayTests.call, guid: "same"))
        let (alerts, told) = try await alerts([document, document + "<!-- again -->"])
        #expect(alerts == [2, 0], "\(told)")
    }

    @Test(arguments: [
        "", "00:00", "Fri, 15 Aug 2025", "Fri, 15 Aug 2099 10:00:00 GMT", "Fri, 15 Aug 2025 10:00:00 PST", "garbage",
        "Thu, 01 Jan 1970 00:00:00 GMT", "0000-00-00T00:00:00Z", "99999999999999999999",
    ])
    func `no date alone crashes anything, and one that is no date hides nothing`(_ date: String) async throws {
        let isCredible = date.hasPrefix("Fri, 15 Aug 2025")
        let first = Self.rss(Self.item(WholeWayTests.football))
        let (alerts, told) = try await alerts([first, Self.rss(Self.item(Self.summit, date: date))])
        #expect(alerts == [0, isCredible ? 0 : 1], "\(told)")
    }

    @Test(arguments: [
        ("text/xml; charset=windows-1251", "", "CP1251"), ("text/xml", "koi8-r", "KOI8-R"),
        ("text/xml", "utf8", "UTF-8"),
        ("text/xml", "ISO-8859-1", "UTF-8"), ("text/xml", "", "UTF-16"),
    ])
    func `what is said in any encoding is read`(_ type: String, _ declared: String, _ encoding: String) async throws {
        let title = "Путин и Трамп встретятся в Женеве"
        let head = declared.isEmpty ? "" : "<?xml version=\"1.0\" encoding=\"\(declared)\"?>"
        let body = head + Self.rss(Self.item(("r1", title, "Кремль подтвердил встречу.")))
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let bytes = try Tool.output(of: "/usr/bin/iconv", "-f", "UTF-8", "-t", encoding, fed: body)
        kiosk.server.on("/feed", .init(headers: [("Content-Type", type)], bytes: bytes))
        try kiosk.configure([kiosk.url("/feed")], withTopic: true)
        let sweep = try await kiosk.poll()
        #expect(sweep.titles == [[title]], "\(sweep.errors)")
    }

    @Test func `a window that jumps is told, and the feed is asked faster`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        kiosk.server.on(
            "/feed",
            .init(headers: [("ETag", "\"1\"")], body: Kiosk.atom("Rain", "Sun")),
            .init(headers: [("ETag", "\"2\"")], body: Kiosk.atom("Snow", "Fog", id: "x"))
        )
        // Also where each poll is a whole document: what was missed weighs more.
        kiosk.server.on(
            "/bare",
            .init(body: Kiosk.atom("Rain", "Sun")),
            .init(body: Kiosk.atom("Snow", "Fog", id: "x"))
        )
        try kiosk.configure([kiosk.url("/feed"), kiosk.url("/bare", host: 2)], withTopic: true)
        #expect(try await !kiosk.poll().told.contains("missed"))
        #expect(try await kiosk.poll().told.contains("possible missed items"))
        #expect(try await kiosk.state(kiosk.url("/feed")).interval == 60)
        #expect(try await kiosk.state(kiosk.url("/bare", host: 2)).interval == 60)
    }

    @Test func `a wire story, a rewrite and one in Russian are one alert`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let russian = (
            id: "r1", title: "Трамп и Путин договорились встретиться в Женеве на саммите по Украине",
            summary: "Белый дом и Кремль подтвердили, что президенты проведут переговоры в Женеве на следующей неделе."
        )
        let texts = [Self.summit, Self.summit, russian, WholeWayTests.rewrite]
        for (index, text) in texts.enumerated() {
            let body = Self.rss(Self.item((text.id + "\(index)", text.title, text.summary)))
            kiosk.server.on("/\(index)", .init(body: body))
        }
        try kiosk.configure(texts.indices.map { kiosk.url("/\($0)", host: $0 + 1) }, withTopic: true)
        let sweep = try await kiosk.poll()
        #expect(sweep.alerts == 1, "\(sweep.told)")
    }

    @Test func `neither an old backlog, nor a lost state, nor changed rules flood`() async throws {
        let kiosk = try Kiosk()
        defer { kiosk.close() }
        let yesterday = Self.rfc822(SystemTime.now.advanced(by: -30 * 3_600))
        let places = [
            "Geneva", "Oslo", "Vienna", "Helsinki", "Istanbul", "Doha", "Riyadh", "Budapest", "Alaska", "Minsk",
        ]
        let items = places.enumerated().map { index, place in
            let title = "Trump and Putin agree to meet in \(place) for a summit on Ukraine"
            return Self.item(
                (id: "old\(index)", title: title, summary: "The talks are planned in \(place)."),
                date: yesterday
            )
        }
        kiosk.server.on("/feed", .init(body: Self.rss(items.joined())))
        try kiosk.configure([kiosk.url("/feed")], withTopic: true)
        let first = try await kiosk.poll()
        #expect(first.alerts == 0 && first.told.contains("backlog taken in silently"), "\(first.told)")
        try FileManager.default.removeItem(at: kiosk.desk.folder.appendingPathComponent("state"))
        #expect(try await kiosk.poll().alerts == 0)
        let watch = "watch: [{name: places, match: [Oslo, Vienna]}]"
        try kiosk.configure(feeds: ["{url: \"\(kiosk.url("/feed"))\"}"], extra: watch, withTopic: true)
        kiosk.server.on("/feed", .init(body: Self.rss(items.joined()) + "<!-- again -->"))
        #expect(try await kiosk.poll().alerts == 0)
    }
}
