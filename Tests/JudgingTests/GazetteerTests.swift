import Domain
import Testing

@testable import Judging

struct GazetteerTests {
    @Test(arguments: [
        ("Rudolf meets Yetive", ["rudolf", "meeting", "yetive"]),
        ("RUDOLF'S REPLY", ["rudolf"]),
        ("Rudolfinum concert", []),
        ("Ruritanian grain", ["ruritania"]),
        ("gk and GK", ["graustark"]),
        ("Rudolf the reindeer", ["rudolf-reindeer"]),
        ("Princess Yetive", ["yetive"]),
        ("Рудольфом и Рудольфу", ["rudolf", "rudolf"]),
        ("昨日グラウスタークで会談した", ["graustark", "meeting"]),
        ("", []), ("…", []),
    ])
    func `names are whole words, the longest at a place, in any case and script`(title: String, ids: [String]) throws {
        #expect(try SampleTopic.judge().concepts(title, language: "en") == ids)
    }

    @Test func `a party is found inside the name of a thing, and nothing inside any other name`() throws {
        let judge = try SampleTopic.judge()
        #expect(Set(judge.concepts("The Graustark salt treaty ends", language: "en")) == ["salt-treaty", "graustark"])
        #expect(judge.concepts("Songs of Rudolf the reindeer", language: "en") == ["rudolf-reindeer"])
    }

    @Test func `a name of one language is not found in another`() throws {
        let judge = try SampleTopic.judge()
        #expect(judge.concepts("Yetiven matka alkaa tänään ja se on pitkä", language: "fi") == ["yetive"])
        #expect(judge.concepts("The Yetiven of the north and the south", language: "en") == [])
    }

    @Test(arguments: [("ar", "وبترامب"), ("ar", "لترامب"), ("he", "ולטראמפ"), ("he", "שטראמפ")])
    func `Arabic and Hebrew clitics are stepped over`(language: String, word: String) throws {
        #expect(try SampleTopic.shipped("trump-putin").concepts(word, language: language) == ["trump"])
    }

    @Test func `a mention tells where it stands and its text as it is`() throws {
        let mentions = try SampleTopic.judge().judge(
            title: "Why PRINCESS  YETIVE smiled",
            summary: "",
            content: "",
            language: "en"
        ).annotation.mentions
        let mention = try #require(mentions.first)
        #expect(mentions.count == 1 && mention.word == 1 && mention.length == 2 && mention.field == .title)
        #expect(mention.text == "PRINCESS  YETIVE")
    }

    @Test func `no text is too strange or too long`() throws {
        let judge = try SampleTopic.judge()
        let strange = [
            "\u{0}", "\u{FFFD}\u{202E}", String(repeating: "Rudolf ", count: 20_000), "🇷🇺🇺🇸", "e\u{301}\u{301}\u{301}",
        ]
        for text in strange { _ = judge.judge(title: text, summary: text, content: text, language: "xx") }
        #expect(judge.verdict(String(repeating: "a", count: 100_000)).isOnTopic == false)
    }
}
