import Domain

/// Builds a `FeedDocument` from the elements of one document, whatever its dialect.
///
/// It keeps a stack of scopes, one a element outside of text fields, and one field at a time that takes text. Elements
/// inside a field are markup: they go into its bytes as tags, for `PlainText` to read. What is in no field costs nothing.
///
/// Bounds: 256 elements deep, 5,000 entries, 512 namespaces, 1 MB a field.
struct FeedHandler {
    static let deepest = 256
    static let mostEntries = 5_000
    static let mostNamespaces = 512
    static let longestField = 1 << 20

    /// What an open element is to its children.
    enum Scope: UInt8 {
        case document, feed, entry, source, news
        /// `media:group` or `media:content` of an entry.
        case media
        /// An author of the feed, of an entry, or of an entry's source.
        case feedPerson, entryPerson, sourcePerson
        case skipHours, skipDays, publication
        /// Nothing in it is read but entries.
        case ignored
    }

    var document = FeedDocument(format: .rss20)
    /// The document's format, at hand: each element is read by it.
    var format = FeedFormat.rss20 {
        didSet {
            document.format = format
            isAtom = format == .atom10 || format == .atom03
            isCDF = format == .cdf
            isSitemap = format == .sitemap
        }
    }
    private(set) var isAtom = false
    private(set) var isCDF = false
    private(set) var isSitemap = false
    /// Open elements outside of fields.
    var scopes: [Scope] = []
    /// `xml:base` and `xml:lang` in force, with the number of scopes at which they came.
    private var bases: [(level: Int, base: String?)] = []
    private var languages: [(level: Int, language: String)] = []
    var depth = 0
    /// Namespaces in scope, and the depths of the open elements that declared some.
    private var namespacesInScope = 0
    private var declarations: [(depth: Int, count: Int)] = []
    private(set) var rootEnded = false
    var isDone = false
    var bound: String?
    var foundNews = false
    var foundChannel = false
    var problems = ProblemList()
    /// Where libxml2 stands, from 1.
    var line = 0

    /// The field that takes text, if any.
    var capture: Capture?
    var text: [UInt8] = []
    var plain = PlainText()

    var entry = EntryDraft()
    var person = PersonDraft()
    var feedAuthors: [String] = []
    var ranks = FeedRanks()
    let documentBase: String?
    private let mayCombine: Bool
    /// Without authors, categories and enclosures of entries.
    let isBrief: Bool

    /// - Parameters:
    ///   - base: the document's own address.
    ///   - mayCombine: false where the document is known to be NFC.
    ///   - isBrief: without authors, categories and enclosures of entries.
    init(base: String?, mayCombine: Bool = true, isBrief: Bool = false) {
        documentBase = base
        self.mayCombine = mayCombine
        self.isBrief = isBrief
        text.reserveCapacity(16 << 10)
        scopes.reserveCapacity(32)
    }

    // MARK: - Callbacks

    mutating func start(_ name: ElementName, _ attributes: Attributes, spelled: () -> String, namespaces: Int) {
        depth += 1
        if namespaces > 0 {
            namespacesInScope += namespaces
            declarations.append((depth, namespaces))
        }
        if depth > Self.deepest { bound = "elements are nested deeper than \(Self.deepest)" }
        if namespacesInScope > Self.mostNamespaces, depth > 3 { bound = "too many namespaces" }
        if bound != nil || rootEnded || isDone { return }
        if capture != nil {
            if !breaksOut(name) { return open(markup: spelled(), attributes) }
            while capture != nil { endCapture() }
        }
        let parent = scopes.last
        scopes.append(.ignored)
        if attributes.count > 0 { inherit(attributes) }
        let opened = parent.map { scope(of: name, in: $0, attributes) } ?? root(name, attributes)
        scopes[scopes.count - 1] = opened
    }

    mutating func end() {
        if let last = declarations.last, last.depth == depth {
            namespacesInScope -= last.count
            declarations.removeLast()
        }
        defer { depth -= 1 }
        if bound != nil || rootEnded || isDone { return }
        if let field = capture {
            if depth > field.depth { return close() }
            endCapture()
        }
        let level = scopes.count
        guard let scope = scopes.popLast() else { return }
        leave(scope)
        if let last = bases.last, last.level == level { bases.removeLast() }
        if let last = languages.last, last.level == level { languages.removeLast() }
        if level == 1 {
            rootEnded = true
            finish()
        }
    }

    /// Takes text for the open field.
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let field = capture else { return }
        guard text.count + bytes.count <= Self.longestField else {
            problems.add("text-cut", "a text is longer than 1 MB", line: line)
            return
        }
        if field.mode == .markup {
            for index in bytes.indices {
                let byte = unsafe bytes[index]
                switch byte {
                case 0x3C: text.append(contentsOf: "&lt;".utf8)
                case 0x26: text.append(contentsOf: "&amp;".utf8)
                default: text.append(byte)
                }
            }
        } else {
            // A character reference, which libxml2 hands over alone, may stand for what the document's bytes do not have.
            if bytes.count < 5, !plain.mayCombine, let first = unsafe bytes.first, first >= 0xCC {
                plain.mayCombine = true
            }
            // Of markup that is escaped libxml2 hands over many a sign alone.
            if bytes.count == 1, let sign = unsafe bytes.first {
                text.append(sign)
            } else {
                unsafe text.append(contentsOf: bytes)
            }
        }
    }

    // MARK: - Scopes

    private mutating func inherit(_ attributes: Attributes) {
        if let reference = attributes.xml("base") {
            bases.append((scopes.count, URLResolver.resolve(URLResolver.cleaned(reference), against: base) ?? base))
        }
        if let language = attributes.xml("lang"), !language.isEmpty { languages.append((scopes.count, language)) }
    }

    /// The base in force: the nearest `xml:base`, itself resolved, else the document's own address (RFC 3986 §5.1).
    var base: String? {
        if let last = bases.last { return last.base }
        return documentBase
    }

    /// The `xml:lang` of the innermost open element, if it has one of its own.
    var ownLanguage: String? {
        guard let last = languages.last, last.level == scopes.count else { return nil }
        return last.language
    }

    /// An absolute URL for a reference; as written where there is no base.
    func resolved(_ reference: String) -> String? { URLResolver.link(reference, base: base) }

    private mutating func root(_ name: ElementName, _ attributes: Attributes) -> Scope {
        if let language = ownLanguage {
            document.language = language
            ranks.language = 1
        }
        switch name.local {
        case .rss:
            format = Self.rssFormat(version: attributes.value("version"))
            return .document
        case .rdf:
            format = .rss10
            return .document
        case .feed:
            format = isOldAtom(name, attributes) ? .atom03 : .atom10
            return .feed
        case .entry:
            format = .atom10
            beginEntry(attributes)
            return .entry
        case .channel:
            format = attributes.count > 0 || name.isShouted ? .cdf : .rss09x
            foundChannel = true
            cdfChannel(attributes)
            return .feed
        default:
            format = .sitemap
            return .feed
        }
    }

    private func isOldAtom(_ name: ElementName, _ attributes: Attributes) -> Bool {
        if let version = attributes.value("version") { return version.hasPrefix("0.") }
        return name.isOldAtom
    }

    private static func rssFormat(version: String?) -> FeedFormat {
        guard let version = version?.drop(while: { $0 == " " }) else { return .rss20 }
        if version.hasPrefix("0") { return .rss09x }
        return version.hasPrefix("1") ? .rss10 : .rss20
    }

    // MARK: - Fields

    /// Opens a field; its text comes until the element ends.
    mutating func begin(_ field: Field, _ mode: TextMode, rank: Int = 0) {
        plain.mayCombine = mayCombine
        capture = Capture(field: field, mode: mode, rank: rank, depth: depth)
        text.removeAll(keepingCapacity: true)
    }

    private mutating func endCapture() {
        guard let field = capture else { return }
        capture = nil
        take(field)
    }

    /// An entry never stands inside a text: a field that meets one was not closed.
    private func breaksOut(_ name: ElementName) -> Bool {
        (name.local == .item || name.local == .entry && format != .rss20) && name.namespace != .xhtml
            && capture?.mode != .markup
    }
}
