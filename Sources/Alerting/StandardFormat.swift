import Domain
import HTTP

/// The Standard Webhooks body of CONTRACT: `{"type", "timestamp", "data"}`, at most 20,000 bytes.
///
/// What gives way, in this order: the summary, then coverage, then evidence, from their ends.
enum StandardFormat {
    static let limit = 20_000

    static func body(of alert: Alert) -> [UInt8] { fitted(alert) { envelope(alert, data: $0) } }

    /// Renders with as much as `limit` takes.
    static func fitted(_ alert: Alert, _ wrap: (JSON) -> JSON) -> [UInt8] {
        let summary = PlainText.clean(alert.item.summary)
        var coverage = min(alert.coverage.count, 25)
        var evidence = min(alert.verdict.evidence.count, 25)
        while true {
            let bare = wrap(data(of: alert, summary: "", coverage: coverage, evidence: evidence)).bytes
            if bare.count <= limit || (coverage == 0 && evidence == 0) {
                let room = min(4_000, max(0, limit - bare.count))
                let cut = PlainText.cut(summary, to: room, cost: escapedBytes)
                return wrap(data(of: alert, summary: cut, coverage: coverage, evidence: evidence)).bytes
            }
            if coverage > 0 { coverage /= 2 } else { evidence /= 2 }
        }
    }

    private static func envelope(_ alert: Alert, data: JSON) -> JSON {
        .object([
            ("type", .text(alert.type.rawValue)), ("timestamp", .text(alert.raised.description)), ("data", data),
        ])
    }

    private static func data(of alert: Alert, summary: String, coverage: Int, evidence: Int) -> JSON {
        .object([
            ("alert", .text(alert.id.text)),
            ("topic", .text(short(alert.topic, 200))),
            ("story", story(alert.story)),
            ("item", item(alert.item, summary: summary)),
            ("score", .number(alert.verdict.score)),
            ("evidence", .array(alert.verdict.evidence.prefix(evidence).map(Self.evidence))),
            (
                "novelty",
                .object([
                    ("nearest", .text(alert.nearness.nearest.map { short($0.description, 200) })),
                    ("relation", .text(alert.nearness.relation.rawValue)),
                    ("similarity", .number(alert.nearness.similarity)),
                ])
            ),
            ("coverage", .array(alert.coverage.prefix(coverage).map(Self.coverage))),
        ])
    }

    private static func story(_ story: Story) -> JSON {
        .object([
            ("id", .text(story.id.text)),
            ("title", .text(short(story.title, 1_000))),
            ("kind", .text(story.kind.map { short($0, 100) })),
            ("opened", .text(story.opened.description)),
            ("places", .array(story.places.prefix(10).map { .text(short($0, 100)) })),
            ("people", .array(story.people.prefix(10).map { .text(short($0, 100)) })),
            ("outlets", .integer(Int64(story.outlets.count))),
            ("languages", .array(story.languages.prefix(20).map { .text(short($0, 35)) })),
        ])
    }

    private static func item(_ item: Item, summary: String) -> JSON {
        .object([
            ("id", .text(item.id.text)),
            ("url", .text(Link.whole(item.url))),
            ("title", .text(short(item.title, 1_000))),
            ("summary", .text(summary)),
            ("language", .text(short(item.language, 35))),
            ("published", .text(item.published.time.description)),
            ("fetched", .text(item.firstSeen.description)),
            (
                "feed",
                .object([
                    ("name", .text(short(item.feedName, 200))), ("url", .text(Link.withoutSecrets(item.feed.url))),
                ])
            ),
        ])
    }

    private static func evidence(_ evidence: Evidence) -> JSON {
        .object([
            ("concept", .text(short(evidence.concept, 100))), ("text", .text(short(evidence.text, 200))),
            ("where", .text(evidence.where.rawValue)), ("weight", .number(evidence.weight)),
        ])
    }

    private static func coverage(_ coverage: Coverage) -> JSON {
        .object([
            ("feed", .text(short(coverage.feed, 200))), ("url", .text(Link.whole(coverage.url))),
            ("title", .text(short(coverage.title, 500))), ("published", .text(coverage.published.description)),
        ])
    }

    private static func short(_ text: String, _ limit: Int) -> String {
        PlainText.cut(PlainText.clean(text), to: limit, in: .bytes)
    }

    private static func escapedBytes(_ scalar: Unicode.Scalar) -> Int {
        scalar == "\"" || scalar == "\\" ? 2 : UTF8.width(scalar)
    }
}

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
