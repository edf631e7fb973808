import Encodings

/// The feeds that an HTML page names: `<link rel="alternate" type="application/rss+xml" href="…">`.
///
/// The convention of RSS Autodiscovery (2006) and of WHATWG HTML §4.6.7.3. A scanner of tags: linear, nothing is loaded.
/// What stands in comments, scripts, styles and text areas does not count. Bounds: the first megabyte, 20 links.
package enum FeedLinks {
    /// One feed that a page names.
    package struct Link: Sendable, Hashable {
        /// Absolute.
        package let url: String
        /// As the page names it; nil where it does not.
        package let title: String?
        /// As the page wrote it, lower case, without parameters.
        package let type: String
    }

    private static let mostBytes = 1_000_000
    private static let mostLinks = 20
    private static let types: Set<String> = [
        "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json",
        "application/rdf+xml",
        "application/xml", "text/xml", "text/rss+xml",
    ]

    /// - Parameters:
    ///   - page: the body as it came, in whatever encoding it, its type or its `meta` declares.
    ///   - base: the page's absolute URL.
    ///   - contentType: of the answer; nil where it has none.
    /// - Returns: in the page's order, each address once; http and https alone.
    package static func find(in page: [UInt8], base: String, contentType: String? = nil) -> [Link] {
        let bytes = Array(page.prefix(mostBytes))
        let isDeclared = contentType.flatMap(DocumentDecoder.charset) != nil
        let type = isDeclared ? contentType : metaCharset(of: bytes).map { "text/html; charset=\($0)" }
        var scanner = HTMLScanner(DocumentDecoder.decode(bytes, contentType: type).text)
        var links: [Link] = []
        var base = base
        var hasBase = false
        while links.count < mostLinks, let tag = scanner.next() {
            if tag.name == "base", !hasBase, let href = tag.attributes["href"] {
                hasBase = true
                base = URLResolver.resolve(URLResolver.cleaned(href), against: base) ?? base
            }
            guard tag.name == "link", let link = link(tag.attributes, base: base) else { continue }
            if !links.contains(where: { $0.url == link.url }) { links.append(link) }
        }
        return links
    }

    /// The feeds that the `Link` fields of an answer name (RFC 8288).
    ///
    /// - Parameters:
    ///   - fields: the values of the fields, in order.
    ///   - base: the absolute URL that answered.
    /// - Returns: as of a page.
    package static func find(inFields fields: [String], base: String) -> [Link] {
        var links: [Link] = []
        for named in fields.prefix(mostLinks).flatMap(LinkFields.links) where links.count < mostLinks {
            // What is said of another page is not said of this one.
            guard named.parameters["anchor"] == nil,
                let link = link(named.parameters.merging(["href": named.target]) { _, href in href }, base: base),
                !links.contains(where: { $0.url == link.url })
            else { continue }
            links.append(link)
        }
        return links
    }

    /// What a `meta` in the first kilobyte says (WHATWG HTML §13.2.3.2), roughly.
    private static func metaCharset(of bytes: [UInt8]) -> String? {
        let head = Array(bytes.prefix(1_024))
        guard let start = head.span.index(of: "charset=", from: 0, ignoringCase: true) else { return nil }
        let rest = head[(start + 8)...].drop { $0 == 0x22 || $0 == 0x27 || $0 == 0x20 }
        let name = rest.prefix { $0 | 0x20 &- 97 < 26 || $0 &- 48 < 10 || $0 == 0x2D || $0 == 0x5F }
        return name.isEmpty || name.count > 40 ? nil : String(decoding: name, as: UTF8.self)
    }

    /// `feed://host/…` is http, and `feed:https://…` what stands behind it.
    private static func web(_ href: String) -> String {
        guard href.prefix(5).lowercased() == "feed:" else { return href }
        let rest = href.dropFirst(5)
        return rest.hasPrefix("//") ? "http:\(rest)" : String(rest)
    }

    private static func link(_ attributes: [String: String], base: String) -> Link? {
        let rels = (attributes["rel"] ?? "").lowercased().split { $0 == " " || $0 == "\t" || $0 == "\n" }
        let type = String((attributes["type"] ?? "").lowercased().prefix { $0 != ";" }.filter { $0 != " " })
        // `rel=feed` says so itself; `alternate` needs a type, since translations and print pages are alternates, too.
        let isFeed = rels.contains("feed") || (rels.contains("alternate") && types.contains(type))
        guard isFeed, !rels.contains("stylesheet"), let href = attributes["href"],
            let url = URLResolver.resolve(web(URLResolver.cleaned(href)), against: base)
        else { return nil }
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://"), url.utf8.count <= 2_000 else { return nil }
        // WordPress names the oEmbed of each page as an alternate in JSON and XML.
        if type == "application/json", url.contains("/oembed") || url.contains("/wp-json/") { return nil }
        if type == "text/xml", url.contains("/oembed") { return nil }
        let title = attributes["title"].flatMap { $0.isEmpty ? nil : $0 }
        return Link(url: String(url.prefix { $0 != "#" }), title: title, type: type)
    }
}

/// Goes over the start tags of an HTML page.
struct HTMLScanner {
    struct Tag {
        /// Lower case.
        let name: String
        /// Names in lower case, the first of a name; character references resolved.
        let attributes: [String: String]
    }

    private let bytes: [UInt8]
    private var index = 0

    private static let mostAttributes = 64
    /// What stands in these is text until they end.
    private static let raw: Set<String> = ["script", "style", "textarea", "title", "noscript", "template", "xmp"]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Tag? {
        while let start = bytes[index...].firstIndex(of: 0x3C) {
            index = start + 1
            if starts(with: "!--") {
                index = bytes.index(of: "-->", from: index).map { $0 + 3 } ?? bytes.count
                continue
            }
            guard index < bytes.count, isLetter(bytes[index]) else { continue }
            let name = word()
            let attributes = readAttributes()
            if Self.raw.contains(name), name != "noscript", name != "template" { skip(to: name) }
            return Tag(name: name, attributes: attributes)
        }
        return nil
    }

    /// Behind the `>` of the tag.
    private mutating func readAttributes() -> [String: String] {
        var attributes: [String: String] = [:]
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x3E {
                index += 1
                break
            }
            if byte <= 0x20 || byte == 0x2F || byte == 0x3D {
                index += 1
                continue
            }
            let key = word()
            skipBlanks()
            guard index < bytes.count, bytes[index] == 0x3D else {
                if attributes[key] == nil, attributes.count < Self.mostAttributes { attributes[key] = "" }
                continue
            }
            index += 1
            let text = value()
            if attributes[key] == nil, attributes.count < Self.mostAttributes { attributes[key] = text }
        }
        return attributes
    }

    private mutating func value() -> String {
        skipBlanks()
        guard index < bytes.count else { return "" }
        let quote = bytes[index]
        let isQuoted = quote == 0x22 || quote == 0x27
        if isQuoted { index += 1 }
        let first = index
        while index < bytes.count {
            let byte = bytes[index]
            if isQuoted ? byte == quote : (byte <= 0x20 || byte == 0x3E) { break }
            index += 1
        }
        let text = Self.resolved(Array(bytes[first..<index].prefix(8_192)))
        if isQuoted { index = min(index + 1, bytes.count) }
        return text
    }

    private mutating func word() -> String {
        let first = index
        while index < bytes.count, bytes[index] > 0x20, bytes[index] != 0x3E, bytes[index] != 0x3D, bytes[index] != 0x2F
        {
            index += 1
        }
        return String(decoding: bytes[first..<index].prefix(64), as: UTF8.self).lowercased()
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    }

    private mutating func skip(to name: String) {
        let end = Array("</\(name)".utf8)
        while let start = bytes[index...].firstIndex(of: 0x3C) {
            index = start
            let found = bytes[start...].prefix(end.count)
            if found.count == end.count, zip(found, end).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) { return }
            index += 1
        }
        index = bytes.count
    }

    private func starts(with text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    private static func resolved(_ bytes: [UInt8]) -> String {
        guard bytes.contains(0x26) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x26 else {
                text.append(bytes[index])
                index += 1
                continue
            }
            let (codePoint, length) = CharacterReference.read(bytes.span, at: index)
            if let scalar = Unicode.Scalar(codePoint) { text += Array(String(Character(scalar)).utf8) }
            index += max(1, length)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
