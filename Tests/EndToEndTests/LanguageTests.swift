import Foundation
import Testing

/// One event in six languages, and what comes after it: with an English item first, and with a French seed.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)))
struct LanguageTests {
    private struct Line: Encodable {
        let id: String
        let language: String
        let title: String
        let summary: String
        var feed = ""
        var url = ""
        var published = ""
        var fetched = ""

        enum CodingKeys: String, CodingKey {
            case id, language, title, summary, feed, url, published
            case fetched = "fetched_at"
        }

        init(_ language: String, _ title: String, _ summary: String, id: String? = nil) {
            self.id = id ?? language
            (self.language, self.title, self.summary) = (language, title, summary)
        }

        /// From an outlet of its own, `minutes` after nine.
        func at(_ minutes: Int) -> Line {
            var line = self
            line.feed = "https://\(id).example/feed"
            line.url = "https://\(id).example/\(id)"
            line.fetched = "2026-03-10T09:\(minutes < 10 ? "0" : "")\(minutes):00Z"
            line.published = line.fetched
            return line
        }
    }

    private static let english = Line(
        "en",
        "Trump and Putin to hold summit in Budapest on March 24, White House says",
        "The two presidents will discuss a ceasefire in Ukraine. Prime minister Viktor Orban will host the talks."
    )
    private static let others = [
        Line(
            "ru",
            "Путин и Трамп проведут саммит в Будапеште 24 марта",
            "Президенты обсудят перемирие на Украине, переговоры примет премьер-министр Венгрии Виктор Орбан, сообщил Белый дом."
        ),
        Line(
            "de",
            "Gipfel in Budapest: Trump und Putin treffen sich am 24. März",
            "Die beiden Präsidenten wollen über eine Waffenruhe in der Ukraine sprechen, Gastgeber ist Viktor Orban."
        ),
        Line(
            "es",
            "Trump y Putin celebrarán una cumbre en Budapest el 24 de marzo",
            "Los dos presidentes hablarán de un alto el fuego en Ucrania y Viktor Orbán será el anfitrión."
        ),
        Line(
            "ar",
            "قمة بين ترامب وبوتين في بودابست في 24 مارس",
            "يبحث الرئيسان وقف إطلاق النار في أوكرانيا، ويستضيف رئيس الوزراء المجري فيكتور أوربان المحادثات، بحسب البيت الأبيض."
        ),
        Line("zh", "特朗普与普京将于3月24日在布达佩斯举行峰会", "白宫表示，两国总统将讨论乌克兰停火问题，匈牙利总理欧尔班将主持会谈。"),
    ]
    private static let followUps = [
        Line(
            "ru",
            "Путин и Трамп поговорили по телефону об обмене пленными",
            "Разговор длился сорок минут, стороны договорились обменять по 300 пленных, сообщил Кремль.",
            id: "ru-next"
        ),
        Line(
            "zh",
            "特朗普宣布对俄罗斯石油公司实施新制裁 普京称无法接受",
            "美国财政部公布了针对两家俄罗斯石油公司的制裁措施。",
            id: "zh-next"
        ),
    ]

    private static let french = """
        Trump et Poutine se retrouveront à Budapest le 24 mars pour un sommet

        La Maison-Blanche a annoncé mardi que les deux présidents tiendraient un sommet dans la capitale hongroise le 24 mars.
        Le premier ministre Viktor Orban accueillera les délégations, qui parleront d'un cessez-le-feu et des prisonniers.
        """

    private struct Told: Decodable {
        let id: String
        let decision: String
        let relation: String?
        let duplicateOf: String?

        enum CodingKeys: String, CodingKey {
            case id, decision, relation
            case duplicateOf = "duplicate_of"
        }
    }

    private func replay(_ lines: [Line], _ config: String, in desk: NewsDesk) async throws -> [String: Told] {
        let input = try lines.enumerated().map {
            String(decoding: try JSONEncoder().encode($0.element.at(3 * $0.offset)), as: UTF8.self)
        }
        let program = try Program(
            ["replay", "--jsonl", "--config", config],
            in: desk,
            input: input.joined(separator: "\n")
        )
        #expect(await program.wait() == 0, "\(program.told)")
        let told = try program.printed.split(separator: "\n").map {
            try JSONDecoder().decode(Told.self, from: Data($0.utf8))
        }
        return Dictionary(told.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `after an English item five languages tell the same event, and follow-ups minutes later do not`()
        async throws
    {
        let desk = try NewsDesk()
        defer { desk.close() }
        let config = try desk.configure(["/feed"])
        let told = try await replay([Self.english] + Self.others + Self.followUps, config, in: desk)
        #expect(told["en"]?.decision == "alert")
        for line in Self.others {
            #expect(told[line.id]?.decision == "duplicate", "\(line.id)")
            #expect(told[line.id]?.relation == "same-event", "\(line.id)")
        }
        for line in Self.followUps { #expect(told[line.id]?.decision == "alert", "\(line.id)") }
    }

    @Test func `after a French seed six languages tell the same event, its cancellation does not`() async throws {
        let desk = try NewsDesk()
        defer { desk.close() }
        let seeds = desk.folder.appendingPathComponent("seeds")
        try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
        let config = try desk.configure(["/feed"])
        let with = try String(contentsOfFile: config, encoding: .utf8).replacing("seeds: null", with: "seeds: seeds")
        try Data(with.utf8).write(to: URL(fileURLWithPath: config))
        let document = desk.folder.appendingPathComponent("budapest.txt")
        try Data(Self.french.utf8).write(to: document)
        let arguments = ["--name", "budapest", "--language", "fr", "--date", "2026-03-10", "--config", config]
        let add = try Program(["seeds", "add", document.path] + arguments, in: desk)
        #expect(await add.wait() == 0, "\(add.told)")
        let seed = seeds.appendingPathComponent("budapest.yaml")
        let event = """
            events:
              - title: "the two presidents are to meet in Budapest"
                date: 2026-03-10
                all: [trump, putin, summit, budapest]
                none: [cancelled, denied]
            """
        let text = try String(contentsOf: seed, encoding: .utf8).replacing("events: []", with: event)
        try Data(text.utf8).write(to: seed)

        let cancelled = Line(
            "en",
            "Putin calls off Budapest summit with Trump",
            "The Kremlin said the Russian president will not travel to Hungary and no new date has been set.",
            id: "off"
        )
        let told = try await replay([Self.english] + Self.others + [cancelled] + Self.followUps, config, in: desk)
        for line in [Self.english] + Self.others {
            #expect(told[line.id]?.decision == "duplicate", "\(line.id)")
            #expect(told[line.id]?.relation == "same-event", "\(line.id)")
            #expect(told[line.id]?.duplicateOf == "seed:budapest", "\(line.id)")
        }
        for line in [cancelled] + Self.followUps { #expect(told[line.id]?.decision == "alert", "\(line.id)") }
    }
}
