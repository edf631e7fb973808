import Domain
import HTTP

/// Reads what an answer says about asking again.
enum ServerHints {
    /// What is longer, or not visible ASCII, is not sent back to anybody.
    private static let longestValidator = 1_024
    private static let mostHubs = 8

    // MARK: validators

    /// The `ETag` and `Last-Modified` of an answer, byte for byte; empty without any that can be sent back.
    static func validators(of response: HTTPResponse) -> Validators {
        let etag = response.header("etag").flatMap(sendable)
        let lastModified = response.header("last-modified").flatMap(sendable)
        guard etag != nil || lastModified != nil else { return Validators() }
        return Validators(etag: etag, lastModified: lastModified, url: response.url)
    }

    private static func sendable(_ value: String) -> String? {
        let bytes = value.utf8
        guard !bytes.isEmpty, bytes.count <= longestValidator, bytes.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) else {
            return nil
        }
        return value
    }

    // MARK: freshness (RFC 9111 §4.2)

    /// Seconds for which such an answer is fresh when its origin makes it: `max-age`, else `Expires` less `Date`.
    ///
    /// - Returns: 0 or more; nil when the server did not say, or said `no-cache` or `no-store`. `s-maxage` is for shared
    ///   caches and not read. `now` stands in for a `Date` that is missing (RFC 9110 §6.6.1).
    static func lifetime(_ response: HTTPResponse, now: Timestamp?) -> Int64? {
        let directives = response.allHeaders("cache-control").flatMap(directives)
        guard !directives.contains(where: forbidsReuse) else { return nil }
        if let maxAge = directives.first(where: { $0.name == "max-age" }) { return DeltaSeconds.parse(maxAge.value) }
        guard let expires = response.header("expires").flatMap(HTTPDate.parse),
            let date = response.header("date").flatMap(HTTPDate.parse) ?? now
        else { return nil }
        return min(max(0, expires.seconds(since: date)), DeltaSeconds.longest)
    }

    /// How old the answer was when a cache gave it, seconds.
    static func age(_ response: HTTPResponse) -> Int64 { response.header("age").flatMap(DeltaSeconds.parse) ?? 0 }

    /// True where the answer says that nothing is fresh: what an earlier answer said of that holds no more.
    static func voidsEarlierFreshness(_ response: HTTPResponse) -> Bool {
        let directives = response.allHeaders("cache-control").flatMap(directives)
        // An Expires that is no date, as 0, is in the past (RFC 9111 §5.3).
        return directives.contains(where: forbidsReuse) || response.header("expires") != nil
    }

    /// With names of fields, `no-cache` speaks of those alone (RFC 9111 §5.2.2.4).
    private static func forbidsReuse(_ directive: (name: String, value: String)) -> Bool {
        directive.name == "no-store" || directive.name == "no-cache" && directive.value.isEmpty
    }

    /// Splits at commas outside quotes.
    private static func directives(_ field: String) -> [(name: String, value: String)] {
        var isQuoted = false
        let parts = field.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
        return parts.map { part in
            let halves = part.split(separator: "=", maxSplits: 1)
            let value = halves.count > 1 ? trimmed(halves[1]).filter { $0 != "\"" } : ""
            return (trimmed(halves.first ?? "").lowercased(), value)
        }
    }

    // MARK: hubs (RFC 8288, WebSub §4)

    /// The absolute targets of `Link: <…>; rel="REL"`.
    static func targets(of rel: String, in response: HTTPResponse) -> [String] {
        guard response.header("link") != nil, let base = WebURL.read(response.url) else { return [] }
        var hubs: [String] = []
        for field in response.allHeaders("link") {
            for link in links(field) where link.rels.contains(rel) {
                guard hubs.count < mostHubs, let hub = base.read(link.target), !hubs.contains(hub.text) else {
                    continue
                }
                hubs.append(hub.text)
            }
        }
        return hubs
    }

    /// Splits at commas outside `<…>` and quotes.
    private static func links(_ field: String) -> [(target: String, rels: [String])] {
        var links: [(target: String, rels: [String])] = []
        for part in field.prefix(8_192).split(separator: "<").dropFirst(field.hasPrefix("<") ? 0 : 1) {
            guard let end = part.firstIndex(of: ">") else { continue }
            var rels: [String] = []
            for parameter in part[part.index(after: end)...].split(separator: ";") {
                let halves = parameter.split(separator: "=", maxSplits: 1)
                guard halves.count == 2, trimmed(halves[0]).lowercased() == "rel" else { continue }
                let names = halves[1].filter { $0 != "\"" && $0 != "," }
                rels += names.lowercased().split(separator: " ").map(String.init)
            }
            links.append((String(part[..<end]), rels))
        }
        return links
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

extension WebURL {
    /// A URL, or nil where it is none.
    static func read(_ text: String) -> WebURL? {
        do { return try WebURL(text) } catch { return nil }
    }

    /// A reference resolved against this URL, or nil where it cannot be.
    func read(_ reference: String) -> WebURL? {
        do { return try resolving(reference) } catch { return nil }
    }
}
