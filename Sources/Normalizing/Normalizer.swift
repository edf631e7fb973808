package import Domain
package import Texts

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
        read(document, from: feed, answeredBy: url, at: now) { _, _ in }.map(\.item)
    }

    /// The same, each item with what `look` makes of its texts while their words are at hand.
    package func read<Opinion>(
        _ document: FeedDocument,
        from feed: Feed,
        answeredBy url: String,
        at now: Timestamp,
        look: (ItemTexts, ItemWords) -> Opinion
    ) -> [(item: Item, opinion: Opinion)] {
        var words = ItemWords()
        let language = document.language.flatMap(Language.primary)
        var drafts: [Draft] = []
        var opinions: [Opinion] = []
        drafts.reserveCapacity(document.entries.count)
        opinions.reserveCapacity(document.entries.count)
        let entries = document.entries.span
        for place in entries.indices {
            guard let draft = Draft(entries[place], language: language, &words) else { continue }
            drafts.append(draft)
            opinions.append(look(draft.texts, words))
        }
        let setting = Setting(
            census: Census(drafts),
            feed: feed,
            scope: StableHash.of(feed.id.url),
            outlet: CanonicalURL.host(of: url) ?? CanonicalURL.host(of: feed.id.url) ?? feed.name,
            now: now
        )
        var known = KeyTable(for: drafts.count)
        var outlet = ""
        var found: [(item: Item, opinion: Opinion)] = []
        found.reserveCapacity(drafts.count)
        for (place, draft) in drafts.enumerated() {
            let published = Credibility.publication(published: draft.published, updated: draft.updated, firstSeen: now)
            let keys = Keys.make(draft, setting.census, scope: setting.scope, published)
            let number = Self.number(keys.first, draft, setting)
            guard known[number] == nil else { continue }
            known.offer(0, for: number)
            outlet = draft.canonicalURL.map { CanonicalURL.authority(ofCanonical: $0, like: outlet) } ?? setting.outlet
            found.append((item(draft, number, outlet, published, keys, setting), opinions[place]))
        }
        return found
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

    private func item(
        _ draft: Draft,
        _ number: UInt64,
        _ outlet: String,
        _ published: Publication,
        _ keys: [IdentityKey],
        _ setting: Setting
    ) -> Item {
        let feed = setting.feed
        return Item(
            id: ItemID(Hexadecimal.text(number, behind: UInt8(ascii: "i"))),
            feed: feed.id,
            feedName: feed.name,
            outlet: outlet,
            guid: draft.guidHash.flatMap { setting.census.isUnique(guid: $0) ? draft.guid : nil },
            url: Self.web(draft),
            canonicalURL: draft.canonicalURL,
            title: draft.texts.title,
            summary: draft.texts.summary,
            content: draft.texts.content,
            language: draft.texts.language,
            published: published,
            updated: draft.updated,
            firstSeen: setting.now,
            keys: keys,
            fingerprint: draft.fingerprint
        )
    }
}

extension Normalizer {
    /// What an item's id is made of: its strongest key and its feed. The first three of its 16 hexadecimal digits are the
    /// feed's, so that its items lie together in the store; the others tell them apart.
    private static func number(_ key: IdentityKey?, _ draft: Draft, _ setting: Setting) -> UInt64 {
        let strongest = key.map { StableHash.combined(StableHash.of($0.kind.rawValue), $0.hash) } ?? draft.fingerprint
        return setting.scope & 0xFFF << 52 | StableHash.combined(setting.scope, strongest) & (1 << 52 - 1)
    }

    /// The entry's address, if it is one on the web: `mailto:` and its like lead to no page that tells the item.
    fileprivate static func web(_ draft: Draft) -> String? {
        draft.url.flatMap { draft.canonicalURL != nil || CanonicalURL.host(of: $0) != nil ? $0 : nil }
    }
}

/// What an item tells, as it is judged.
package struct ItemTexts: Sendable {
    /// Plain, NFC; may be empty.
    package let title: String
    /// Plain; empty where the entry has none.
    package let summary: String
    /// Plain; empty where the entry has none, or says the summary again.
    package let content: String
    /// BCP 47 primary language; `und` where nothing tells.
    package let language: String
}

/// An entry with everything that can be said of it alone. An object, as it is large and looked at several times.
final class Draft {
    let guid: String?
    let url: String?
    let published: Timestamp?
    let updated: Timestamp?
    let texts: ItemTexts
    let canonicalURL: String?
    /// Hash of `canonicalURL`.
    let urlHash: UInt64?
    /// Hash of the guid.
    let guidHash: UInt64?
    /// Hash of `Keys.tail` of the guid.
    let tailHash: UInt64?
    /// The title's words, without alarm words and outlet: how many, and one hash of all.
    let titleWords: Int
    let titleHash: UInt64
    let fingerprint: UInt64

    /// `words` becomes those of its texts; `feedLanguage` is a primary language.
    init?(_ entry: Entry, language feedLanguage: String?, _ words: inout ItemWords) {
        let title = Self.capped(entry.title ?? "", Normalizer.titleLimit)
        let summary = Self.capped(entry.summary ?? "", Normalizer.bodyLimit)
        let content = Self.capped(entry.content ?? "", Normalizer.bodyLimit)
        guard !title.isEmpty || !summary.isEmpty || !content.isEmpty else { return nil }
        guid = entry.id
        url = entry.url
        published = entry.published
        updated = entry.updated
        let claimed = entry.language.map(Language.primary) ?? feedLanguage
        let language = Self.language(claimed, title, summary, content)
        texts = ItemTexts(
            title: title,
            summary: summary,
            content: Self.areSame(content, summary) ? "" : content,
            language: language
        )
        let canonicalURL = entry.url.flatMap(CanonicalURL.make)
        self.canonicalURL = canonicalURL
        urlHash = canonicalURL.map { StableHash.of($0) }
        guidHash = entry.id.map { StableHash.of($0) }
        tailHash = entry.id.flatMap { guid in
            // Most guids are the link.
            guid == entry.url ? canonicalURL.flatMap(Keys.tail(ofCanonical:)) : Keys.tail(of: guid)
        }
        words.read(title: title, summary: summary, content: texts.content)
        let core = Headline.core(title)
        (titleWords, titleHash) = Self.core(
            core.text.utf8.count == title.utf8.count ? words.title : Words(of: core.text)
        )
        let head = Self.fingerprint(words.summary, from: Self.fingerprint(words.title, from: 0x5EED))
        fingerprint = Self.fingerprint(words.content, from: head)
    }

    private static func core(_ words: Words) -> (count: Int, hash: UInt64) {
        (words.count, words.combinedHash(from: 0))
    }

    private static func fingerprint(_ words: Words, from hash: UInt64) -> UInt64 {
        words.combinedHash(from: StableHash.combined(hash, UInt64(words.count)))
    }

    /// Byte for byte: texts are NFC, and comparing long ones as Unicode does costs more than anything else here.
    private static func areSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8Span.span, right.utf8Span.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// What the feed claims, unless the text is in another script: one feed may carry many languages under one label.
    private static func language(_ claimed: String?, _ title: String, _ summary: String, _ content: String) -> String {
        let text = summary.isEmpty ? content : summary
        // Which language of a script it is costs words; whether the script fits, only letters.
        if let claimed, Language.fits(claimed, title: title, text: text) { return claimed }
        let guessed = Language.guess("\(title)\n\(beginning(of: text))")
        guard let claimed else { return guessed }
        return guessed == "und" ? claimed : guessed
    }

    /// What tells a language.
    private static func beginning(of text: String) -> Substring {
        guard text.utf8.count > Language.beginning else { return text[...] }
        if text.utf8Span.isKnownASCII { return Substring(text.utf8.prefix(Language.beginning)) }
        return Substring(text.unicodeScalars.prefix(Language.beginning))
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
    /// How often each was met.
    private var guids: KeyTable
    private var tails: KeyTable
    private var urls: KeyTable
    private var titles: KeyTable

    init(_ drafts: [Draft]) {
        let empty = KeyTable(for: drafts.count)
        (guids, tails, urls, titles) = (empty, empty, empty, empty)
        for draft in drafts {
            if let guid = draft.guidHash {
                guids.update(guid) { $0 + 1 }
                if let tail = draft.tailHash { tails.update(tail) { $0 + 1 } }
            }
            if let url = draft.urlHash { urls.update(url) { $0 + 1 } }
            titles.update(draft.titleHash) { $0 + 1 }
        }
    }

    func isUnique(guid: UInt64) -> Bool { guids[guid] == 1 }
    func isUnique(tail: UInt64) -> Bool { tails[tail] == 1 }
    func isUnique(url: UInt64) -> Bool { urls[url] == 1 }
    func isUnique(title: UInt64) -> Bool { titles[title] == 1 }
}

enum Hexadecimal {
    /// One ASCII character, and 16 digits in lower case.
    static func text(_ value: UInt64, behind first: UInt8) -> String {
        unsafe String(unsafeUninitializedCapacity: 17) { bytes in
            unsafe bytes[0] = first
            for place in 1...16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(64 - place * 4) & 15)
                unsafe bytes[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 17
        }
    }
}
