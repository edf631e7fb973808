import HTTP

/// Links as formats tell them: whole or not at all.
enum Link {
    /// A web link that people can follow; nil for other schemes, for one with controls or blanks, and beyond 2,000 bytes.
    static func whole(_ url: String?) -> String? {
        guard let url, url.utf8.count <= 2_000, isWeb(url) else { return nil }
        let isPlain = url.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "<" && $0 != ">" }
        return isPlain && PlainText.clean(url) == url ? url : nil
    }

    /// A configured URL without what may be a key: userinfo, query and fragment.
    static func withoutSecrets(_ url: String) -> String {
        PlainText.cut(PlainText.clean(WebURL.withoutSecrets(url)), to: 2_000, in: .bytes)
    }

    /// Where the authority begins.
    static func afterScheme(_ url: String) -> String.Index? {
        guard let colon = url.firstIndex(of: ":") else { return nil }
        let rest = url[url.index(after: colon)...]
        return rest.hasPrefix("//") ? rest.index(rest.startIndex, offsetBy: 2) : nil
    }

    private static func isWeb(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }
}
