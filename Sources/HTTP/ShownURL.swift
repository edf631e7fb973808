extension WebURL {
    /// A configured URL as it may be shown: without userinfo, query and fragment, where keys travel. Pure text, so that it
    /// also tells of what is no URL to ask; "" for what is neither http nor https.
    package static func withoutSecrets(_ url: String) -> String {
        let start = url.prefix(8).lowercased()
        guard let scheme = ["https://", "http://"].first(where: { start.hasPrefix($0) }) else { return "" }
        let rest = url.dropFirst(scheme.count).prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(url.prefix(scheme.count)) + String(host) + String(rest[authority.endIndex...])
    }
}
