import Domain

extension AlertFeed {
    /// The Content-Type that it is served with.
    package static let atomType = "application/atom+xml; charset=utf-8"
    /// Where the status server has it.
    package static let atomPath = "/alerts.atom"

    /// An Atom document (RFC 4287): id, updated and author for the feed, id, updated, author and link for each entry.
    package var atom: String {
        let title = topic.isEmpty ? "Hotline alerts" : "Hotline alerts: \(topic)"
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>urn:hotline:alerts</id>
            <title type="text">\(MarkupText.escaped(title))</title>
            <updated>\(updated)</updated>
            <author><name>Hotline</name></author>
            <link rel="self" type="application/atom+xml" href="\(MarkupText.escaped(base + Self.atomPath))"/>
            <link rel="alternate" type="text/html" href="\(MarkupText.escaped(base))/"/>
            \(alerts.map { Self.atom(Entry($0)) }.joined())</feed>

            """
    }

    private static func atom(_ entry: Entry) -> String {
        let alert = entry.alert
        var lines = [
            "<entry>", "<id>urn:hotline:alert:\(MarkupText.escaped(alert.id.text))</id>",
            "<title type=\"text\">\(MarkupText.escaped(entry.title))</title>", "<updated>\(alert.raised)</updated>",
            "<published>\(alert.item.published.time)</published>",
        ]
        if !entry.author.isEmpty { lines.append("<author><name>\(MarkupText.escaped(entry.author))</name></author>") }
        if let link = entry.link { lines.append("<link rel=\"alternate\" href=\"\(MarkupText.escaped(link))\"/>") }
        lines += entry.tags.map { "<category term=\"\(MarkupText.escaped($0))\"/>" }
        let language = alert.item.language
        let isNamed =
            language != "und" && language.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A } && language.utf8.count < 9
        let tongue = isNamed && !language.isEmpty ? " xml:lang=\"\(language)\"" : ""
        lines.append("<content type=\"text\"\(tongue)>\(MarkupText.escaped(entry.text))</content>")
        lines.append("</entry>\n")
        return lines.joined(separator: "\n")
    }
}
