package import Domain
package import Texts

/// Makes items of a document's entries: one form for addresses, times, languages, and the keys they are known by.
package struct Normalizer: Sendable {
    /// Bytes of a title and of a body that are kept; what is beyond adds nothing to recognition.
    static let titleLimit = 1_024
    static let bodyLimit = 64 * 1_024
    /// Bytes of a document's texts whose words are kept until they are judged.
    static let wordsLimit = 512 * 1_024

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
        read(document, from: feed, answeredBy: url, at: now).map(\.item)
    }

    /// The same, each item with its words; without, where a document has too much text to hold it twice.
    package func read(
        _ document: FeedDocument,
        from feed: Feed,
        answeredBy url: String,
        at now: Timestamp
    ) -> [(item: Item, words: ItemWords?)] {
        var room = Self.wordsLimit
        let drafts = document.entries.compactMap { Draft($0, language: document.language, room: &room) }
        let setting = Setting(
            census: Census(drafts),
            feed: feed,
            scope: StableHash.of(feed.id.url),
            outlet: CanonicalURL.host(of: url) ?? CanonicalURL.host(of: feed.id.url) ?? feed.name,
            now: now
        )
        var known: Set<ItemID> = []
        return drafts.compactMap { draft in
            let item = item(draft, setting)
            return known.insert(item.id).inserted ? (item, draft.words) : nil
        }
    }

    /// What the items of one document have in common.
    private struct Setting {
        let census: Census
        let feed: Feed
        /// Hash of the feed's URL.
        let scope: UInt64
        /// Of entries without a link.
        let outlet: String
        let now: Timestamp
    }

    private func item(_ draft: Draft, _ setting: Setting) -> Item {
        let entry = draft.entry
        let feed = setting.feed
        let now = setting.now
        let published = Credibility.publication(published: entry.published, updated: entry.updated, firstSeen: now)
        let keys = Keys.make(draft, setting.census, scope: setting.scope, published)
        let strongest =
            keys.first.map { StableHash.combined(StableHash.of($0.kind.rawValue), $0.hash) } ?? draft.fingerprint
        return Item(
            id: Self.id(StableHash.combined(setting.scope, strongest), in: setting),
            feed: feed.id,
            feedName: feed.name,
            outlet: draft.canonicalURL.map(CanonicalURL.authority(ofCanonical:)) ?? setting.outlet,
            guid: draft.guidHash.flatMap { setting.census.isUnique(guid: $0) ? entry.id : nil },
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
    /// The first three of 16 digits are the feed's, so that its items lie together in the store; the others tell them apart.
    private static func id(_ hash: UInt64, in setting: Setting) -> ItemID {
        ItemID("i" + Hexadecimal.text(setting.scope & 0xFFF << 52 | hash & (1 << 52 - 1)))
    }

    /// The entry's address, if it is one on the web: `mailto:` and its like lead to no page that tells the item.
    fileprivate static func web(_ draft: Draft) -> String? {
        draft.entry.url.flatMap { draft.canonicalURL != nil || CanonicalURL.host(of: $0) != nil ? $0 : nil }
    }
}

/// An entry with everything that can be said of it alone. An object, as it is large and looked at several times.
final class Draft {
    let entry: Entry
    let title: String
    let summary: String
    let content: String
    let canonicalURL: String?
    /// Hash of `canonicalURL`.
    let urlHash: UInt64?
    /// Hash of the guid.
    let guidHash: UInt64?
    /// Hash of `Keys.tail` of the guid.
    let tailHash: UInt64?
    let language: String
    /// The title's words, without alarm words and outlet: how many, and one hash of all.
    let titleWords: Int
    let titleHash: UInt64
    let fingerprint: UInt64
    /// Nil where there is no room for them.
    let words: ItemWords?

    /// Takes what its words need from `room`, bytes.
    init?(_ entry: Entry, language feedLanguage: String?, room: inout Int) {
        self.entry = entry
        title = Self.capped(entry.title ?? "", Normalizer.titleLimit)
        let summary = Self.capped(entry.summary ?? "", Normalizer.bodyLimit)
        let content = Self.capped(entry.content ?? "", Normalizer.bodyLimit)
        guard !title.isEmpty || !summary.isEmpty || !content.isEmpty else { return nil }
        self.summary = summary
        self.content = Self.areSame(content, summary) ? "" : content
        let canonicalURL = entry.url.flatMap(CanonicalURL.make)
        self.canonicalURL = canonicalURL
        urlHash = canonicalURL.map { StableHash.of($0) }
        guidHash = entry.id.map { StableHash.of($0) }
        let tail = entry.id.flatMap { guid in
            // Most guids are the link.
            guid == entry.url ? canonicalURL.flatMap(Keys.tail(ofCanonical:)) : Keys.tail(of: guid)
        }
        tailHash = tail.map { StableHash.of($0) }
        language = Self.language(entry.language ?? feedLanguage, title, summary, content)
        let words = Words(of: title)
        let core = Headline.core(title)
        let coreWords = core.text.utf8.count == title.utf8.count ? words : Words(of: core.text)
        titleWords = coreWords.count
        titleHash = coreWords.combinedHash(from: 0)
        let (summaryWords, contentWords) = (Words(of: summary), Words(of: self.content))
        let head = Self.fingerprint(summaryWords, from: Self.fingerprint(words, from: 0x5EED))
        fingerprint = Self.fingerprint(contentWords, from: head)
        room -= title.utf8.count + summary.utf8.count + self.content.utf8.count
        self.words = room < 0 ? nil : ItemWords(title: words, summary: summaryWords, content: contentWords)
    }

    private static func fingerprint(_ words: Words, from hash: UInt64) -> UInt64 {
        words.combinedHash(from: StableHash.combined(hash, UInt64(words.count)))
    }

    /// Byte for byte: texts are NFC, and comparing long ones as Unicode does costs more than anything else here.
    private static func areSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// What the feed claims, unless the text is in another script: one feed may carry many languages under one label.
    private static func language(_ claimed: String?, _ title: String, _ summary: String, _ content: String) -> String {
        let text = "\(title)\n\(beginning(of: summary.isEmpty ? content : summary))"
        // Which language of a script it is costs words; whether the script fits, only letters.
        guard let claimed = claimed.flatMap(Language.primary) else { return Language.guess(text) }
        if Language.fits(claimed, text) { return claimed }
        let guessed = Language.guess(text)
        return guessed == "und" ? claimed : guessed
    }

    /// At most 400 scalars: what tells a language.
    private static func beginning(of text: String) -> Substring {
        guard text.utf8.count > 400 else { return text[...] }
        if text.utf8Span.isKnownASCII { return Substring(text.utf8.prefix(400)) }
        return Substring(text.unicodeScalars.prefix(400))
    }

    /// Cut at a character, at most `limit` bytes.
    private static func capped(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while end > text.startIndex, Unicode.UTF8.isContinuation(text.utf8[end]) { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}

/// What is unique among a document's entries, by their hashes.
struct Census {
    private var guids: [UInt64: Int] = [:]
    private var tails: [UInt64: Int] = [:]
    private var urls: [UInt64: Int] = [:]
    private var titles: [UInt64: Int] = [:]

    init(_ drafts: [Draft]) {
        for draft in drafts {
            if let guid = draft.guidHash {
                guids[guid, default: 0] += 1
                if let tail = draft.tailHash { tails[tail, default: 0] += 1 }
            }
            if let url = draft.urlHash { urls[url, default: 0] += 1 }
            titles[draft.titleHash, default: 0] += 1
        }
    }

    func isUnique(guid: UInt64) -> Bool { guids[guid] == 1 }
    func isUnique(tail: UInt64) -> Bool { tails[tail] == 1 }
    func isUnique(url: UInt64) -> Bool { urls[url] == 1 }
    func isUnique(title: UInt64) -> Bool { titles[title] == 1 }
}

enum Hexadecimal {
    /// 16 digits, lower case.
    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
