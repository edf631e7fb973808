package import Domain

/// Feeds as OPML 2.0 (<http://opml.org/spec2.opml>): groups as outlines, feeds as outlines of type `rss` in them.
package enum OPMLWriter {
    /// A whole document.
    ///
    /// - Parameters:
    ///   - feeds: in order; keys in header fields and passwords are not told.
    ///   - title: for people.
    ///   - now: when it is made.
    /// - Returns: UTF-8 XML, ending with a line end.
    package static func document(of feeds: [Feed], title: String, now: Timestamp) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <opml version="2.0">
          <head>
            <title>\(MarkupText.escaped(title))</title>
            <dateCreated>\(now.httpDate)</dateCreated>
          </head>
          <body>
        \(outlines(of: feeds))  </body>
        </opml>

        """
    }

    /// The outlines of `feeds`: those without a group first, then group by group, in the order in which they come.
    static func outlines(of feeds: [Feed]) -> String {
        var groups: [String] = []
        var members: [String: [Feed]] = [:]
        for feed in feeds {
            let group = feed.tags.first ?? ""
            if members[group] == nil, !group.isEmpty { groups.append(group) }
            members[group, default: []].append(feed)
        }
        var text = (members[""] ?? []).map { outline(of: $0, indent: "    ") }.joined()
        for group in groups {
            text += "    <outline text=\"\(MarkupText.escaped(group))\">\n"
            text += (members[group] ?? []).map { outline(of: $0, indent: "      ") }.joined()
            text += "    </outline>\n"
        }
        return text
    }

    private static func outline(of feed: Feed, indent: String) -> String {
        let name = MarkupText.escaped(feed.name)
        let others = feed.tags.dropFirst().map { "/\($0)" }.joined(separator: ",")
        let category = others.isEmpty ? "" : " category=\"\(MarkupText.escaped(others))\""
        return "\(indent)<outline type=\"rss\" text=\"\(name)\" title=\"\(name)\" "
            + "xmlUrl=\"\(MarkupText.escaped(feed.id.url))\"\(category)/>\n"
    }

    /// `text` with `outlines` before the end of its body; all else of it stays byte for byte. Throws, with `path` for
    /// the message, where there is no body to add to.
    static func adding(_ outlines: String, to text: String, path: String) throws(Problem) -> String {
        guard let end = text.range(ofLast: "</body") else {
            throw Problem("has no body to add feeds to", at: .path(path), remedy: "let --into name another file")
        }
        var start = end
        // Before the blanks that indent the end tag.
        while start > text.startIndex {
            let before = text.index(before: start)
            guard text[before] == " " || text[before] == "\t" else { break }
            start = before
        }
        let lineEnd = start > text.startIndex && !text[text.index(before: start)].isNewline ? "\n" : ""
        return String(text[..<start]) + lineEnd + outlines + String(text[start...])
    }
}

extension String {
    /// Where the last occurrence of `needle` (ASCII, any case) begins.
    fileprivate func range(ofLast needle: String) -> String.Index? {
        let wanted = Array(needle.utf8)
        let bytes = Array(utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in stride(from: bytes.count - wanted.count, through: 0, by: -1) {
            if zip(bytes[start...], wanted).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 }) {
                return utf8.index(utf8.startIndex, offsetBy: start)
            }
        }
        return nil
    }
}
