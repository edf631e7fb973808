import Domain

/// Prometheus Alertmanager, `POST /api/v2/alerts` (its OpenAPI v2): an array of one alert, with the desk's own routes,
/// silences and inhibitions behind it.
///
/// The labels are the identity: a story's later alerts of one severity are the same alert, told again. What tells of an
/// event ends after an hour; a failing feed fires until it is back. Label values and annotations are text, cut in bytes;
/// nothing in them is markup until a template of the desk's makes it so.
enum AlertmanagerFormat {
    /// Seconds.
    private static let lasts: Int64 = 3_600
    private static let outageLasts: Int64 = 30 * 86_400

    static func body(of alert: Alert) -> [UInt8] {
        let notice = Notice(alert)
        var members: [(String, JSON)] = [
            ("labels", .object(labels(of: alert))),
            (
                "annotations",
                .object(
                    [
                        ("summary", .text(short(notice.title, 500))),
                        ("description", .text(short(notice.summary, 4_000))),
                        ("source", .text(notice.source)),
                    ] + (notice.url.map { [("url", .text($0))] } ?? [])
                )
            ),
            ("startsAt", .text((alert.health?.since ?? alert.raised).description)),
            ("endsAt", .text(end(of: alert).description)),
        ]
        if let url = notice.url { members.append(("generatorURL", .text(url))) }
        return JSON.array([.object(members)]).bytes
    }

    private static func labels(of alert: Alert) -> [(String, JSON)] {
        let name =
            switch alert.type {
            case .storyOpened, .storyGrown: "HotlineStory"
            case .feedFailing, .feedRecovered: "HotlineFeedFailing"
            case .stormDigest: "HotlineStorm"
            case .testPing: "HotlineTest"
            }
        var labels = [("alertname", name), ("severity", alert.severity.rawValue), ("topic", short(alert.topic, 200))]
        if let health = alert.health {
            labels += [("feed", short(health.name, 200)), ("feed_url", Link.withoutSecrets(health.feed.url))]
        } else {
            labels += [("story", alert.story.id.text), ("kind", alert.story.kind.map { short($0, 100) } ?? "")]
            labels += [("language", short(alert.item.language, 35))]
        }
        // An empty label is no label in Prometheus' model.
        return labels.filter { !$0.1.isEmpty }.map { ($0.0, .text($0.1)) }
    }

    private static func end(of alert: Alert) -> Timestamp {
        switch alert.type {
        case .feedRecovered: alert.raised
        case .feedFailing: alert.raised.advanced(by: outageLasts)
        default: alert.raised.advanced(by: lasts)
        }
    }

    private static func short(_ text: String, _ limit: Int) -> String {
        PlainText.cut(PlainText.clean(text), to: limit, in: .bytes)
    }
}
