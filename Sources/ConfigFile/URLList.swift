import Domain

/// One URL a line, a name behind it if wanted; `#` at the beginning makes a comment.
enum URLList {
    static func listings(in text: String, path: String) -> [Listing] {
        var listings: [Listing] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let start = line.prefix { $0 == " " || $0 == "\t" }.count
            let content = line.dropFirst(start)
            guard let first = content.first, first != "#" else { continue }
            let url = content.prefix { $0 != " " && $0 != "\t" }
            let name = content[url.endIndex...].drop { $0 == " " || $0 == "\t" }
            listings.append(
                Listing(
                    url: String(url),
                    name: name.isEmpty ? nil : String(name),
                    place: .file(path, line: index + 1, column: start + 1)
                )
            )
            if listings.count > FeedRoster.mostFeeds { break }
        }
        return listings
    }
}
