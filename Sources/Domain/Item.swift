/// An item's name in the store and in decisions: `i` and 16 hexadecimal digits, computed from identity, never random.
package struct ItemID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The id as text.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// `i` and the digits of `number`.
    package init(number: UInt64) {
        text = unsafe String(unsafeUninitializedCapacity: 17) { bytes in
            unsafe bytes[0] = UInt8(ascii: "i")
            for place in 1...16 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(64 - place * 4) & 15)
                unsafe bytes[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 17
        }
    }

    /// The id as text.
    package var description: String { text }
}

/// When an item was published, as far as that can be believed.
package enum Publication: Sendable, Hashable, Codable {
    /// A credible date of the publisher's.
    case stated(Timestamp)
    /// None, or an incredible one: the time of first sight stands in.
    case firstSeen(Timestamp)

    /// The time to go by, either way.
    package var time: Timestamp {
        switch self {
        case .stated(let time), .firstSeen(let time): time
        }
    }
}

/// An entry with its identity: what is judged, deduplicated and stored.
///
/// A value that never changes; an object, as it is large and handed from stage to stage by the ten thousand.
package final class Item: Sendable, Hashable, Codable {
    /// Computed from its strongest key and its feed.
    package let id: ItemID
    /// The subscription that brought it.
    package let feed: FeedID
    /// The feed's name, for people.
    package let feedName: String
    /// Who published it: the host of its canonical URL without `www.`, else the feed's.
    package let outlet: String
    /// The guid, verbatim; nil where there was none or it was not unique in its document.
    package let guid: String?
    /// Absolute, as published, for people to follow.
    package let url: String?
    /// The URL in its one form (no trackers, AMP, mobile hosts, fragments, default ports): for comparing.
    package let canonicalURL: String?
    /// Plain, NFC; may be empty.
    package let title: String
    /// Plain; empty where the entry has none.
    package let summary: String
    /// Plain; empty where the entry has none.
    package let content: String
    /// BCP 47 primary language, lower case; `und` where neither the feed nor the text tells.
    package let language: String
    /// When it was published, as far as that is credible.
    package let published: Publication
    /// As stated; nil without.
    package let updated: Timestamp?
    /// The poll that brought it: the clock of all decisions (contract, 4).
    package let firstSeen: Timestamp
    /// What identifies it, strongest first.
    package let keys: [IdentityKey]
    /// Hash of the normalised title, summary and content.
    package let fingerprint: UInt64

    package init(
        id: ItemID,
        feed: FeedID,
        feedName: String,
        outlet: String,
        guid: String?,
        url: String?,
        canonicalURL: String?,
        title: String,
        summary: String,
        content: String,
        language: String,
        published: Publication,
        updated: Timestamp?,
        firstSeen: Timestamp,
        keys: [IdentityKey],
        fingerprint: UInt64
    ) {
        self.id = id
        self.feed = feed
        self.feedName = feedName
        self.outlet = outlet
        self.guid = guid
        self.url = url
        self.canonicalURL = canonicalURL
        self.title = title
        self.summary = summary
        self.content = content
        self.language = language
        self.published = published
        self.updated = updated
        self.firstSeen = firstSeen
        self.keys = keys
        self.fingerprint = fingerprint
    }

    /// The same item under another id.
    package func renamed(_ id: ItemID) -> Item {
        copy(id: id, summary: summary, content: content)
    }

    /// The same item with less of its text, or none; its fingerprint stays that of all of it.
    package func shortened(summary: String, content: String) -> Item {
        copy(id: id, summary: summary, content: content)
    }

    private func copy(id: ItemID, summary: String, content: String) -> Item {
        Item(
            id: id,
            feed: feed,
            feedName: feedName,
            outlet: outlet,
            guid: guid,
            url: url,
            canonicalURL: canonicalURL,
            title: title,
            summary: summary,
            content: content,
            language: language,
            published: published,
            updated: updated,
            firstSeen: firstSeen,
            keys: keys,
            fingerprint: fingerprint
        )
    }

    /// In everything.
    package static func == (left: Item, right: Item) -> Bool {
        left === right
            || left.id == right.id && left.fingerprint == right.fingerprint && left.keys == right.keys
                && left.feed == right.feed && left.feedName == right.feedName && left.outlet == right.outlet
                && left.guid == right.guid && left.url == right.url && left.canonicalURL == right.canonicalURL
                && left.title == right.title && left.summary == right.summary && left.content == right.content
                && left.language == right.language && left.published == right.published
                && left.updated == right.updated && left.firstSeen == right.firstSeen
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(fingerprint)
    }
}

/// One of the ways in which an item can be recognised. A key makes candidates, never verdicts.
package struct IdentityKey: Sendable, Hashable, Codable {
    /// What the key is made of.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The guid as it came; trusted within its feed only.
        case guid
        /// The guid without scheme and host; trusted within its feed only.
        case guidTail = "guid-tail"
        case url
        /// The normalised title and the day of publication.
        case title
        /// The normalised text.
        case text

        /// Stands for the kind where keys are stored; never given to another.
        package var number: UInt8 {
            switch self {
            case .guid: 0
            case .guidTail: 1
            case .url: 2
            case .title: 3
            case .text: 4
            }
        }

        /// Nil for a number that stands for none.
        package init?(number: UInt8) {
            guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
            self = kind
        }
    }

    /// Says how far it may be trusted.
    package let kind: Kind
    /// 64-bit hash of the key's text; of the feed too where the key is trusted within its feed only.
    package let hash: UInt64

    package init(_ kind: Kind, _ hash: UInt64) {
        self.kind = kind
        self.hash = hash
    }

    /// By its hash alone, which is one already: keys are looked up in thousands.
    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
