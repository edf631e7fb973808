import Domain

extension AlertFeed {
    /// The Content-Type that it is served with.
    package static let jsonType = "application/feed+json; charset=utf-8"
    /// Where the status server has it.
    package static let jsonPath = "/alerts.json"

    /// A JSON Feed (<https://www.jsonfeed.org/version/1.1/>); what Hotline adds stands under `_hotline`.
    package var jsonFeed: [UInt8] {
        let title = topic.isEmpty ? "Hotline alerts" : "Hotline alerts: \(topic)"
        return JSON.object([
            ("version", .text("https://jsonfeed.org/version/1.1")),
            ("title", .text(title)),
            ("home_page_url", .text("\(base)/")),
            ("feed_url", .text(base + Self.jsonPath)),
            ("authors", .array([.object([("name", .text("Hotline"))])])),
            ("items", .array(alerts.map { Self.item(Entry($0)) })),
        ]).bytes
    }

    private static func item(_ entry: Entry) -> JSON {
        let alert = entry.alert
        var members: [(String, JSON)] = [("id", .text(alert.id.text))]
        if let link = entry.link { members.append(("url", .text(link))) }
        members += [
            ("title", .text(entry.title)),
            ("content_text", .text(entry.text)),
            ("date_published", .text(alert.raised.description)),
            ("tags", .array(entry.tags.map { .text($0) })),
        ]
        if !entry.author.isEmpty {
            members.append(("authors", .array([.object([("name", .text(entry.author))])])))
        }
        if alert.item.language != "und" { members.append(("language", .text(PlainText.clean(alert.item.language)))) }
        members.append(
            (
                "_hotline",
                .object([
                    ("type", .text(alert.type.rawValue)),
                    ("story", .text(alert.story.id.text)),
                    ("score", .number(alert.verdict.score)),
                    ("item_published", .text(alert.item.published.time.description)),
                ])
            )
        )
        return .object(members)
    }
}
