import Domain
import Testing
import Texts

@testable import Deduplicating

@Suite struct PartsTests {
    private func skeleton(_ word: String, _ language: String) -> UInt64? {
        let words = Words(of: word)
        return words.isEmpty ? nil : Skeleton.of(words.bytes[words.bounds(0)], language: language)
    }

    @Test(
        "a name has one skeleton in all spellings",
        arguments: [
            [("Ushakov", "en"), ("Ouchakov", "fr"), ("Uschakow", "de"), ("Ушаков", "ru"), ("Uszakow", "pl")],
            [
                ("Zelensky", "en"), ("Selenskyj", "de"), ("Зеленский", "ru"), ("Зеленський", "uk"), ("Zełenski", "pl"),
                ("زيلينسكي", "ar"),
            ],
            [("Budanov", "en"), ("Budanow", "de"), ("Буданов", "ru"), ("بودانوف", "ar")],
            [("residence", "en"), ("Residenz", "de"), ("резиденция", "ru")],
        ] as [[(String, String)]]
    )
    func names(_ spellings: [(String, String)]) {
        let found = Set(spellings.map { skeleton($0.0, $0.1) })
        #expect(found.count == 1 && found.first != .some(nil))
    }

    @Test(
        "quantities are read in any language",
        arguments: [
            ("a 30-day truce", Quantity.Unit.days, 30), ("trêve de 30 jours", .days, 30), ("30-tägige Ruhe", .days, 30),
            ("на 30 дней", .days, 30), ("30天", .days, 30),
            ("tariffs of 25%", .percent, 25), ("25 Prozent", .percent, 25), ("more than two hours", .hours, 2),
            ("более двух часов", .hours, 2),
            ("1 000 prisonniers", .people, 1_000), ("1,000 prisoners", .people, 1_000), ("10 or 12 days", .days, 12),
        ] as [(String, Quantity.Unit, Int64)]
    )
    func quantities(_ text: String, _ unit: Quantity.Unit, _ value: Int64) {
        let found = QuantityReader(Words(of: text), of: text, published: DeskOfTests.start).read(limit: 60).map(
            \.quantity
        )
        #expect(found.contains(Quantity(unit: unit, value: value * 100)))
    }

    @Test(
        "a date is the same day in every language",
        arguments: ["on 15 June", "June 15", "le 15 juin", "am 15. Juni", "el 15 de junio", "15 июня", "15 червня"]
    )
    func dates(_ text: String) {
        // 2025-06-15 was the day of the tests' start.
        let found = QuantityReader(Words(of: text), of: text, published: DeskOfTests.start).read(limit: 60).map(
            \.quantity
        )
        #expect(found == [Quantity(unit: .date, value: Int64(Timestamp.days(year: 2025, month: 6, day: 15)))])
    }

    @Test(
        "what sets the scene is not the news",
        arguments: [
            ("Carr lands in Lima as deadline looms", [true, true, true, true, false, false, false]),
            ("After phone call, Alder announces talks", [false, false, false, true, true, true]),
            ("Alder and Birch meet", [true, true, true, true]),
        ] as [(String, [Bool])]
    )
    func scene(_ title: String, _ news: [Bool]) {
        #expect(Clauses.background(of: Words(of: title), in: title) == news.map { !$0 })
    }

    @Test(
        "what a condition says has not happened",
        arguments: [
            ("Alder warns Birch if he refuses truce", [0, 0, 0, 1, 1, 1, 1]),
            ("If Birch refuses, Alder leaves Oslo", [1, 1, 1, 0, 0, 0]),
            ("Alder droht, falls Birke nicht kommt", [0, 0, 1, 1, 1, 1]),
            ("Альдер: если Бирч откажется, встречи не будет", [0, 1, 1, 1, 0, 0, 0]),
            ("Alder refuses truce", [0, 0, 0]), ("Birch se niega a ver a Alder", [0, 0, 0, 0, 0, 0, 0]),
            ("Бирч пока не согласен", [0, 0, 0, 0]),
        ] as [(String, [Int])]
    )
    func conditions(_ title: String, _ conditional: [Int]) {
        #expect(Clauses.condition(of: Words(of: title), in: title) == conditional.map { $0 == 1 })
    }

    @Test func `a skeleton says the more the more sounds it has`() {
        let worths = ["Rome", "Lima", "Carr", "Minsk", "Medvedev"].map { word in
            Skeleton.of(Array(word.lowercased().utf8)[...], language: "en", least: 2).map(Skeleton.worth)
        }
        #expect(worths == [0.33, 0.33, 0.33, 0.67, 1])
    }

    @Test(
        "pages that are told anew are told apart",
        arguments: [
            ("Ukraine war: live updates", true), ("Главное за день", true), ("Alder meets Birch live on stage", false),
            ("The week in Lima: three calls", true), ("Alder and Birch to meet next week in Lima", false),
            ("Live: Alder meets Birch", true), ("Direct talks of Alder and Birch begin", false),
            ("Opinion | Talks", true),
            ("Alder meets Birch in Oslo – as it happened", true), ("Live", true),
        ]
    )
    func templates(_ title: String, _ isTemplate: Bool) { #expect(Template.isTemplate(title) == isTemplate) }

    @Test(
        "a page that is told anew may tell something in its title",
        arguments: [
            ("War live: Alder offers Birch a truce in Oslo", "Alder offers Birch a truce in Oslo"),
            ("Alder offers Birch a truce in Oslo – as it happened", "Alder offers Birch a truce in Oslo"),
            ("War - live updates", nil),
        ] as [(String, String?)]
    )
    func telling(_ title: String, _ told: String?) {
        #expect(Template.telling(title)?.trimmingPrefix(" ").split(separator: " ") == told?.split(separator: " "))
    }

    @Test(
        "a small word negates in its own language",
        arguments: [
            ("Alder won't meet Birch", "en", 1), ("Alder can meet Birch", "en", 0), ("Alder won in May", "en", 0),
            ("Альдер не встретит Бирча", "ru", 1), ("Rencontre le 9 mai à Oslo", "fr", 0),
            ("Treffen am 9. Mai", "de", 0),
            ("Alder mai a Oslo", "it", 1), ("Alder ne verra pas Birch", "fr", 2), ("Alder n'ira pas", "fr", 2),
            ("Алдер няма да дойде", "bg", 1),
            ("Alder no se reúne", "gl", 1), ("Alder does not meet Birch", "und", 1),
        ] as [(String, String, Int)]
    )
    func negations(_ title: String, _ language: String, _ count: Int) {
        #expect(Markers.negations(in: Words(of: title), language).count == count)
    }

    @Test func `logarithm and power are right without Foundation`() {
        for (value, log) in [
            (1.0, 0.0), (2.718_281_828_459_045, 1), (0.005, -5.298_317_366_548_036), (1e6, 13.815_510_557_964_274),
        ] {
            #expect(abs(Double.log(value) - log) < 1e-9)
            #expect(abs(Double.exp(log) / value - 1) < 1e-9)
        }
    }

    @Test func `hostile texts do no harm`() {
        for text in [
            "", " ", "\u{0}", "%", "99999999999999999999999 days", "31 31 31", "- - -",
            String(repeating: "٣", count: 500), String(repeating: "1 000 ", count: 200),
        ] {
            _ = QuantityReader(Words(of: text), of: text, published: DeskOfTests.start).read(limit: 60)
            _ = Headline.core(text)
            _ = Clauses.background(of: Words(of: text), in: text)
            _ = Clauses.condition(of: Words(of: text), in: text)
        }
    }
}
