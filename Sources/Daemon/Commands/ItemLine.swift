import Domain
import Judging
import Normalizing

/// An item as the commands read it, one JSON object a line: `classify`, `tune`, `compare`, `replay` and the benches.
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
    /// `on-topic` or `off-topic`, in a labelled collection.
    let label: String?
    /// What it tells of, in a labelled collection: items of one event are never learnt and asked in one fold.
    let event: String?

    enum CodingKeys: String, CodingKey {
        case id, feed, outlet, guid, url, title, summary, content, language, lang, published, label, event
        case fetchedAt = "fetched_at"
    }

    init(title: String, summary: String, language: String?) {
        (id, feed, outlet, guid, url, content, lang) = (nil, nil, nil, nil, nil, nil, nil)
        (published, fetchedAt, label, event) = (nil, nil, nil, nil)
        self.title = title
        self.summary = summary
        self.language = language
    }

    /// Throws `CommandFailure`, bad data naming the line and the field, where one of `keys` is absent or null.
    func require(_ keys: [CodingKeys], at place: JSONLines.Place) throws(CommandFailure) {
        for key in keys {
            let value: String? =
                switch key {
                case .id: id
                case .title: title
                case .label: label
                default: ""
                }
            if value == nil { throw place.failure("\"\(key.stringValue)\" is missing") }
        }
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

extension Judge {
    /// The verdict on a line as it stands, without what a document would add to it.
    func judge(_ item: ItemLine) -> (verdict: Verdict, annotation: Annotation) {
        judge(
            title: item.title ?? "",
            summary: item.summary ?? "",
            content: item.content ?? "",
            language: item.language ?? item.lang
        )
    }
}
