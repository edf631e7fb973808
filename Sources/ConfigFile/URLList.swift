import Domain

/// One URL a line, a name behind it if wanted; `#` at the beginning makes a comment.
enum URLList {
    static func listings(in text: String, path: String) -> [Listing] {
        var listings: [Listing] = []
        // Windows' line ends leave a carriage return behind; old Macintosh's are one.
        let isDivided = text.utf8.contains(0x0A)
        let lines = text.utf8.split(separator: isDivided ? 0x0A : 0x0D, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let start = line.prefix(while: isSpace).count
            let content = line.dropFirst(start)
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            let url = Substring(content.prefix { !isSpace($0) })
            guard !url.isEmpty else { continue }
            let rest = content[url.endIndex...].drop(while: isSpace)
            let end = rest.lastIndex { !isSpace($0) }.map(rest.index(after:)) ?? rest.startIndex
            let name = Substring(rest[..<end])
            listings.append(
                Listing(
                    url: WebAddress.web(String(url)),
                    name: name.isEmpty ? nil : String(name),
                    place: .file(path, line: index + 1, column: start + 1)
                )
            )
            if listings.count > FeedRoster.mostFeeds { break }
        }
        return listings
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
