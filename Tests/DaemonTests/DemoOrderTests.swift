import ConfigFile
import Deduplicating
import Domain
import Judging
import Normalizing
import TestSupport
import Testing

@testable import Daemon

/// Which outlet is read first is chance; what the desk hears is not.
struct DemoOrderTests {
    private static let noon = Timestamp(seconds: 1_755_284_400)

    @Test(arguments: 0..<40)
    func `each development of the demonstration is told once, whoever is read first`(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let articles = DemoNews.articles.filter { $0.fate != .stale && $0.fate != .knownBefore }
            .shuffled(using: &random).sorted { $0.stage < $1.stage }
        let topic = try TopicFile.read(text: DemoTopic.text, path: DemoTopic.fileName)
        let judge = Judge(topic: topic, watch: [])
        var desk = Newsdesk(topic: topic, seeds: [], policy: AlertPolicy())
        var told: [DemoArticle.Event: Int] = [:]
        for (place, article) in articles.enumerated() {
            let now = Self.noon.advanced(by: Int64(article.stage * 600 + place))
            let item = try #require(Self.item(article, at: now))
            let (verdict, annotation) = judge.judge(
                title: item.title,
                summary: item.summary,
                content: item.content,
                language: item.language
            )
            let decision = desk.decide(item, annotation, verdict, isBacklog: false, at: now)
            desk.take(item, annotation, verdict, decision)
            switch article.fate {
            case .tells(let event): told[event, default: 0] += decision.kind == .alert ? 1 : 0
            default: #expect(decision.kind == .offTopic, "\(article.title): \(decision.reason)")
            }
        }
        for event in DemoArticle.Event.allCases { #expect(told[event] == 1, "\(event.rawValue)") }
    }

    private static func item(_ article: DemoArticle, at now: Timestamp) -> Item? {
        var entry = Entry()
        entry.id = article.slug
        entry.url = article.url
        entry.title = article.title
        entry.summary = article.summary
        entry.language = article.outlet.language
        entry.published = now
        var document = FeedDocument(format: .rss20)
        document.entries = [entry]
        let feed = Feed(id: FeedID(article.outlet.rawValue), name: article.outlet.name, policy: PollPolicy())
        return Normalizer().items(of: document, from: feed, answeredBy: article.url, at: now).first
    }
}
