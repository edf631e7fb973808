import Domain
import Foundation
import Testing

@testable import Judging

/// Sentences of our own about events that were not: the shipped topic in many languages.
struct VerdictTests {
    @Test(arguments: [
        ("en", "Trump and Putin to meet in Reykjavik next month"),
        ("en", "Witkoff flies to Moscow for talks with Putin on ceasefire"),
        ("en", "Kremlin says Putin and Trump will speak by phone on Friday"),
        ("de", "Trump und Putin vereinbaren Gipfeltreffen in Wien"),
        ("fr", "Trump et Poutine se sont parlé au téléphone pendant une heure"),
        ("es", "Trump y Putin se reunirán en Ginebra para negociar un alto el fuego"),
        ("it", "Telefonata tra Trump e Putin: si prepara un vertice a Roma"),
        ("pt", "Trump e Putin discutem cessar-fogo em telefonema"),
        ("pl", "Trump rozmawiał z Putinem o zawieszeniu broni"),
        ("cs", "Trump se setká s Putinem na summitu v Praze"),
        ("hu", "Trump és Putyin csúcstalálkozót tart Bécsben, közölte az elnök szóvivője"),
        ("ro", "Trump și Putin au discutat la telefon despre un armistițiu"),
        ("nl", "Trump en Poetin spreken elkaar op een top in Den Haag"),
        ("sv", "Trump och Putin möts för toppmöte i Stockholm"),
        ("fi", "Trump ja Putin tapaavat huippukokouksessa Oulussa"),
        ("tr", "Trump ile Putin ateşkes için telefonda görüştü"),
        ("ru", "Путин и Трамп проведут переговоры в Вене"),
        ("uk", "Трамп і Путін домовилися про зустріч у Відні"),
        ("bg", "Тръмп и Путин ще се срещнат във Виена"),
        ("el", "Συνάντηση Τραμπ και Πούτιν στη Βιέννη για εκεχειρία"),
        ("he", "טראמפ ופוטין ייפגשו לפסגה בווינה"),
        ("ar", "ترامب وبوتين يعقدان قمة في فيينا"),
        ("fa", "دیدار ترامپ و پوتین در وین درباره آتش بس"),
        ("hi", "ट्रंप और पुतिन की शिखर वार्ता अगले महीने"),
        ("zh", "特朗普与普京将在维也纳举行会晤"),
        ("ja", "トランプ氏とプーチン氏、ウィーンで首脳会談へ"),
        ("ko", "트럼프·푸틴 빈에서 정상회담 열기로"),
    ])
    func `diplomacy of the two is on-topic in every language`(language: String, title: String) throws {
        let verdict = try SampleTopic.shipped("trump-putin").verdict(title, language: language)
        #expect(verdict.isOnTopic, "\(verdict.score)")
        #expect(try SampleTopic.shipped("trump-putin").verdict(title).isOnTopic, "without a declared language")
    }

    @Test(arguments: [
        ("en", "Ten best places for poutine in Quebec"),
        ("en", "Computing grants: Trump signs order on disputing claims"),
        ("en", "Trump card: how Rasputin became a board game"), ("en", "Trump visits Ohio to talk about jobs"),
        ("en", "Putin inspects new bridge in Siberia"), ("fr", "La poutine, plat du dimanche, fait débat"),
        ("de", "Wachsfiguren von Trump und Putin in Hamburg gestohlen"),
        ("ru", "Путин встретился с губернатором Тверской области"),
        ("zh", "特朗普谈国内油价"), ("en", "Rain expected over the weekend"), ("ja", "プーチン大統領が新年のあいさつ"),
    ])
    func `one man alone, namesakes and figures are not`(language: String, title: String) throws {
        let verdict = try SampleTopic.shipped("trump-putin").verdict(title, language: language)
        #expect(!verdict.isOnTopic, "\(verdict.score) \(verdict.evidence)")
    }

    @Test func `the second topic stands on its own`() throws {
        let judge = try SampleTopic.shipped("us-china-trade")
        #expect(judge.verdict("Bessent and He Lifeng hold trade talks in Geneva on tariffs", language: "en").isOnTopic)
        #expect(judge.verdict("中美经贸磋商在日内瓦举行 双方讨论关税", language: "zh").isOnTopic)
        #expect(!judge.verdict("Trump and Putin to meet in Reykjavik next month", language: "en").isOnTopic)
        #expect(!judge.verdict("How to clean fine china", language: "en").isOnTopic)
    }

    @Test func `an outsider in the title and an exclusion speak against`() throws {
        let judge = try SampleTopic.judge()
        let both = judge.verdict("Rudolf meets Yetive", language: "en")
        let third = judge.verdict("Rudolf meets Yetive, says Hentzau", language: "en")
        let excluded = judge.verdict("Rudolf the reindeer meets Yetive", language: "en")
        #expect(both.isOnTopic && both.kind == "summit")
        #expect(third.score < both.score && excluded.score < 0.5)
    }

    @Test func `the title weighs more than the lead, the lead more than the rest`() throws {
        let judge = try SampleTopic.judge()
        let names = "Rudolf meets Yetive"
        let far = String(repeating: "word ", count: 80) + names
        let scores = [("Rain", "", far), ("Rain", names, ""), (names, "", "")].map {
            judge.judge(title: $0.0, summary: $0.1, content: $0.2, language: "en").verdict.score
        }
        #expect(scores == scores.sorted() && scores[0] < scores[1] && scores[1] < scores[2])
    }

    @Test func `the shares of the evidence add up to the score`() throws {
        let topic = try SampleTopic.load()
        let verdict = try SampleTopic.judge().verdict(
            "Rudolf meets Yetive on salt treaty",
            summary: "Hentzau of Graustark frowned",
            language: "en"
        )
        let bias = topic.weights["bias"] ?? Feature.bias.standard
        let sum = verdict.evidence.reduce(bias) { $0 + $1.weight }
        #expect(abs(log(verdict.score / (1 - verdict.score)) - sum) < 0.3)
    }

    @Test func `a watched word flags whatever the topic says`() throws {
        let judge = try SampleTopic.judge(watch: [WatchRule(name: "dust", match: ["gold dust", "золото"])])
        #expect(judge.verdict("GOLD DUST found").watch == "dust")
        #expect(judge.verdict("Золото дорожает").isOnTopic)
        #expect(judge.verdict("golden dust found").watch == nil)
        let alone = Judge(topic: nil, watch: [WatchRule(name: "dust", match: ["dust"])])
        #expect(alone.verdict("dust").isOnTopic && !alone.verdict("Rudolf meets Yetive").isOnTopic)
    }

    @Test func `what was fitted goes before the editor's weight`() throws {
        let text = SampleTopic.text + "\nweights:\n  meeting: 9\n"
        let fitted = Judge(topic: try TopicFileText.read(text), watch: [])
        #expect(
            try fitted.verdict("meets", language: "en").score
                > SampleTopic.judge().verdict("meets", language: "en").score
        )
    }
}
