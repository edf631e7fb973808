/// Where the text of an element goes.
enum Field: UInt8 {
    case feedTitle, feedLink, feedDescription, feedLanguage, ttl, hour, day, updatePeriod, updateFrequency
    case title, link, id, summary, content, author, category, language, keywords
    case published, updated, date
    case personName, personEmail, personURI
    case originalLink, podcastAuthor
}

/// How the text of a field is to be read.
enum TextMode: UInt8 {
    /// As HTML: RSS, and Atom's type="html".
    case html
    /// As it is: Atom's type="text".
    case plain
    /// Elements are markup and text is text: Atom's type="xhtml".
    case markup
    /// Base64 of one of the above (Atom 0.3 mode="base64").
    case base64HTML, base64Plain
    /// Base64 if it can be, else as it is: media types of Atom that are no text (RFC 4287 §4.1.3.3).
    case maybeBase64
    /// An id, a date or an address: no markup, trimmed only.
    case token
}

/// A field that is being read.
struct Capture {
    let field: Field
    var mode: TextMode
    /// Which of several elements for one thing wins: the higher.
    let rank: Int
    /// Depth of the element it belongs to.
    let depth: Int
    var openMarkup: [String] = []
}

/// Ranks of what the feed's own fields came from.
struct FeedRanks {
    var title = 0
    var link = 0
    var description = 0
    var language = 0
    var period: Int?
    var frequency = 1
}

/// An author under construction (RFC 4287 §3.2).
struct PersonDraft {
    var name: String?
    var email: String?
    var uri: String?

    /// The name, else the address, else the URI.
    var text: String? { name ?? email ?? uri }
}
