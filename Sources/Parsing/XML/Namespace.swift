/// The vocabularies that carry what an entry is made of, by their URIs and by the wrong ones in use.
enum Namespace: UInt8, Sendable {
    /// No namespace, RSS's own, or one that nobody knows without a prefix.
    case core
    case atom, rdf, dublinCore, dublinCoreTerms, content, xhtml, syndication, media, itunes, feedburner, news, sitemap
    case xml
    case other

    /// - Parameters:
    ///   - uri: nil where the prefix was not declared.
    ///   - prefix: nil for the default namespace.
    init(uri: String?, prefix: String?) {
        guard let uri else {
            self = prefix.map(Self.of(prefix:)) ?? .core
            return
        }
        if let usual = Self.usual[uri] {
            self = usual
        } else if let known = Self.known[Self.normalized(uri)] {
            self = known
        } else {
            self = prefix == nil ? .core : Self.byFamily(uri)
        }
    }

    /// A prefix that was never declared says what it always says.
    private static func of(prefix: String) -> Namespace {
        switch prefix.lowercased() {
        case "atom", "a10", "atom10", "atom03": .atom
        case "rdf": .rdf
        case "dc": .dublinCore
        case "dcterms", "dct": .dublinCoreTerms
        case "content": .content
        case "xhtml", "html": .xhtml
        case "sy": .syndication
        case "media": .media
        case "itunes": .itunes
        case "feedburner": .feedburner
        case "news": .news
        case "rss": .core
        case "xml": .xml
        default: .other
        }
    }

    /// Lower case, without scheme, `www.` and trailing `/` or `#`: where the wrong spellings differ.
    static func normalized(_ uri: String) -> String {
        var bytes =
            uri.utf8.allSatisfy({ $0 < 0x80 }) ? uri.utf8.map(lowercased)[...] : Array(uri.lowercased().utf8)[...]
        for front in fronts where bytes.starts(with: front) { bytes = bytes.dropFirst(front.count) }
        while let last = bytes.last, last == 0x2F || last == 0x23 || last == 0x20 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let fronts = ["http://", "https://", "www."].map { Array($0.utf8) }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

    private static func byFamily(_ uri: String) -> Namespace {
        if uri.hasPrefix("http://purl.org/dc/elements") { return .dublinCore }
        if uri.hasPrefix("http://purl.org/rss/1.0/modules/content") { return .content }
        return .other
    }

    /// As nearly all write them: found without being made normal first.
    private static let usual: [String: Namespace] = Dictionary(
        uniqueKeysWithValues: [
            "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/", "http://purl.org/rss/1.0/",
            "http://purl.org/rss/1.0/modules/content/", "http://purl.org/rss/1.0/modules/syndication/",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://search.yahoo.com/mrss/",
        ].compactMap { uri in known[normalized(uri)].map { (uri, $0) } }
    )

    private static let known: [String: Namespace] = [
        "": .core,
        "backend.userland.com/rss": .core, "backend.userland.com/rss2": .core, "blogs.law.harvard.edu/tech/rss": .core,
        "backend.userland.com/rss091": .core, "backend.userland.com/rss092": .core,
        "backend.userland.com/weblogmoduleforrss": .other, "my.netscape.com/rdf/simple/0.9": .core,
        "channel.netscape.com/rdf/simple/0.9": .core, "my.netscape.com/publish/formats/rss-0.91.dtd": .core,
        "purl.org/rss/1.0": .core, "purl.org/rss": .core, "purl.org/rss/1.0/modules/rss091": .core,
        "purl.org/net/rss1.1": .core, "rssboard.org/rss-specification": .core,
        "w3.org/2005/atom": .atom, "purl.org/atom/ns": .atom, "purl.org/atom/app": .other,
        "w3.org/1999/02/22-rdf-syntax-ns": .rdf, "w3.org/tr/rdf-syntax": .rdf,
        "purl.org/dc/elements/1.1": .dublinCore, "purl.org/dc/elements/1.0": .dublinCore,
        "purl.org/dc/1.1": .dublinCore,
        "purl.org/dc": .dublinCore, "purl.org/metadata/dublin_core": .dublinCore,
        "purl.org/rss/1.0/modules/dc": .dublinCore,
        "purl.org/dc/terms": .dublinCoreTerms, "purl.org/rss/1.0/modules/dcterms": .dublinCoreTerms,
        "purl.org/rss/1.0/modules/content": .content,
        "w3.org/1999/xhtml": .xhtml, "w3.org/tr/xhtml1": .xhtml, "w3.org/1999/html": .xhtml,
        "purl.org/rss/1.0/modules/syndication": .syndication,
        "search.yahoo.com/mrss": .media, "search.yahoo.com/mrss/": .media, "video.search.yahoo.com/mrss": .media,
        "itunes.com/dtds/podcast-1.0.dtd": .itunes, "example.com/dtds/podcast-1.0.dtd": .itunes,
        "rssnamespace.org/feedburner/ext/1.0": .feedburner,
        "google.com/schemas/sitemap-news/0.9": .news,
        "sitemaps.org/schemas/sitemap/0.9": .sitemap, "google.com/schemas/sitemap/0.84": .sitemap,
        "w3.org/xml/1998/namespace": .xml,
    ]
}

/// The local names that matter, in lower case: `pubdate` is as good as `pubDate`.
enum LocalName: String, Sendable, CaseIterable {
    case rss, rdf, feed, channel, item, entry, urlset, url
    case title, link, guid, id, description, summary, content, encoded, body, fullitem, subtitle, tagline, abstract
    case author, creator, contributor, source, name, email, uri
    case pubdate, date, published, issued, created, updated, modified, lastmod, publicationDate = "publication_date"
    case category, subject, enclosure, language, keywords
    case ttl, skiphours, hour, skipdays, day, updateperiod, updatefrequency
    case image, textinput, origlink, loc, news, publication, items, group, logo, a, div
    case other

    /// In any case.
    init(_ name: String) { self = Self.named[name] ?? Self.named[name.lowercased()] ?? .other }

    private static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}

/// An element's vocabulary and local name.
struct ElementName: Equatable, Sendable {
    let namespace: Namespace
    let local: LocalName
    /// Atom 0.3's namespace.
    var isOldAtom = false
    /// RSS 0.90's namespace, which makes an RDF document RSS 0.9x.
    var isNetscape = false
    /// Written in capitals, as CDF is.
    var isShouted = false

    private static let netscape = Array("netscape.com/rdf/simple/0.9/".utf8)

    static let none = ElementName(namespace: .other, local: .other)

    private init(namespace: Namespace, local: LocalName) {
        self.namespace = namespace
        self.local = local
    }

    init(local: String, prefix: String?, uri: String?) {
        namespace = Namespace(uri: uri, prefix: prefix)
        self.local = LocalName(local)
        isOldAtom = uri?.hasPrefix("http://purl.org/atom/ns") == true
        isNetscape = uri.map { $0.utf8.suffix(Self.netscape.count).elementsEqual(Self.netscape) } == true
        isShouted = local.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
    }
}
