import Domain
import Texts

/// The keys by which an item can be recognised, strongest first.
enum Keys {
    /// Titles of fewer words identify nothing: `Live updates`, `Editorial`.
    static let titleWords = 4

    /// `scope`: hash of the feed's URL.
    static func make(_ draft: Draft, _ census: Census, scope: UInt64, _ published: Publication) -> [IdentityKey] {
        var keys: [IdentityKey] = []
        keys.reserveCapacity(5)
        if let guid = draft.guidHash, draft.guid?.isEmpty == false, census.isUnique(guid: guid) {
            keys.append(IdentityKey(.guid, StableHash.combined(scope, guid)))
            if let tail = draft.tailHash, census.isUnique(tail: tail) {
                keys.append(IdentityKey(.guidTail, StableHash.combined(scope, tail)))
            }
        }
        if let url = draft.canonicalURL, let hash = draft.urlHash, census.isUnique(url: hash),
            !CanonicalURL.isHomePage(url)
        {
            keys.append(IdentityKey(.url, hash))
        }
        if draft.titleWords >= titleWords, census.isUnique(title: draft.titleHash) {
            let day = UInt64(bitPattern: Int64(published.time.day))
            keys.append(IdentityKey(.title, StableHash.combined(draft.titleHash, day)))
        }
        keys.append(IdentityKey(.text, draft.fingerprint))
        return keys
    }

    /// Hash of a guid without what changes when a site moves: scheme, host, trackers. Nil where nothing telling is left.
    ///
    /// `http://old.example/news/17` and `https://example/news/17` share `/news/17`; Drupal's `17 at http://…` gives `17 at`.
    static func tail(of guid: String) -> UInt64? {
        let bytes = guid.utf8Span.span
        if let space = bytes.indices.first(where: { bytes[$0] == 0x20 && isMark(bytes, at: $0) }) {
            return StableHash.of(bytes.extracting(..<(space + 3)))
        }
        return CanonicalURL.make(guid).flatMap(tail(ofCanonical:))
    }

    private static let mark = Array(" at http".utf8)

    private static func isMark(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        bytes.count - index >= mark.count && mark.indices.allSatisfy { bytes[index + $0] == mark[$0] }
    }

    /// Hash of `canonical` from its path on; nil where that tells nothing.
    static func tail(ofCanonical canonical: String) -> UInt64? {
        let bytes = canonical.utf8Span.span
        guard let slash = bytes.indices.first(where: { bytes[$0] == 0x2F }), bytes.count - slash >= 4 else {
            return nil
        }
        return StableHash.of(bytes.extracting(slash...))
    }
}
