/// The dialect of a feed document, spelled as `hotline parse` prints it.
package enum FeedFormat: String, Sendable, Codable, Hashable {
    case rss20, rss09x, rss10, atom03, atom10, jsonfeed, cdf, sitemap
}

/// One parsed response of a feed: what the publisher wrote, unjudged.
///
/// Texts are plain: entities resolved, markup stripped, white space collapsed, NFC. URLs are absolute where a base is known.
package struct FeedDocument: Sendable, Hashable, Codable {
    package var format: FeedFormat
    package var title: String?
    package var link: String?
    package var description: String?
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
    package var entries: [Entry] = []
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
    package var title: String?
    package var summary: String?
    package var content: String?
    package var authors: [String] = []
    package var published: Timestamp?
    package var updated: Timestamp?
    package var categories: [String] = []
    package var enclosures: [String] = []
    package var language: String?

    package init() {}
}

/// Something a parser mended or left out, with its line (from 1; 0 where unknown).
package struct ParseProblem: Sendable, Hashable, Codable {
    /// A short stable word, as `bad-date`, `truncated`, `undeclared-encoding`.
    package var code: String
    package var message: String
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
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
