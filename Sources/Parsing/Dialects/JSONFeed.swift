import Domain

/// JSON Feed 1.0 and 1.1 (jsonfeed.org). Values of a wrong type are left out; an item that is no object is told and skipped.
struct JSONFeed {
    private var document = FeedDocument(format: .jsonfeed)
    private var problems = ProblemList()
    private var plain = PlainText()
    private var authors: [String] = []
    private var version = ""
    private var hasItems = false
    private var looksLikeNews = false
    private let base: String?

    /// - Throws: `NotAFeed` for what is no JSON, or no feed.
    static func parse(_ text: [UInt8], at start: Int, base: String?) throws(NotAFeed) -> FeedDocument {
        var feed = JSONFeed(base: base)
        var reader = JSONReader(text, at: start)
        guard reader.peek() == 0x7B else {
            throw NotAFeed(code: "not-a-feed", message: "a JSON document that is no object")
        }
        var isWhole = true
        do throws(JSONReader.Malformed) {
            try reader.members { (key, reader) throws(JSONReader.Malformed) in try feed.member(key, &reader) }
        } catch {
            isWhole = feed.document.entries.count >= FeedHandler.mostEntries
        }
        guard feed.isFeed else {
            throw NotAFeed(code: "not-a-feed", message: "a JSON document without JSON Feed's version and items")
        }
        // A cut document is no feed: it cannot be told from an answer of another kind that was cut.
        guard isWhole else { throw NotAFeed(code: "not-a-feed", message: "the document looks like JSON and is none") }
        return feed.finished()
    }

    private init(base: String?) { self.base = base }

    /// Without a version, something must still say that the items are news.
    private var isFeed: Bool {
        version.contains("jsonfeed.org/version/") || hasItems && looksLikeNews && document.title != nil
    }

    private mutating func member(_ key: String, _ reader: inout JSONReader) throws(JSONReader.Malformed) {
        switch key {
        case "version": version = Self.string(try reader.value()) ?? ""
        case "title": document.title = text(try reader.value(), .plain)
        case "home_page_url": document.link = url(try reader.value())
        case "feed_url": document.selfURL = url(try reader.value())
        case "description": document.description = text(try reader.value(), .plain)
        case "language": document.language = Self.string(try reader.value())
        case "hubs":
            document.hubs = Self.array(try reader.value()).prefix(20).compactMap { url(Self.object($0)["url"]) }
        case "authors", "author":
            let named = names([key: try reader.value()])
            if authors.isEmpty || key == "authors" && !named.isEmpty { authors = named }
        case "items" where reader.peek() == 0x5B: try items(&reader)
        default: try reader.skip()
        }
    }

    private mutating func items(_ reader: inout JSONReader) throws(JSONReader.Malformed) {
        hasItems = true
        let isWhole = try reader.elements { (reader) throws(JSONReader.Malformed) in
            guard reader.peek() == 0x7B else {
                problems.add("bad-entry", "an item is no object")
                try reader.skip()
                return true
            }
            var item: [String: JSONReader.Value] = [:]
            try reader.members { (key, reader) throws(JSONReader.Malformed) in
                if Self.wanted.contains(key) { item[key] = try reader.value() } else { try reader.skip() }
            }
            take(item)
            return document.entries.count < FeedHandler.mostEntries
        }
        guard !isWhole else { return }
        problems.add("too-many-entries", "only the first \(FeedHandler.mostEntries) entries were read")
        throw JSONReader.Malformed()
    }

    private static let wanted: Set<String> = [
        "id", "url", "external_url", "title", "summary", "content_html", "content_text", "author", "authors",
        "date_published",
        "date_modified", "tags", "attachments", "language",
    ]

    private mutating func take(_ item: [String: JSONReader.Value]) {
        var entry = Entry()
        entry.id = Self.identifier(item["id"])
        entry.url = url(item["url"]) ?? url(item["external_url"])
        entry.title = text(item["title"], .plain)
        entry.summary = text(item["summary"], .plain)
        entry.content = text(item["content_html"], .html) ?? text(item["content_text"], .plain)
        entry.authors = names(item)
        entry.published = time(item["date_published"])
        entry.updated = time(item["date_modified"])
        for tag in Self.array(item["tags"]) {
            if let tag = text(tag, .plain), !entry.categories.contains(tag) { entry.categories.append(tag) }
        }
        entry.enclosures = Self.array(item["attachments"]).prefix(100).compactMap { url(Self.object($0)["url"]) }
        entry.language = Self.string(item["language"])
        looksLikeNews =
            looksLikeNews || item["content_html"] != nil || item["content_text"] != nil || entry.published != nil
        document.entries.append(entry)
    }

    private consuming func finished() -> FeedDocument {
        for index in document.entries.indices where document.entries[index].authors.isEmpty {
            document.entries[index].authors = authors
        }
        document.problems = problems.all
        return document
    }

    // MARK: - Values

    private static func string(_ value: JSONReader.Value?) -> String? {
        guard case .string(let text) = value, !text.isEmpty else { return nil }
        return text
    }

    private static func array(_ value: JSONReader.Value?) -> [JSONReader.Value] {
        guard case .array(let array) = value else { return [] }
        return array
    }

    private static func object(_ value: JSONReader.Value?) -> [String: JSONReader.Value] {
        guard case .object(let object) = value else { return [:] }
        return object
    }

    /// JSON Feed 1.1: an id that is a number is taken as text.
    private static func identifier(_ value: JSONReader.Value?) -> String? {
        if case .number(let text) = value { return text }
        return string(value)
    }

    private mutating func text(_ value: JSONReader.Value?, _ mode: TextMode) -> String? {
        guard let text = Self.string(value) else { return nil }
        plain.mayCombine = true
        return plain.string(Array(text.utf8), mode)
    }

    private func url(_ value: JSONReader.Value?) -> String? {
        Self.string(value).flatMap { URLResolver.link($0, base: base) }
    }

    private mutating func time(_ value: JSONReader.Value?) -> Timestamp? {
        guard let text = Self.string(value) else { return nil }
        let time = DateParser.timestamp(Array(text.utf8))
        if time == nil { problems.add("bad-date", "\"\(text.prefix(80))\" is no date") }
        return time
    }

    /// 1.1's `authors` and 1.0's `author`.
    private mutating func names(_ object: [String: JSONReader.Value]) -> [String] {
        let listed = Self.array(object["authors"])
        var names: [String] = []
        for author in listed.isEmpty ? [object["author"] ?? .null] : Array(listed.prefix(100)) {
            if let name = Self.string(author) { names.append(name) }
            let parts = Self.object(author)
            if let name = text(parts["name"], .plain) ?? Self.string(parts["url"]), !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }
}
