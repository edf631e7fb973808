import TestSupport
import Testing

@testable import Texts

@Suite struct LanguageTests {
    @Test(arguments: [
        ("en", "The weather in the north will be better than last year"),
        ("de", "Der Zug fährt nach Köln und ist heute nicht pünktlich"),
        ("fr", "La pluie est attendue sur le nord du pays dans la soirée"),
        ("es", "La lluvia llegará a la costa según los expertos"),
        ("it", "La pioggia arriverà anche nel nord della regione"),
        ("pt", "A chuva não deve chegar até o fim do dia na região"),
        ("pl", "Deszcz nie spadnie na północy kraju przed końcem roku"),
        ("cs", "Déšť na severu země bude podle odborníků také zítra"),
        ("sk", "Dážď na severe krajiny bude podľa odborníkov tiež zajtra"),
        ("ro", "Ploaia nu va ajunge în nord până mâine și va fi soare"),
        ("hu", "Az eső nem éri el az ország északi részét szerintük"),
        ("nl", "De regen is volgens het instituut niet voor morgen te verwachten"),
        ("sv", "Regnet är inte på väg till norra delen av landet"),
        ("fi", "Sade ei ole tulossa maan pohjoisosaan, mutta myös tuuli on kova"),
        ("da", "Regnen er ikke på vej til den nordlige del af landet"),
        ("no", "Regnet er ikke på vei til den nordlige delen av landet"),
        ("tr", "Yağmur ülkenin kuzeyine ulaşmadı ve hava çok güzel olacak"),
        ("vi", "Mưa sẽ không đến miền bắc trong những ngày tới"),
        ("id", "Hujan tidak akan turun di utara dalam waktu dekat"),
        ("ru", "Дождь на севере страны будет и завтра, сообщили синоптики"),
        ("uk", "Дощ на півночі країни буде й завтра, повідомили синоптики"),
        ("be", "Дождж на поўначы краіны будзе і заўтра"),
        ("bg", "Дъждът на север от страната ще продължи и утре"),
        ("sr", "Киша на северу земље ће падати и сутра"),
        ("el", "Η βροχή θα συνεχιστεί"), ("he", "הגשם יימשך גם מחר"),
        ("ar", "المطر في شمال البلاد بعد غد"), ("fa", "باران در شمال کشور است"), ("ur", "بارش ملک کے شمال میں ہے"),
        ("hi", "देश के उत्तर में बारिश है"), ("bn", "দেশের উত্তরে বৃষ্টি"), ("zh", "北方明天有雨"), ("ja", "北の地方では雨が降る"),
        ("ko", "북부 지방에 비가 온다"), ("th", "ฝนตกในภาคเหนือ"), ("und", "12:30"), ("und", ""),
    ])
    func `a sentence of news is known by its language`(_ language: String, _ text: String) {
        #expect(Language.guess(text) == language)
    }

    @Test(arguments: [
        ("en-US", "en"), ("ZH_hant", "zh"), ("nb", "no"), ("iw", "he"), ("und", nil), ("", nil), ("english", nil),
    ])
    func `a tag is brought to its primary language`(_ tag: String, _ expected: String?) {
        #expect(Language.primary(tag) == expected)
    }
}

@Suite struct LetterCensusTests {
    private static let signs = Array("abcXYZ019 -«éßñőжїЯәαΩאبتپदবไ東京かカ가\u{10D0}\u{531}\u{1F600}")

    /// The rule, a scalar at a time.
    private func script(_ text: String) -> LetterCensus.Script {
        var census = LetterCensus(marking: false)
        // One at a time there are no eight bytes to be taken at once.
        for scalar in text.unicodeScalars { census.take(String(Character(scalar))) }
        return census.script
    }

    @Test func `letters are counted alike in long steps and in short ones`() {
        var random = SeededRandom(seed: 62)
        for round in 0..<600 {
            let few = (0..<3).map { _ in Self.signs[random.below(Self.signs.count)] }
            let draw = round % 2 == 0 ? Self.signs : few + Array("the rain ")
            let text = String(
                (0..<random.below(round % 5 == 0 ? 2_000 : 40)).map { _ in draw[random.below(draw.count)] }
            )
            var census = LetterCensus(marking: round % 3 == 0)
            census.take(text)
            #expect(census.script == script(text), "\(text)")
        }
    }

    @Test func `a language fits as the letters of title and beginning say`() {
        var random = SeededRandom(seed: 63)
        for _ in 0..<600 {
            let few = (0..<3).map { _ in Self.signs[random.below(Self.signs.count)] }
            let draw = few + Array("the rain ")
            func text(_ count: Int) -> String {
                String((0..<random.below(count)).map { _ in draw[random.below(draw.count)] })
            }
            let (title, body) = (text(60), text(900))
            let beginning = String(String.UnicodeScalarView(body.unicodeScalars.prefix(Language.beginning)))
            let script = script("\(title)\n\(beginning)")
            for language in ["en", "ru", "zh"] {
                let expected = script == .none || (script == .latin) == (language == "en")
                #expect(Language.fits(language, title: title, text: body) == expected, "\(title) / \(body)")
            }
        }
    }

    @Test func `letters that tell are counted by their codes`() {
        var census = LetterCensus(marking: true)
        census.take("ñandú, łódź, їжак; ñ")
        #expect(census.marks.map(\.code) == census.marks.map(\.code).sorted())
        #expect(census.marks.first { $0.code == 0xF1 }?.count == 2)
        #expect(census.marks.allSatisfy { StopWords.shared.tells($0.code) })
    }
}
