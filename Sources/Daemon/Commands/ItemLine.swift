import Domain
import Normalizing

/// An item as the commands for recorded and labelled items read it, one JSON object a line.
struct ItemLine: Decodable {
    /// What a line should look like.
    static let remedy = "write one JSON object a line (docs/deduplication.md)"

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
        try JSONLines.all(ItemLine.self, in: path, remedy: remedy)
    }

    /// The language that the line names; nil where it names none.
    var statedLanguage: String? { Self.given(language) ?? Self.given(lang) }

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
        entry.language = statedLanguage
        var document = FeedDocument(format: .rss20)
        document.entries = [entry]
        let name = Self.given(feed) ?? Self.given(outlet) ?? "-"
        let source = Feed(id: FeedID(name), name: Self.given(outlet) ?? name, policy: PollPolicy())
        return Normalizer().items(of: document, from: source, answeredBy: name, at: now).first?.renamed(ItemID(id))
    }

    private static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    private static func time(_ text: String?) -> Timestamp? { text.flatMap(Timestamp.init(rfc3339:)) }
}

/// An item as `classify`, `bench classify` and `tune` read it: one that has an id and a title, and maybe a label.
struct JudgedLine: Decodable {
    static let remedy = "write one JSON object a line with at least \"id\" and \"title\""

    let id: String
    let title: String
    let line: ItemLine
    /// `on-topic` or `off-topic`.
    let label: String?
    /// What several items tell of.
    let event: String?

    private enum CodingKeys: String, CodingKey { case id, title, label, event }

    init(from decoder: any Decoder) throws {
        line = try ItemLine(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        title = try fields.decode(String.self, forKey: .title)
        label = try fields.decodeIfPresent(String.self, forKey: .label)
        event = try fields.decodeIfPresent(String.self, forKey: .event)
    }

    /// The items of a file; throws as `JSONLines.all` does.
    static func all(in path: String) throws -> [JudgedLine] {
        try JSONLines.all(JudgedLine.self, in: path, remedy: remedy)
    }
}
