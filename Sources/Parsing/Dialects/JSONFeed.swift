import Domain
import Foundation

/// JSON Feed 1.0 and 1.1 (jsonfeed.org). Values of a wrong type are left out; an item that is no object is told and skipped.
struct JSONFeed {
    private var document = FeedDocument(format: .jsonfeed)
    private var problems = ProblemList()
    private var plain = PlainText()
    private let base: String?

    /// - Throws: `NotAFeed` for what is no JSON, or no feed.
    static func parse(_ text: [UInt8], base: String?) throws(NotAFeed) -> FeedDocument {
        guard let root = object(text) else {
            throw NotAFeed(code: "not-a-feed", message: "the document looks like JSON and is none")
        }
        guard let feed = root as? [String: Any] else {
            throw NotAFeed(code: "not-a-feed", message: "a JSON document that is no object")
        }
        let version = feed["version"] as? String ?? ""
        guard version.contains("jsonfeed.org/version/") || feed["items"] is [Any] && isFeed(feed) else {
            throw NotAFeed(code: "not-a-feed", message: "a JSON document without JSON Feed's version and items")
        }
        var parser = JSONFeed(base: base)
        return parser.read(feed)
    }

    /// Without a version, something must still say that the items are news.
    private static func isFeed(_ feed: [String: Any]) -> Bool {
        guard feed["title"] is String, let items = feed["items"] as? [Any] else { return false }
        return items.contains { item in
            guard let item = item as? [String: Any] else { return false }
            return item["content_html"] != nil || item["content_text"] != nil || item["date_published"] != nil
        }
    }

    private static func object(_ text: [UInt8]) -> Any? {
        do { return try JSONSerialization.jsonObject(with: Data(text)) } catch { return nil }
    }

    private init(base: String?) { self.base = base }

    private mutating func read(_ feed: [String: Any]) -> FeedDocument {
        document.title = text(feed["title"], .plain)
        document.link = url(feed["home_page_url"])
        document.selfURL = url(feed["feed_url"])
        document.description = text(feed["description"], .plain)
        document.language = string(feed["language"])
        for hub in feed["hubs"] as? [Any] ?? [] {
            if let url = url((hub as? [String: Any])?["url"]) { document.hubs.append(url) }
        }
        let authors = names(in: feed)
        for item in (feed["items"] as? [Any] ?? []).prefix(FeedHandler.mostEntries) {
            guard let item = item as? [String: Any] else {
                problems.add("bad-entry", "an item is no object")
                continue
            }
            var entry = self.entry(item)
            if entry.authors.isEmpty { entry.authors = authors }
            document.entries.append(entry)
        }
        document.problems = problems.all
        return document
    }

    private mutating func entry(_ item: [String: Any]) -> Entry {
        var entry = Entry()
        entry.id = identifier(item["id"])
        entry.url = url(item["url"]) ?? url(item["external_url"])
        entry.title = text(item["title"], .plain)
        entry.summary = text(item["summary"], .plain)
        entry.content = text(item["content_html"], .html) ?? text(item["content_text"], .plain)
        entry.authors = names(in: item)
        entry.published = time(item["date_published"])
        entry.updated = time(item["date_modified"])
        for tag in item["tags"] as? [Any] ?? [] {
            if let tag = text(tag, .plain), !entry.categories.contains(tag) { entry.categories.append(tag) }
        }
        for attachment in item["attachments"] as? [Any] ?? [] {
            if let url = url((attachment as? [String: Any])?["url"]) { entry.enclosures.append(url) }
        }
        entry.language = string(item["language"])
        return entry
    }

    // MARK: - Values

    private func string(_ value: Any?) -> String? {
        guard let text = value as? String, !text.isEmpty else { return nil }
        return text
    }

    /// JSON Feed 1.1: an id that is a number is taken as text.
    private func identifier(_ value: Any?) -> String? {
        if let text = string(value) { return text }
        guard let number = value as? NSNumber else { return nil }
        return number.stringValue
    }

    private mutating func text(_ value: Any?, _ mode: TextMode) -> String? {
        guard let text = string(value) else { return nil }
        return plain.string(Array(text.utf8.prefix(FeedHandler.longestField)), mode)
    }

    private func url(_ value: Any?) -> String? {
        guard let text = string(value) else { return nil }
        let cleaned = URLResolver.cleaned(text)
        guard !cleaned.isEmpty else { return nil }
        return URLResolver.resolve(cleaned, against: base) ?? cleaned
    }

    private mutating func time(_ value: Any?) -> Timestamp? {
        guard let text = string(value) else { return nil }
        let time = DateParser.timestamp(Array(text.utf8))
        if time == nil { problems.add("bad-date", "\"\(text.prefix(80))\" is no date") }
        return time
    }

    /// 1.1's `authors` and 1.0's `author`.
    private mutating func names(in object: [String: Any]) -> [String] {
        let listed = object["authors"] as? [Any] ?? []
        var names: [String] = []
        for author in listed.isEmpty ? [object["author"] as Any] : listed {
            guard let author = author as? [String: Any] else {
                if let name = string(author) { names.append(name) }
                continue
            }
            if let name = text(author["name"], .plain) ?? string(author["url"]), !names.contains(name) { names.append(name) }
        }
        return names
    }
}
