import Domain
import Normalizing

/// An item as `compare`, `replay` and the benches read it, one JSON object a line.
struct ItemLine: Decodable {
    let id: String?
    let feed: String?
    let outlet: String?
    let guid: String?
    let url: String?
    let title: String?
    let summary: String?
    let content: String?
    let language: String?
    /// The name that labelled collections use for it.
    let lang: String?
    let published: String?
    let fetchedAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, feed, outlet, guid, url, title, summary, content, language, lang, published
        case fetchedAt = "fetched_at"
    }

    init(title: String, summary: String, language: String?) {
        (id, feed, outlet, guid, url, content, lang, published, fetchedAt) = (
            nil, nil, nil, nil, nil, nil, nil, nil, nil
        )
        self.title = title
        self.summary = summary
        self.language = language
    }

    /// The items of a file; throws as `JSONLines.all` does.
    static func all(in path: String) throws -> [ItemLine] {
        try JSONLines.all(ItemLine.self, in: path, remedy: "write one JSON object a line (docs/deduplication.md)")
    }

    /// The clock of a recorded item: when it was fetched, else when it was published.
    func time(else fallback: Timestamp) -> Timestamp {
        Self.time(fetchedAt) ?? Self.time(published) ?? fallback
    }

    /// The item as the daemon would make it of a document with this one entry.
    ///
    /// Gives nil for a line without any text.
    func item(id: String, at now: Timestamp) -> Item? {
        var entry = Entry()
        entry.id = Self.given(guid)
        entry.url = Self.given(url)
        entry.title = Self.given(title).map(Markup.plain)
        entry.summary = Self.given(summary).map(Markup.plain)
        entry.content = Self.given(content).map(Markup.plain)
        entry.published = Self.time(published)
        entry.language = Self.given(language) ?? Self.given(lang)
        var document = FeedDocument(format: .rss20)
        document.entries = [entry]
        let name = Self.given(feed) ?? Self.given(outlet) ?? "-"
        let source = Feed(id: FeedID(name), name: Self.given(outlet) ?? name, policy: PollPolicy())
        return Normalizer().items(of: document, from: source, answeredBy: name, at: now).first?.renamed(ItemID(id))
    }

    private static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    private static func time(_ text: String?) -> Timestamp? { text.flatMap(Timestamp.init(rfc3339:)) }
}
