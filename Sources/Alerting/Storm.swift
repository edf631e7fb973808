package import Domain

/// Whether it storms: more stories than the rule allows have opened within its time. Pure: time comes with the alerts.
///
/// From the story that is one too many on, alerts fold: they are stored and logged as ever, but a destination that takes
/// `storm.digest` gets one message with all of them when the rule's time is over. `flash` is never folded. Where the storm
/// goes on, the next digest begins with the next story.
package struct Storm: Sendable {
    private let rule: StormRule?
    /// When the last stories opened, oldest first; never more than the rule's number.
    private var opened: [Timestamp] = []
    /// The first alert that is folded, and when it was raised.
    package private(set) var began: (first: AlertID, at: Timestamp)?

    /// - Parameters:
    ///   - rule: nil: nothing folds.
    ///   - recent: the newest alerts, in any order.
    ///   - folded: what the store says is folded and has not been told, oldest first.
    package init(rule: StormRule?, recent: [Alert], folded: [Alert]) {
        self.rule = rule
        let times = recent.filter { $0.type == .storyOpened }.map(\.raised).sorted()
        opened = times.suffix(rule?.stories ?? 0)
        began = folded.first.map { ($0.id, $0.raised) }
    }

    /// Counts an alert that is being raised. True when it folds.
    package mutating func takes(_ alert: Alert) -> Bool {
        guard let rule, alert.type == .storyOpened || alert.type == .storyGrown else { return false }
        let now = alert.raised
        opened.removeAll { now.seconds(since: $0) >= rule.window || $0 > now }
        let isFull = opened.count >= rule.stories
        if alert.type == .storyOpened {
            if isFull, !opened.isEmpty { opened.removeFirst() }
            opened.append(now)
            if isFull, began == nil, alert.severity < .flash { began = (alert.id, now) }
        }
        return began != nil && Self.folds(alert)
    }

    /// Whether what is folded is to be told now. A clock that was set back is no reason to wait.
    package func isOver(at now: Timestamp) -> Bool {
        guard let began else { return false }
        guard let rule else { return true }
        let age = now.seconds(since: began.at)
        return age >= rule.window || age < -60
    }

    /// The storm is over, and told.
    package mutating func end() { began = nil }

    /// What a storm folds of all that was raised while it lasted.
    package static func folds(_ alert: Alert) -> Bool {
        (alert.type == .storyOpened || alert.type == .storyGrown) && alert.severity < .flash
    }

    /// The digests of what was folded: one, but for floods of more stories than one message can tell.
    /// `alerts` are what the store says is folded, oldest first; `now` is when the storm ended.
    package static func digests(of alerts: [Alert], topic: String, at now: Timestamp) -> [Alert] {
        var order: [StoryID] = []
        var last: [StoryID: Alert] = [:]
        for alert in alerts where folds(alert) {
            if last.updateValue(alert, forKey: alert.story.id) == nil { order.append(alert.story.id) }
        }
        let told = order.compactMap { last[$0] }
        return stride(from: 0, to: told.count, by: most).map { start in
            digest(of: Array(told[start..<min(start + most, told.count)]), topic: topic, at: now)
        }
    }

    private static let most = 100

    private static func digest(of alerts: [Alert], topic: String, at now: Timestamp) -> Alert {
        let stories = alerts.map { FoldedStory($0) }
        let began = stories.map(\.raised).min() ?? now
        let name = "d" + (alerts.first?.id.text.dropFirst() ?? "")
        let minutes = max(1, (now.seconds(since: began) + 59) / 60)
        var digest = Alert.standIn(
            id: AlertID(name),
            type: .stormDigest,
            at: now,
            topic: topic,
            lane: name,
            title: "\(stories.count) stories in \(minutes) min",
            summary: stories.map { "• \($0.title) (\($0.feed))" }.joined(separator: " "),
            feed: nil
        )
        digest.severity = stories.map(\.severity).max() ?? .alert
        digest.storm = StormDigest(began: began, ended: now, stories: stories)
        return digest
    }
}
