import Domain
import Texts

/// An entry with everything that can be said of it alone. An object, as it is large and looked at several times.
final class Draft {
    /// In its document, from 0.
    let place: Int
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

    /// `words`: of `texts`.
    init(of entries: Span<Entry>, at place: Int, _ texts: ItemTexts, _ words: borrowing ItemWords) {
        let (guid, url) = (entries[place].id, entries[place].url)
        self.place = place
        let canonicalURL = url.flatMap(CanonicalURL.make)
        self.guid = guid
        self.url = url
        published = entries[place].published
        updated = entries[place].updated
        self.canonicalURL = canonicalURL
        urlHash = canonicalURL.map { StableHash.of($0) }
        guidHash = guid.map { StableHash.of($0) }
        tailHash = guid.flatMap { guid in
            // Most guids are the link.
            guid == url ? canonicalURL.flatMap(Keys.tail(ofCanonical:)) : Keys.tail(of: guid)
        }
        let core = Headline.core(texts.title)
        (titleWords, titleHash) = Self.core(
            core.text.utf8.count == texts.title.utf8.count ? words.title : Words(of: core.text)
        )
        fingerprint = words.content.fingerprint(from: words.summary.fingerprint(from: words.title.fingerprint(from: 0)))
        self.texts = texts
    }

    private static func core(_ words: Words) -> (count: Int, hash: UInt64) {
        (words.count, words.combinedHash(from: 0))
    }
}
