/// The one form of a web address: what two spellings of the same page share.
///
/// Scheme, credentials, default ports, fragments, trackers, AMP and mobile variants are dropped; the query is sorted.
/// IDN and path case are left as they are. Addresses of news aggregators that only wrap another are kept whole.
package enum CanonicalURL {
    /// The longest address that is looked at, bytes.
    static let limit = 4_096

    /// `host[:port]/path[?query]`, or nil for what is no http(s) address.
    package static func make(_ url: String) -> String? {
        let span = url.utf8Span.span
        if let start = OrdinaryURL.start(span) {
            return unsafe span.extracting(start...).withUnsafeBufferPointer {
                unsafe String(decoding: $0, as: UTF8.self)
            }
        }
        // Neither `https:` nor `//`: most guids that are no address.
        guard let first = span.indices.first.map({ span[$0] }), first <= 0x20 || first | 0x20 == 0x68 || first == 0x2F
        else {
            return nil
        }
        return taken(apart: url)
    }

    /// The same, for any address.
    static func taken(apart url: String) -> String? {
        let bytes = trimmed(Array(url.utf8.prefix(limit + 1)))
        guard bytes.count <= limit, let parts = URLParts(bytes) else { return nil }
        let unwrapped = AMPCache.origin(of: parts) ?? parts
        let path = CanonicalPath.make(unwrapped.path)
        let query = CanonicalQuery.make(unwrapped.query, host: unwrapped.host)
        var result = unwrapped.host
        if let port = unwrapped.port { result += [0x3A] + port }
        result += path
        if !query.isEmpty { result += [0x3F] + query }
        return String(decoding: result, as: UTF8.self)
    }

    /// The host without `www.` and its like; nil for what is no http(s) address.
    package static func host(of url: String) -> String? {
        let bytes = trimmed(Array(url.utf8.prefix(limit)))
        return URLParts(bytes).map { String(decoding: $0.host, as: UTF8.self) }
    }

    /// The host with its port, of what `make` gave.
    ///
    /// `before`: the authority of another, which is given again where it is the same; so it mostly is in one document.
    static func authority(ofCanonical url: String, like before: String = "") -> String {
        let (bytes, known) = (url.utf8Span.span, before.utf8Span.span)
        if bytes.count > known.count, bytes[known.count] == 0x2F, known.count > 0,
            known.indices.allSatisfy({ known[$0] == bytes[$0] })
        {
            return before
        }
        return String(url[..<(url.utf8.firstIndex(of: 0x2F) ?? url.endIndex)])
    }

    /// True for the address of a whole site: many entries link there, so it identifies none.
    static func isHomePage(_ canonical: String) -> Bool {
        let bytes = canonical.utf8Span.span
        return (bytes.indices.first { bytes[$0] == 0x2F } ?? bytes.count) + 1 >= bytes.count
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        // Nearly always there is nothing to take away.
        if bytes.allSatisfy({ $0 > 0x20 }) { return bytes }
        var slice = bytes[...]
        while let first = slice.first, first <= 0x20 { slice.removeFirst() }
        while let last = slice.last, last <= 0x20 { slice.removeLast() }
        return slice.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    }
}

/// An http(s) address in its parts (RFC 3986 §3): host lower-case and without service prefixes, port only when not the default.
struct URLParts {
    var host: [UInt8]
    var port: [UInt8]?
    var path: [UInt8]
    var query: [UInt8]

    init?(_ bytes: [UInt8]) {
        guard let start = Self.authorityStart(bytes) else { return nil }
        var end = bytes.count
        if let hash = bytes.firstIndex(of: 0x23) { end = hash }
        let rest = bytes[min(start, end)..<end]
        let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x5C } ?? rest.endIndex
        let authority = rest[rest.startIndex..<authorityEnd]
        let queryMark = rest[authorityEnd...].firstIndex(of: 0x3F)
        path = Array(rest[authorityEnd..<(queryMark ?? rest.endIndex)])
        query = queryMark.map { Array(rest[($0 + 1)...]) } ?? []

        let afterUser = authority.lastIndex(of: 0x40).map { authority[($0 + 1)...] } ?? authority
        var name = Array(afterUser)
        if let colon = name.lastIndex(of: 0x3A), name[(colon + 1)...].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            let digits = Array(name[(colon + 1)...].drop { $0 == 0x30 })
            name.removeSubrange(colon...)
            if !digits.isEmpty, digits != Array("80".utf8), digits != Array("443".utf8) { port = digits }
        }
        host = Self.bareHost(ASCII.lowercased(name))
        guard !host.isEmpty else { return nil }
    }

    /// Where the authority begins: behind `http://`, `https://` or `//`.
    private static func authorityStart(_ bytes: [UInt8]) -> Int? {
        for prefix in prefixes where bytes.count > prefix.count {
            var index = 0
            while index < prefix.count, ASCII.lowercased(bytes[index]) == prefix[index] { index += 1 }
            if index == prefix.count { return index }
        }
        return nil
    }

    private static let prefixes = ["https://", "http://", "//"].map { Array($0.utf8) }

    /// Labels that name a way of serving a site and not the site.
    private static let services: Set<[UInt8]> = Set(
        ["www", "www1", "www2", "www3", "m", "mobile", "mobil", "amp", "wap", "touch"].map { Array($0.utf8) }
    )

    private static let initials = services.compactMap(\.first)
    private static let packed = services.map { $0.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }

    /// The end of the host's first label where that is a service's name.
    static func service(_ bytes: Span<UInt8>, _ host: Range<Int>) -> Int? {
        guard initials.contains(bytes[host.lowerBound]) else { return nil }
        var label: UInt64 = 0
        for (place, index) in host.enumerated() {
            if bytes[index] == 0x2E { return packed.contains(label) ? index : nil }
            if place == 8 { return nil }
            label |= UInt64(bytes[index]) << UInt64(place * 8)
        }
        return nil
    }

    private static func bareHost(_ host: [UInt8]) -> [UInt8] {
        // Names of services begin with one of four letters; else only empty labels would have to go.
        let hasEmpty =
            host.first == 0x2E || host.last == 0x2E || zip(host, host.dropFirst()).contains { $0 == 0x2E && $1 == 0x2E }
        if !hasEmpty, let first = host.first, !Self.initials.contains(first) { return host }
        var labels = host.split(separator: 0x2E).map(Array.init)
        while labels.count > 2, let first = labels.first, services.contains(first) { labels.removeFirst() }
        return Array(labels.joined(separator: [0x2E]))
    }
}

/// Addresses under which caches of AMP pages serve somebody else's page.
enum AMPCache {
    static func origin(of parts: URLParts) -> URLParts? {
        // All such hosts have one of two names in them.
        guard
            parts.host.last == 0x67 || parts.host.starts(with: "google.".utf8) || parts.host.starts(with: "bing.".utf8)
        else { return nil }
        let host = String(decoding: parts.host, as: UTF8.self)
        let path = String(decoding: parts.path, as: UTF8.self)
        if host.hasSuffix(".cdn.ampproject.org") || host == "cdn.ampproject.org" {
            for kind in ["/c/", "/v/", "/i/", "/wp/"] where path.hasPrefix(kind) {
                return page(path.dropFirst(kind.count), query: parts.query)
            }
        }
        let isSearch = host.hasPrefix("google.") || host.hasPrefix("bing.")
        if isSearch, path.hasPrefix("/amp/") { return page(path.dropFirst(5), query: parts.query) }
        return nil
    }

    private static func page(_ rest: Substring, query: [UInt8]) -> URLParts? {
        let rest = rest.hasPrefix("s/") ? rest.dropFirst(2) : rest
        guard rest.contains(".") else { return nil }
        return URLParts(Array("https://\(rest)".utf8) + (query.isEmpty ? [] : [0x3F] + query))
    }
}

/// Byte-wise ASCII helpers.
enum ASCII {
    static func lowercased(_ bytes: [UInt8]) -> [UInt8] { bytes.map { lowercased($0) } }

    static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
    }
}
