package import Domain

/// What an OPML file brings to the feeds that are there: which are new, which are known, which are none.
package struct OPMLImport: Sendable {
    /// To be added, in the file's order; their policy means nothing.
    package private(set) var new: [Feed] = []
    /// How many are subscribed already, or stand in the file twice.
    package private(set) var known = 0
    /// How many can never be asked.
    package private(set) var refused = 0
    /// A warning for each of the last two, and for credentials that are left out.
    package private(set) var notes: [Problem] = []

    /// The longest file that is read.
    package static let mostBytes = 64_000_000

    /// The text of an OPML file in whatever encoding it declares; nil where it is none.
    package static func text(of bytes: [UInt8]) -> String? {
        XMLText.decoded(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
    }

    /// Reads an OPML text beside the feeds that are there already.
    ///
    /// - Parameters:
    ///   - text: the whole file.
    ///   - path: for messages.
    ///   - subscribed: the addresses of the feeds that are there.
    /// - Throws: what makes it no OPML, with its line and column.
    package init(text: String, path: String, subscribed: [String]) throws(Problem) {
        var seen: [String: String] = [:]
        for url in subscribed {
            if let address = WebAddress.parse(url).address { seen[address.identity] = "is subscribed already" }
        }
        for listing in try OPML.listings(in: text, path: path) {
            let (parsed, reason) = WebAddress.parse(listing.url)
            let shown = WebAddress.shown(listing.url)
            guard let address = parsed else {
                refused += 1
                note("\"\(shown)\" \(reason)", listing, remedy: "it is left out")
                continue
            }
            if let why = seen[address.identity] {
                known += 1
                note("feed \(shown) \(why)", listing, remedy: "it is not added again")
                continue
            }
            if address.credentials != nil {
                note(
                    "the user and password in the address of \(shown) are left out",
                    listing,
                    remedy:
                        "give them in the configuration, as {url: \(shown), basic_auth: {user: …, password: {file: …}}}"
                )
            }
            seen[address.identity] = "stands in this file twice, first at \(listing.place.written)"
            new.append(
                Feed(
                    id: FeedID(address.url),
                    name: listing.name ?? address.label,
                    policy: PollPolicy(),
                    tags: listing.tags
                )
            )
        }
    }

    private mutating func note(_ message: String, _ listing: Listing, remedy: String) {
        notes.append(Problem(message, at: listing.place, remedy: remedy, severity: .warning))
    }

    /// The text of the list with the new feeds in it; `old` is nil where there is none yet.
    ///
    /// - Throws: what makes `old`, or the result, no OPML that could be read again.
    package func merged(into old: String?, path: String, now: Timestamp) throws(Problem) -> String {
        guard let old else { return OPMLWriter.document(of: new, title: "Feeds of Hotline", now: now) }
        let before = try OPML.listings(in: old, path: path).count
        if new.isEmpty { return old }
        let text = try OPMLWriter.adding(OPMLWriter.outlines(of: new), to: old, path: path)
        guard try OPML.listings(in: text, path: path).count == before + new.count else {
            throw Problem("cannot be added to", at: .path(path), remedy: "let --into name another file")
        }
        return text
    }
}
