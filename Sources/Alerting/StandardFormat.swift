import Domain

/// The Standard Webhooks body of CONTRACT: `{"type", "timestamp", "data"}`, at most 20,000 bytes; a digest 60,000.
///
/// What gives way, in this order: the summary, then coverage, then evidence, from their ends.
enum StandardFormat {
    static let limit = 20_000

    static func body(of alert: Alert) -> [UInt8] { object(of: alert).bytes }

    static func object(of alert: Alert) -> JSON { fitted(alert) { envelope(alert, data: $0) } }

    /// Renders with as much as `limit` takes.
    static func fitted(_ alert: Alert, _ wrap: (JSON) -> JSON) -> JSON {
        if let storm = alert.storm { return fitted(alert, storm, wrap) }
        if let health = alert.health { return wrap(data(of: alert, health)) }
        let summary = PlainText.clean(alert.item.summary)
        var coverage = min(alert.coverage.count, 25)
        var evidence = min(alert.verdict.evidence.count, 25)
        while true {
            let bare = wrap(data(of: alert, summary: "", coverage: coverage, evidence: evidence)).bytes
            if bare.count <= limit || (coverage == 0 && evidence == 0) {
                let room = min(4_000, max(0, limit - bare.count))
                let cut = PlainText.cut(summary, to: room, cost: escapedBytes)
                return wrap(data(of: alert, summary: cut, coverage: coverage, evidence: evidence))
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
            ("severity", .text(alert.severity.rawValue)),
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

    /// `feed.failing` and `feed.recovered`.
    private static func data(of alert: Alert, _ health: FeedHealth) -> JSON {
        .object([
            ("alert", .text(alert.id.text)),
            ("topic", .text(short(alert.topic, 200))),
            ("severity", .text(alert.severity.rawValue)),
            ("feed", feed(health.name, health.feed)),
            ("since", .text(health.since.description)),
            ("failures", .integer(Int64(health.failures))),
            ("error", .text(health.error.map { short($0, 500) })),
        ])
    }

    /// `storm.digest`: every story is named, so what gives way are the lengths of titles, then the links.
    private static func fitted(_ alert: Alert, _ storm: StormDigest, _ wrap: (JSON) -> JSON) -> JSON {
        for (title, hasLinks) in [(300, true), (120, true), (120, false)] {
            let whole = wrap(data(of: alert, storm, title: title, hasLinks: hasLinks))
            if whole.bytes.count <= digestLimit { return whole }
        }
        return wrap(data(of: alert, storm, title: 40, hasLinks: false))
    }

    /// A digest may be longer: it stands for up to a hundred alerts.
    private static let digestLimit = 60_000

    private static func data(of alert: Alert, _ storm: StormDigest, title: Int, hasLinks: Bool) -> JSON {
        let stories = storm.stories.map { story in
            JSON.object([
                ("alert", .text(story.alert.text)), ("id", .text(story.story.text)),
                ("title", .text(short(story.title, title))), ("url", .text(hasLinks ? Link.whole(story.url) : nil)),
                ("feed", .text(short(story.feed, 60))), ("severity", .text(story.severity.rawValue)),
                ("outlets", .integer(Int64(story.outlets))), ("raised", .text(story.raised.description)),
            ])
        }
        return .object([
            ("alert", .text(alert.id.text)),
            ("topic", .text(short(alert.topic, 200))),
            ("severity", .text(alert.severity.rawValue)),
            ("began", .text(storm.began.description)),
            ("ended", .text(storm.ended.description)),
            ("count", .integer(Int64(storm.stories.count))),
            ("stories", .array(stories)),
        ])
    }

    private static func feed(_ name: String, _ id: FeedID) -> JSON {
        .object([("name", .text(short(name, 200))), ("url", .text(Link.withoutSecrets(id.url)))])
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
            ("feed", feed(item.feedName, item.feed)),
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
