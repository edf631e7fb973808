package import Domain

/// The newest alerts as a feed that people's readers subscribe to: Atom (RFC 4287) and JSON Feed 1.1.
///
/// Pure: the same alerts are the same bytes. Texts are cleaned and escaped as in every other format; an item's id is its
/// alert's, so that a reader shows each alert once.
package struct AlertFeed: Sendable {
    /// More are not told.
    package static let most = 100

    let alerts: [Alert]
    let topic: String
    /// Where it is served, without a path: `http://127.0.0.1:7780`.
    let base: String
    /// Stands for the last change while there is no alert.
    let since: Timestamp

    /// - Parameters:
    ///   - alerts: newest first.
    ///   - topic: what is looked for, by name.
    ///   - base: scheme and authority that the reader asked.
    ///   - since: when the program started.
    package init(alerts: [Alert], topic: String, base: String, since: Timestamp) {
        // A digest repeats stories that are here already, and a feed's health is no news.
        self.alerts = Array(alerts.filter { $0.storm == nil && $0.health == nil }.prefix(Self.most))
        self.topic = PlainText.cut(PlainText.clean(topic), to: 200, in: .bytes)
        self.base = base
        self.since = since
    }

    /// When an alert was raised last.
    package var updated: Timestamp { alerts.map(\.raised).max() ?? since }

    /// What each entry tells, cleaned.
    struct Entry {
        let alert: Alert
        let title: String
        let summary: String
        let link: String?
        let author: String
        let tags: [String]

        init(_ alert: Alert) {
            self.alert = alert
            let headline = PlainText.clean(alert.item.title)
            title = PlainText.cut(
                headline.isEmpty ? PlainText.clean(alert.story.title) : headline,
                to: 1_000,
                in: .bytes
            )
            summary = PlainText.cut(PlainText.clean(alert.item.summary), to: 4_000, in: .bytes)
            link = Link.whole(alert.item.url)
            author = PlainText.cut(PlainText.clean(alert.item.feedName), to: 200, in: .bytes)
            let words =
                [alert.topic, alert.story.kind ?? ""] + alert.story.places.prefix(10) + alert.story.people.prefix(10)
            var tags: [String] = []
            for word in words.map({ PlainText.cut(PlainText.clean($0), to: 100, in: .bytes) })
            where !word.isEmpty && !tags.contains(word) { tags.append(word) }
            self.tags = tags
        }

        /// The text under the headline; never empty.
        var text: String { summary.isEmpty ? title : summary }
    }
}
