import Domain
import Testing
import Texts

@testable import Normalizing

@Suite struct NormalizerTests {
    private let now = Timestamp(seconds: 1_755_000_000)
    private let feed = Feed(id: FeedID("https://feeds.example/rss"), name: "Example", policy: PollPolicy())

    private func entry(_ title: String, guid: String? = nil, url: String? = nil, published: Timestamp? = nil) -> Entry {
        var entry = Entry()
        entry.title = title
        entry.id = guid
        entry.url = url
        entry.published = published
        return entry
    }

    private func items(_ entries: Entry..., language: String? = nil) -> [Item] {
        var document = FeedDocument(format: .rss20)
        document.entries = entries
        document.language = language
        return Normalizer().items(of: document, from: feed, answeredBy: feed.id.url, at: now)
    }

    @Test func `a guid that all entries share identifies none of them`() {
        let items = items(entry("The first of two things", guid: "1"), entry("The second of two things", guid: "1"))
        #expect(items.count == 2)
        #expect(items.allSatisfy { $0.guid == nil && !$0.keys.contains { $0.kind == .guid } })
        #expect(items[0].id != items[1].id)
    }

    @Test func `texts are looked at with their own words`() throws {
        var document = FeedDocument(format: .rss20)
        document.entries = (0..<30).map { number in
            var entry = entry("The \(number)th of many things", guid: "\(number)")
            entry.summary = "It's said, says «Example»: 28,000 came — \(number)."
            entry.content = number == 3 ? entry.summary : String(repeating: "More of it \(number). ", count: 1_800)
            return entry
        }
        var looks: [Int: (texts: ItemTexts, words: ItemWords)] = [:]
        let found = Normalizer().read(document, from: feed, answeredBy: feed.id.url, at: now) { place, texts, words in
            looks[place] = (texts, words)
        }
        #expect(found.map(\.item) == Normalizer().items(of: document, from: feed, answeredBy: feed.id.url, at: now))
        #expect(found.map(\.place) == Array(0..<30))
        for (item, place) in found {
            let (texts, words) = try #require(looks[place])
            #expect(texts.title == item.title && texts.summary == item.summary && texts.content == item.content)
            #expect(texts.language == item.language)
            #expect(words.title.hashes == Words(of: item.title).hashes)
            #expect(words.summary.hashes == Words(of: item.summary).hashes)
            #expect(words.content.hashes == Words(of: item.content).hashes)
        }
    }

    @Test func `a feed's items have ids that begin alike, and another feed's do not`() {
        var document = FeedDocument(format: .rss20)
        document.entries = (0..<40).map { entry("The \($0)th of many things", guid: "\($0)") }
        func ids(_ url: String) -> [String] {
            let feed = Feed(id: FeedID(url), name: "Example", policy: PollPolicy())
            return Normalizer().items(of: document, from: feed, answeredBy: url, at: now).map(\.id.text)
        }
        let (one, other) = (ids("https://one.example/rss"), ids("https://two.example/rss"))
        #expect(Set(one.map { $0.prefix(4) }).count == 1 && one[0].prefix(4) != other[0].prefix(4))
        #expect(Set(one + other).count == 80 && (one + other).allSatisfy { $0.utf8.count == 17 })
    }

    @Test func `a home page and a shared link identify nothing`() {
        let items = items(
            entry("The first of many things", url: "https://example.org/"),
            entry("Another one of them all", url: "https://example.org/a"),
            entry("And yet another one here", url: "https://example.org/a?utm_source=x")
        )
        #expect(items.allSatisfy { !$0.keys.contains { $0.kind == .url } })
    }

    @Test func `an item's address is one of the web or none`() {
        let items = items(
            entry("To the editors", url: "mailto:desk@example.org"),
            entry("A file", url: "ftp://example.org/a"),
            entry("A relative one", url: "/a"),
            entry("A page", url: "HTTPS://example.org/a")
        )
        #expect(items.map(\.url) == [nil, nil, nil, "HTTPS://example.org/a"])
    }

    @Test func `an item keeps its name when its text is edited`() {
        let first = items(entry("Talks begin in the capital", guid: "g7"))
        let second = items(entry("Talks begin in the capital today", guid: "g7"))
        #expect(first[0].id == second[0].id)
        #expect(first[0].fingerprint != second[0].fingerprint)
    }

    @Test func `a guid that moved to another scheme and host shares its tail`() {
        let old = items(entry("Talks begin in the capital", guid: "http://old.example/news/17"))[0]
        let new = items(entry("Talks begin in the capital", guid: "https://www.new.example/news/17?utm_source=rss"))[0]
        let tails = [old, new].map { item in item.keys.first { $0.kind == .guidTail } }
        #expect(tails[0] != nil && tails[0] == tails[1])
    }

    @Test func `case, quotes and the outlet's name do not change the title key`() {
        let texts = [
            "Talks “begin” in the capital", "BREAKING: TALKS 'BEGIN' IN THE CAPITAL",
            "Talks \"begin\" in the capital - Daily Post",
        ]
        let keys = Set(texts.map { text in items(entry(text))[0].keys.first { $0.kind == .title } })
        #expect(keys.count == 1 && keys.first != .some(nil))
    }

    @Test(
        "only a credible date is believed",
        arguments: [
            (-86_400, true), (0, true), (3_000, true), (7_200, false), (400 * 86_400, false),
            (-40 * 365 * 86_400, false), (-1_755_000_000, false),
        ] as [(Int64, Bool)]
    )
    func dates(_ offset: Int64, _ isBelieved: Bool) {
        let item = items(entry("Talks begin in the capital", published: now.advanced(by: offset)))[0]
        if case .stated(let time) = item.published {
            #expect(isBelieved && time <= now)
        } else {
            #expect(!isBelieved && item.published.time == now)
        }
    }

    @Test func `a text in another script than the feed claims is told by its letters`() {
        #expect(items(entry("Переговоры начались в столице"), language: "en")[0].language == "ru")
        #expect(items(entry("Talks begin in the capital"), language: "en-US")[0].language == "en")
    }

    @Test func `long texts are cut at a character`() {
        let item = items(entry(String(repeating: "ж", count: 5_000)))[0]
        #expect(item.title.utf8.count <= Normalizer.titleLimit && item.title.allSatisfy { $0 == "ж" })
    }

    @Test func `an entry without text or an exact repeat is left out`() {
        #expect(items(entry(""), entry("Talks begin in the capital"), entry("Talks begin in the capital")).count == 1)
    }
}

@Suite struct MarkupTests {
    @Test(
        "markup becomes plain text",
        arguments: [
            ("<p>One <b>two</b></p>", "One two"), ("a &amp; b", "a & b"), ("&lt;p&gt;One&lt;/p&gt;", "One"),
            ("<![CDATA[One]]>", "One"), ("x < y", "x < y"),
            ("&#1055;&#x442;", "Пт"), ("<script>bad()</script>good", "good"), ("<!-- no -->yes", "yes"),
            ("a  \n b", "a b"), ("&unknown; &", "&unknown; &"),
        ]
    )
    func plain(_ markup: String, _ text: String) { #expect(Markup.plain(markup) == text) }

    @Test func `a page gives its title and its article`() {
        let page = Markup.page(
            "<html><head><title>A title</title></head><body><nav>menu</nav><article><p>Text.</p></article></body></html>"
        )
        #expect(page.title == "A title" && page.text == "Text.")
    }
}
