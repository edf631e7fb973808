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
        read(document, from: feed, answeredBy: url, at: now) { _, _, _ in }.map(\.item)
    }

    /// The same, each with its entry's place in the document; `look` is told place, texts and words of every entry that has texts
    /// while they are at hand.
    package func read(
        _ document: FeedDocument,
        from feed: Feed,
        answeredBy url: String,
        at now: Timestamp,
        look: (Int, ItemTexts, ItemWords) -> Void
    ) -> [(item: Item, place: Int)] {
        var words = ItemWords()
        let language = document.language.flatMap(Language.primary)
        var drafts: [Draft] = []
        drafts.reserveCapacity(document.entries.count)
        let entries = document.entries.span
        for place in entries.indices {
            guard let texts = ItemTexts(of: entries, at: place, language: language) else { continue }
            words.read(title: texts.title, summary: texts.summary, content: texts.content)
            look(place, texts, words)
            drafts.append(Draft(of: entries, at: place, consume texts, words))
        }
        let setting = Setting(
            census: Census(drafts),
            feed: feed,
            scope: StableHash.of(feed.id.url),
            outlet: CanonicalURL.host(of: url) ?? CanonicalURL.host(of: feed.id.url) ?? feed.name,
            now: now
        )
        return items(of: drafts, setting)
    }

    /// An entry that is another one's like by its strongest key is left out.
    private func items(of drafts: [Draft], _ setting: Setting) -> [(item: Item, place: Int)] {
        var known = KeyTable(for: drafts.count)
        var outlet = ""
        var found: [(item: Item, place: Int)] = []
        found.reserveCapacity(drafts.count)
        for draft in drafts {
            let published = Credibility.publication(
                published: draft.published,
                updated: draft.updated,
                firstSeen: setting.now
            )
            let keys = Keys.make(draft, setting.census, scope: setting.scope, published)
            let number = Self.number(keys.first, draft, setting)
            guard known[number] == nil else { continue }
            known.offer(0, for: number)
            outlet = draft.canonicalURL.map { CanonicalURL.authority(ofCanonical: $0, like: outlet) } ?? setting.outlet
            found.append((item(draft, number, outlet, published, keys, setting), draft.place))
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
            id: ItemID(number: number),
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
