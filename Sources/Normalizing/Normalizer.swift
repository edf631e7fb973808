package import Domain
import Texts

/// Makes items of a document's entries: one form for addresses, times, languages, and the keys they are known by.
package struct Normalizer: Sendable {
    /// Bytes of a title and of a body that are kept; what is beyond adds nothing to recognition.
    static let titleLimit = 1_024
    static let bodyLimit = 64 * 1_024

    package init() {}

    /// The document's entries as items, in its order; entries without any text or address are left out.
    ///
    /// The whole document is looked at, since a key identifies only what is unique in it (CONTRACT, *What always holds*, 5).
    /// `url`: that answered, for the outlet of entries without a link.
    package func items(
        of document: FeedDocument,
        from feed: Feed,
        answeredBy url: String,
        at now: Timestamp
    ) -> [Item] {
        let drafts = document.entries.compactMap { Draft($0, language: document.language) }
        let census = Census(drafts)
        var known: Set<ItemID> = []
        return drafts.compactMap { draft in
            let item = item(draft, census, feed, answeredBy: url, at: now)
            return known.insert(item.id).inserted ? item : nil
        }
    }

    private func item(_ draft: Draft, _ census: Census, _ feed: Feed, answeredBy url: String, at now: Timestamp) -> Item
    {
        let entry = draft.entry
        let published = Credibility.publication(published: entry.published, updated: entry.updated, firstSeen: now)
        let keys = Keys.make(draft, census, feed.id, published)
        let strongest =
            keys.first.map { StableHash.combined(StableHash.of($0.kind.rawValue), $0.hash) } ?? draft.fingerprint
        let id = StableHash.combined(StableHash.of(feed.id.url), strongest)
        let host = draft.canonicalURL.flatMap { $0.split(separator: "/").first.map(String.init) }
        return Item(
            id: ItemID("i" + Hexadecimal.text(id)),
            feed: feed.id,
            feedName: feed.name,
            outlet: host ?? CanonicalURL.host(of: url) ?? CanonicalURL.host(of: feed.id.url) ?? feed.name,
            guid: entry.id.flatMap { census.isUnique(guid: $0) ? $0 : nil },
            url: Self.web(draft),
            canonicalURL: draft.canonicalURL,
            title: draft.title,
            summary: draft.summary,
            content: draft.content,
            language: draft.language,
            published: published,
            updated: entry.updated,
            firstSeen: now,
            keys: keys,
            fingerprint: draft.fingerprint
        )
    }
}

extension Normalizer {
    /// The entry's address, if it is one on the web: `mailto:` and its like lead to no page that tells the item.
    fileprivate static func web(_ draft: Draft) -> String? {
        draft.entry.url.flatMap { draft.canonicalURL != nil || CanonicalURL.host(of: $0) != nil ? $0 : nil }
    }
}

/// An entry with everything that can be said of it alone.
struct Draft {
    let entry: Entry
    let title: String
    let summary: String
    let content: String
    let canonicalURL: String?
    /// `Keys.tail` of the guid.
    let guidTail: String?
    let language: String
    /// Hashes of the title's words, without alarm words and outlet.
    let titleWords: [UInt64]
    let fingerprint: UInt64

    init?(_ entry: Entry, language feedLanguage: String?) {
        self.entry = entry
        title = Self.capped(entry.title ?? "", Normalizer.titleLimit)
        let summary = Self.capped(entry.summary ?? "", Normalizer.bodyLimit)
        let content = Self.capped(entry.content ?? "", Normalizer.bodyLimit)
        self.summary = summary
        self.content = content == summary ? "" : content
        let canonicalURL = entry.url.flatMap(CanonicalURL.make)
        self.canonicalURL = canonicalURL
        guidTail = entry.id.flatMap { guid in
            // Most guids are the link.
            guid == entry.url ? canonicalURL.flatMap(Keys.tail(ofCanonical:)) : Keys.tail(of: guid)
        }
        guard !title.isEmpty || !summary.isEmpty || !content.isEmpty else { return nil }
        language = Self.language(entry.language ?? feedLanguage, title, summary, content)
        let words = Words(of: Headline.core(title).text)
        titleWords = words.hashes
        fingerprint = [Words(of: title), Words(of: summary), Words(of: self.content)]
            .reduce(0x5EED) { hash, words in
                words.hashes.reduce(StableHash.combined(hash, UInt64(words.count)), StableHash.combined)
            }
    }

    /// What the feed claims, unless the text is in another script: one feed may carry many languages under one label.
    private static func language(_ claimed: String?, _ title: String, _ summary: String, _ content: String) -> String {
        let text = "\(title)\n\((summary.isEmpty ? content : summary).prefix(400))"
        // Which language of a script it is costs words; whether the script fits, only letters.
        guard let claimed = claimed.flatMap(Language.primary) else { return Language.guess(text) }
        if Language.fits(claimed, text) { return claimed }
        let guessed = Language.guess(text)
        return guessed == "und" ? claimed : guessed
    }

    /// Cut at a character, at most `limit` bytes.
    private static func capped(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while end > text.startIndex, Unicode.UTF8.isContinuation(text.utf8[end]) { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}

/// What is unique among a document's entries.
struct Census {
    private var guids: [String: Int] = [:]
    private var tails: [String: Int] = [:]
    private var urls: [String: Int] = [:]
    private var titles: [[UInt64]: Int] = [:]

    init(_ drafts: [Draft]) {
        for draft in drafts {
            if let guid = draft.entry.id {
                guids[guid, default: 0] += 1
                if let tail = draft.guidTail { tails[tail, default: 0] += 1 }
            }
            if let url = draft.canonicalURL { urls[url, default: 0] += 1 }
            titles[draft.titleWords, default: 0] += 1
        }
    }

    func isUnique(guid: String) -> Bool { guids[guid] == 1 }
    func isUnique(tail: String) -> Bool { tails[tail] == 1 }
    func isUnique(url: String) -> Bool { urls[url] == 1 }
    func isUnique(title: [UInt64]) -> Bool { titles[title] == 1 }
}

enum Hexadecimal {
    /// 16 digits, lower case.
    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
