/// The dialect of a feed document, spelled as `hotline parse` prints it.
package enum FeedFormat: String, Sendable, Codable, Hashable {
    case rss20, rss09x, rss10, atom03, atom10, jsonfeed, cdf, sitemap
}

/// One parsed response of a feed: what the publisher wrote, unjudged.
///
/// Texts are plain: entities resolved, markup stripped, white space collapsed, NFC. URLs are absolute where a base is known.
package struct FeedDocument: Sendable, Hashable, Codable {
    /// The dialect that it was read as.
    package var format: FeedFormat
    /// Plain text; nil where there is none, as with all below.
    package var title: String?
    /// The site's page, absolute where a base is known.
    package var link: String?
    /// Plain text: RSS `description`, Atom `subtitle`.
    package var description: String?
    /// BCP 47 as the publisher wrote it.
    package var language: String?
    /// The feed's own address (`atom:link rel="self"`, JSON Feed `feed_url`).
    package var selfURL: String?
    /// WebSub hubs.
    package var hubs: [String] = []
    /// RSS `ttl`, minutes.
    package var ttlMinutes: Int?
    /// RSS `skipHours`, GMT, 0…23.
    package var skipHours: [Int] = []
    /// RSS `skipDays`, English names.
    package var skipDays: [String] = []
    /// `sy:updatePeriod` and `sy:updateFrequency` as one figure, seconds between updates.
    package var updateInterval: Int?
    /// In the document's order.
    package var entries: [Entry] = []
    /// What had to be mended, first met first; bounded.
    package var problems: [ParseProblem] = []
    /// False when the document stopped before its end, or more was recovered than can be trusted to be whole.
    package var isComplete = true

    package init(format: FeedFormat) { self.format = format }

    private enum CodingKeys: String, CodingKey {
        case format, title, link, description, language
        case selfURL = "self"
        case hubs
        case ttlMinutes = "ttl_minutes"
        case skipHours = "skip_hours"
        case skipDays = "skip_days"
        case updateInterval = "update_interval"
        case entries, problems
        case isComplete = "complete"
    }
}

/// One entry as the publisher wrote it (RFC 4287 §4.1.2; RSS `item`).
package struct Entry: Sendable, Hashable, Codable {
    /// guid, `atom:id`, `rdf:about`, JSON Feed id: verbatim, never resolved.
    package var id: String?
    /// The alternate link, else a guid that is a permalink.
    package var url: String?
    /// Plain: entities resolved, markup stripped, NFC.
    package var title: String?
    /// Plain: RSS `description`, Atom `summary`.
    package var summary: String?
    /// Plain: `content:encoded`, Atom `content`.
    package var content: String?
    /// Names or addresses, as written.
    package var authors: [String] = []
    /// UTC; nil where the date is missing or cannot be read.
    package var published: Timestamp?
    /// UTC; nil as above.
    package var updated: Timestamp?
    /// Terms or labels, as written.
    package var categories: [String] = []
    /// URLs, absolute where a base is known.
    package var enclosures: [String] = []
    /// BCP 47 of this entry alone.
    package var language: String?

    package init() {}
}

/// Something a parser mended or left out, with its line (from 1; 0 where unknown).
package struct ParseProblem: Sendable, Hashable, Codable {
    /// A short stable word, as `bad-date`, `truncated`, `undeclared-encoding`.
    package var code: String
    /// One line for people: what was wrong and how it was read.
    package var message: String
    /// From 1; 0 where it is not known.
    package var line: Int

    package init(code: String, message: String, line: Int) {
        self.code = code
        self.message = message
        self.line = line
    }
}

/// Why bytes are no feed.
package struct NotAFeed: Error, Sendable, Hashable {
    /// A short stable word: `empty`, `html`, `bot-wall`, `not-a-feed`, `too-big`, `too-deep`, `entity-declaration`.
    package let code: String
    /// One line for people.
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
