/// A configured http or https URL, taken apart as far as the configuration needs.
struct WebAddress {
    /// Without user, password and fragment; otherwise as written.
    let url: String
    /// `user:password`, percent-decoded, where the URL carried them.
    let credentials: String?
    /// Equal for two ways of writing one address: no scheme, host in lower case and letters, no default port, no empty path.
    let identity: String
    /// Host, port where it is an unusual one, and path, for a name.
    let label: String

    /// - Returns: nil with a reason when it is no http or https URL.
    static func parse(_ text: String) -> (address: WebAddress?, reason: String) {
        // Byte by byte, and few texts in between: with tens of thousands of feeds, anything else would take a second.
        let bytes = text.utf8Span.span
        guard let scheme = schemeLength(bytes) else { return (nil, "is no http or https URL") }
        guard bytes.count <= 8_192, let parts = Parts(bytes, scheme: scheme) else {
            return (nil, "has a character that no URL has")
        }
        guard let (hostEnd, port) = split(text, bytes, parts.place) else { return (nil, "has no valid host and port") }
        let shownPort = port.isEmpty || port == (scheme == 7 ? "80" : "443") ? "" : ":\(port)"
        let host = cut(text, parts.place.lowerBound..<hostEnd)
        let bareHost = isLower(host) ? host : host.lowercased()
        let path = cut(text, parts.path)
        let tail = parts.tail.isEmpty ? "" : cut(text, parts.tail)
        let slash = path.isEmpty ? "/" : ""
        let name = (bareHost.hasPrefix("www.") ? String(bareHost.dropFirst(4)) : bareHost) + shownPort
        let isWhole = parts.userInfo == nil && parts.tail.upperBound == bytes.count
        return (
            WebAddress(
                url: isWhole ? text : cut(text, 0..<scheme) + cut(text, parts.place) + tail,
                credentials: parts.userInfo.map { decoded(Substring(cut(text, $0))) },
                identity: Punycode.decoded(host: bareHost) + shownPort + slash + tail,
                label: path.isEmpty || path == "/" ? name : name + path
            ), ""
        )
    }

    /// Where the parts lie in the text; a fragment is none of them.
    private struct Parts {
        let userInfo: Range<Int>?
        /// Host and port.
        let place: Range<Int>
        /// Path and query, and the path alone.
        let tail: Range<Int>
        let path: Range<Int>

        /// Nil where there is a byte that no URL has, behind the fragment's mark, too.
        init?(_ bytes: Span<UInt8>, scheme: Int) {
            var (authority, query, end) = (bytes.count, bytes.count, bytes.count)
            var at: Int?
            for index in bytes.indices {
                let byte = bytes[index]
                if byte <= 0x20 || byte == 0x7F || byte == 0x5C || byte == 0x22 || byte == 0x3C { return nil }
                guard index >= scheme, index < end else { continue }
                switch byte {
                case UInt8(ascii: "#"): end = index
                case UInt8(ascii: "?"): query = min(query, index)
                case UInt8(ascii: "/"): authority = min(authority, index)
                case UInt8(ascii: "@") where index < min(authority, query): at = index
                default: continue
                }
            }
            query = min(query, end)
            authority = min(authority, query)
            userInfo = at.map { scheme..<$0 }
            place = (at.map { $0 + 1 } ?? scheme)..<authority
            tail = authority..<end
            path = authority..<query
        }
    }

    private static func cut(_ text: String, _ range: Range<Int>) -> String {
        let from = text.utf8.index(text.utf8.startIndex, offsetBy: range.lowerBound)
        return String(text[from..<text.utf8.index(from, offsetBy: range.count)])
    }

    private static func isLower(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0x80 && $0 &- 65 >= 26 }
    }

    /// Of `http://` or `https://` in any case; nil for anything else.
    private static func schemeLength(_ bytes: Span<UInt8>) -> Int? {
        for scheme: StaticString in ["http://", "https://"] {
            let length = scheme.utf8CodeUnitCount
            guard bytes.count >= length else { continue }
            let isSame = scheme.withUTF8Buffer { scheme in
                for index in 0..<length {
                    let byte = bytes[index]
                    guard unsafe (byte &- 65 < 26 ? byte | 0x20 : byte) == scheme[index] else { return false }
                }
                return true
            }
            if isSame { return length }
        }
        return nil
    }

    /// An address as feed readers hand it on: `feed://host/…` is http, and `feed:https://…` what stands behind it.
    static func web(_ text: String) -> String {
        guard text.prefix(5).lowercased() == "feed:" else { return text }
        let rest = text.dropFirst(5)
        return rest.hasPrefix("//") ? "http:\(rest)" : String(rest)
    }

    /// For messages: no credentials, no query, not endless.
    static func shown(_ text: String) -> String {
        var shown = text.prefix { $0 != "?" && $0 != "#" }
        if let start = shown.firstRange(of: "://")?.upperBound, let at = shown.lastIndex(of: "@"), start <= at {
            shown = Substring(String(shown[..<start]) + shown[shown.index(after: at)...])
        }
        return String(shown.unicodeScalars.prefix(120))
    }

    /// Where the host ends, and the port as written.
    private static func split(
        _ text: String,
        _ bytes: Span<UInt8>,
        _ place: Range<Int>
    ) -> (hostEnd: Int, port: String)? {
        guard let last = place.last else { return nil }
        var end = place.upperBound
        var port = ""
        if bytes[last] != UInt8(ascii: "]"), let colon = place.last(where: { bytes[$0] == UInt8(ascii: ":") }) {
            end = colon
            port = cut(text, colon + 1..<place.upperBound)
            guard let number = UInt16(port), number > 0 else { return nil }
        }
        let host = place.lowerBound..<end
        guard let first = host.first, let last = host.last else { return nil }
        let isLiteral = bytes[first] == UInt8(ascii: "[") && bytes[last] == UInt8(ascii: "]")
        func isSpecial(_ byte: UInt8) -> Bool { byte == 0x3A || byte == 0x5B || byte == 0x5D || byte == 0x40 }
        guard isLiteral || !host.contains(where: { isSpecial(bytes[$0]) }) else { return nil }
        return (end, port)
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
