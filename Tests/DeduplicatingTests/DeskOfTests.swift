import Domain
import Judging
import Normalizing
import Testing

@testable import Deduplicating

/// A newsdesk with a small topic of invented people, for tests: items in, decisions out.
struct DeskOfTests {
    static let start = Timestamp(seconds: 1_750_000_000)

    let topic = Topic(
        name: "test",
        title: "Test",
        threshold: 0.5,
        concepts: [
            concept("alder", .person, side: "a", "Alder*", "Альдер*", "أندر"),
            concept("birch", .person, side: "b", "Birch*", "Бирч*", "Birke*"),
            concept("carr", .person, side: "a", isEnvoy: true, "Carr", "Карр*"),
            concept("oslo", .place, "Oslo", "Осло"), concept("lima", .place, "Lima", "Лим*"),
            concept("meet", .act, "meet*", "met", "treffen", "встрет*"),
            concept("call", .act, "call*", "phone*", "telefon*", "telefonieren", "звон*", "телефон*"),
            concept("strike", .act, weight: -1, "strike*", "Angriff*"),
            concept("suspend", .object, undoes: true, "suspend*", "setzt aus"),
            concept("truce", .object, "truce", "Waffenruhe", "перемири*"),
            concept("denied", .status, undoes: true, "denies", "denied", "bestreitet", "опроверг*"),
            concept("cancelled", .status, undoes: true, "calls off", "called off", "sagt ab", "отменил*"),
        ],
        weights: [:]
    )
    private let judge: Judge
    private(set) var desk: Newsdesk
    private var number = 0

    init(seeds: [Seed] = [], policy: AlertPolicy = AlertPolicy()) {
        judge = Judge(topic: topic, watch: [])
        desk = Newsdesk(topic: topic, seeds: seeds, policy: policy)
    }

    private static func concept(
        _ id: String,
        _ kind: Concept.Kind,
        side: String? = nil,
        isEnvoy: Bool = false,
        undoes: Bool = false,
        weight: Double = 1,
        _ names: String...
    ) -> Concept {
        Concept(
            id: id,
            kind: kind,
            side: side,
            isEnvoy: isEnvoy,
            undoes: undoes,
            weight: weight,
            names: names.map { Concept.Name($0) }
        )
    }

    /// Decides about an item and takes it in, `hours` after the start.
    mutating func tell(
        _ title: String,
        _ summary: String = "",
        language: String = "en",
        feed: String = "one.example",
        guid: String? = nil,
        url: String? = nil,
        hours: Double = 0,
        dated: Timestamp? = nil,
        isOnTopic: Bool = true,
        watch: String? = nil,
        isBacklog: Bool = false
    ) -> Decision {
        number += 1
        let now = Self.start.advanced(by: Int64(hours * 3_600))
        guard
            let item = item(title, summary, language: language, feed: feed, guid: guid, url: url, dated: dated, at: now)
        else { return Decision(kind: .offTopic, nearness: .unknown, story: nil, reason: "no item") }
        let annotation = judge.judge(title: item.title, summary: item.summary, content: "", language: language)
            .annotation
        let verdict = Verdict(isOnTopic: isOnTopic, score: 1, kind: nil, evidence: [], watch: watch)
        let decision = desk.decide(item, annotation, verdict, isBacklog: isBacklog, at: now)
        desk.take(item, annotation, verdict, decision)
        return decision
    }

    private func item(
        _ title: String,
        _ summary: String,
        language: String,
        feed: String,
        guid: String? = nil,
        url: String? = nil,
        dated: Timestamp? = nil,
        at now: Timestamp
    ) -> Item? {
        var entry = Entry()
        entry.title = title
        entry.summary = summary
        entry.language = language
        entry.id = guid
        entry.url = url ?? "https://\(feed)/\(number)"
        entry.published = dated
        var document = FeedDocument(format: .rss20)
        document.entries = [entry]
        let source = Feed(id: FeedID(feed), name: feed, policy: PollPolicy())
        return Normalizer().items(of: document, from: source, answeredBy: feed, at: now).first?
            .renamed(ItemID("n\(number)"))
    }

    /// What is compared of an item; nothing is taken in.
    func signature(_ title: String, _ summary: String = "", language: String = "en") throws -> Signature {
        let made = try #require(item(title, summary, language: language, feed: "one.example", at: Self.start))
        let annotation = judge.judge(title: made.title, summary: made.summary, content: "", language: language)
            .annotation
        return SignatureBuilder(topic: topic).signature(of: made, annotation)
    }

    mutating func forget(before time: Timestamp, keeping kept: [String] = []) {
        desk.forget(before: time, keeping: Set(kept.map { ItemID($0) }))
    }
}
