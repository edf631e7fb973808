/// Links of the status page.
enum WebLink {
    /// A link that may be followed: http or https, without blanks, quotes and controls; nil for anything else.
    static func whole(_ url: String?) -> String? {
        guard let url, url.utf8.count <= 2_000 else { return nil }
        let start = url.prefix(8).lowercased()
        guard start.hasPrefix("https://") || start.hasPrefix("http://") else { return nil }
        let isPlain = url.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !"\"<>\\^`{|}".contains(Character($0))
        }
        return isPlain ? url : nil
    }
}
