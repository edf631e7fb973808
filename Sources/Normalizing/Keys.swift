import Domain
import Texts

/// The keys by which an item can be recognised, strongest first.
enum Keys {
    /// Titles of fewer words identify nothing: `Live updates`, `Editorial`.
    static let titleWords = 4

    static func make(_ draft: Draft, _ census: Census, _ feed: FeedID, _ published: Publication) -> [IdentityKey] {
        var keys: [IdentityKey] = []
        let scope = StableHash.of(feed.url)
        if let guid = draft.entry.id, !guid.isEmpty, census.isUnique(guid: guid) {
            keys.append(IdentityKey(.guid, StableHash.combined(scope, StableHash.of(guid))))
            if let tail = tail(of: guid), census.isUnique(tail: tail) {
                keys.append(IdentityKey(.guidTail, StableHash.combined(scope, StableHash.of(tail))))
            }
        }
        if let url = draft.canonicalURL, census.isUnique(url: url), !CanonicalURL.isHomePage(url) {
            keys.append(IdentityKey(.url, StableHash.of(url)))
        }
        if draft.titleWords.count >= titleWords, census.isUnique(title: draft.titleWords) {
            let title = draft.titleWords.reduce(0, StableHash.combined)
            let day = UInt64(bitPattern: Int64(published.time.day))
            keys.append(IdentityKey(.title, StableHash.combined(title, day)))
        }
        keys.append(IdentityKey(.text, draft.fingerprint))
        return keys
    }

    /// A guid without what changes when a site moves: scheme, host, trackers. Nil where nothing telling is left.
    ///
    /// `http://old.example/news/17` and `https://example/news/17` share `/news/17`; Drupal's `17 at http://…` gives `17 at`.
    static func tail(of guid: String) -> String? {
        if let at = guid.range(of: " at http") { return String(guid[..<at.lowerBound]) + " at" }
        guard let canonical = CanonicalURL.make(guid), let slash = canonical.firstIndex(of: "/") else { return nil }
        let tail = canonical[slash...]
        return tail.utf8.count >= 4 ? String(tail) : nil
    }
}

extension String {
    /// The first place of `text`, without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while let found = self[start...].firstIndex(where: { $0 == text.first }) {
            if self[found...].hasPrefix(text) { return found..<index(found, offsetBy: text.count) }
            start = index(after: found)
        }
        return nil
    }
}
