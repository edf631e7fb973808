/// A configured http or https URL, taken apart as far as the configuration needs.
struct WebAddress {
    /// Without user, password and fragment; otherwise as written.
    let url: String
    /// `user:password`, percent-decoded, where the URL carried them.
    let credentials: String?
    /// Equal for two ways of writing one address: no scheme, host in lower case, no default port, no empty path.
    let identity: String
    /// Host, port where it is an unusual one, and path, for a name.
    let label: String

    /// - Returns: nil with a reason when it is no http or https URL.
    static func parse(_ text: String) -> (address: WebAddress?, reason: String) {
        guard let scheme = ["http://", "https://"].first(where: { begins(text, with: $0) }) else {
            return (nil, "is no http or https URL")
        }
        let bytes = text.utf8
        let hasBadByte = bytes.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x5C || $0 == 0x22 || $0 == 0x3C }
        guard !hasBadByte, bytes.count <= 8_192 else { return (nil, "has a character that no URL has") }
        // Byte by byte: with tens of thousands of feeds, looking for characters would take a second.
        let rest = bytes.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "#") }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        let tail = Substring(rest[authority.endIndex...])
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        let userInfo = at.map { Substring(authority[..<$0]) }
        let place = at.map { authority[authority.index(after: $0)...] } ?? authority
        guard let (host, port) = split(place) else { return (nil, "has no valid host and port") }
        let defaultPort = scheme.utf8.count == 7 ? "80" : "443"
        let shownPort = port.isEmpty || port == defaultPort ? "" : ":\(port)"
        let path = tail.isEmpty ? "/" : tail.utf8.first == UInt8(ascii: "?") ? "/" + tail : String(tail)
        let bareHost = host.lowercased()
        let pathOnly = Substring(path.utf8.prefix { $0 != UInt8(ascii: "?") })
        let name = (bareHost.hasPrefix("www.") ? String(bareHost.dropFirst(4)) : bareHost) + shownPort
        return (
            WebAddress(
                url: "\(Substring(bytes.prefix(scheme.utf8.count)))\(Substring(place))\(tail)",
                credentials: userInfo.map(decoded),
                identity: bareHost + shownPort + path,
                label: pathOnly == "/" ? name : "\(name)\(pathOnly)"
            ), ""
        )
    }

    /// `start` is lower case.
    private static func begins(_ text: String, with start: String) -> Bool {
        text.utf8.count >= start.utf8.count
            && zip(text.utf8, start.utf8).allSatisfy { byte, wanted in
                byte == wanted || byte &- 65 < 26 && byte | 0x20 == wanted
            }
    }

    /// For messages: no credentials, no query, not endless.
    static func shown(_ text: String) -> String {
        var shown = text.prefix { $0 != "?" && $0 != "#" }
        if let start = shown.firstRange(of: "://")?.upperBound, let at = shown.lastIndex(of: "@"), start <= at {
            shown = Substring(String(shown[..<start]) + shown[shown.index(after: at)...])
        }
        return String(shown.unicodeScalars.prefix(120))
    }

    private static func split(_ place: Substring.UTF8View) -> (host: Substring, port: Substring)? {
        var host = place
        var port = place[place.endIndex...]
        if let colon = place.lastIndex(of: UInt8(ascii: ":")), place.last != UInt8(ascii: "]") {
            host = place[..<colon]
            port = place[place.index(after: colon)...]
            guard let number = UInt16(Substring(port)), number > 0 else { return nil }
        }
        let isLiteral = host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
        guard !host.isEmpty,
            isLiteral || !host.contains(where: { $0 == 0x3A || $0 == 0x5B || $0 == 0x5D || $0 == 0x40 })
        else { return nil }
        return (Substring(host), Substring(port))
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
