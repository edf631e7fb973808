import Testing
import Texts

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
