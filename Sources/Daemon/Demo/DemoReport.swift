import Domain
import Storing

/// What became of every article, why, and whether that is as it should be: read from the daemon's own store.
struct DemoReport {
    private(set) var lines: [String] = []
    private(set) var isGood = true
    /// Who published an item, for people.
    private var outlets: [ItemID: String] = [:]

    var text: String { Console.singleLine(lines.joined(separator: "\n")) }

    /// Reads the store that the daemon of `configuration` left. `exit` is its status after SIGTERM; nil when it did not end.
    ///
    /// - Throws: when the store cannot be read.
    init(configuration: String, newsroom: DemoNewsroom, receiver: DemoReceiver, exit: Int32?) async throws {
        let setup = try Setup.load(path: configuration, environment: [:])
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        var found: [String: StoredItem] = [:]
        for article in DemoNews.articles {
            guard let stored = try await store.item(article.url) else { continue }
            found[article.url] = stored
            outlets[stored.item.id] = article.outlet.name
        }
        for (index, stage) in DemoNews.stages.enumerated() {
            lines += ["", "\(index + 1). \(stage)"]
            for article in DemoNews.articles where article.stage == index + 1 { tell(article, found[article.url]) }
        }
        lines.append("")
        let alerts = try await store.alerts(since: nil, limit: 100)
        checkAlerts(alerts, receiver)
        checkManners(newsroom, receiver, exit)
    }

    private mutating func tell(_ article: DemoArticle, _ stored: StoredItem?) {
        guard let stored else {
            lines.append("  ✗ \(article.outlet.name): \"\(article.title)\" was never seen")
            isGood = false
            return
        }
        let decision = stored.decision
        let isRight = Self.fits(decision, article.fate)
        isGood = isGood && isRight
        let kind = decision.kind == .alert ? "ALERT" : decision.kind.rawValue
        let padded = kind + String(repeating: " ", count: max(1, 10 - kind.count))
        lines.append(
            "  \(isRight ? "✓" : "✗") \(padded)\(article.outlet.name) (\(article.outlet.language)): \(article.title)"
        )
        if decision.kind != .offTopic || !isRight { lines.append("      \(why(stored))") }
        if let edit = article.edit {
            lines.append("      later the headline became \"\(edit.title)\": the same item, no second alert")
        }
        if !isRight { lines.append("      expected: \(Self.told(article.fate))") }
    }

    private func why(_ stored: StoredItem) -> String {
        let decision = stored.decision
        switch decision.kind {
        case .alert:
            let evidence = stored.verdict.evidence.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
            var words: [String] = []
            for piece in evidence where !words.contains("\"\(piece.text)\"") { words.append("\"\(piece.text)\"") }
            return
                "score \(WhyRun.rounded(stored.verdict.score)) for \(words.prefix(4).joined(separator: ", ")); \(decision.nearness.why)"
        case .duplicate:
            let nearest = decision.nearness.nearest.map { known in
                if case .item(let id) = known { outlets[id] ?? id.text } else { "\(known)" }
            }
            return "\(decision.nearness.relation.rawValue) of \(nearest ?? "what is known"): \(decision.nearness.why)"
        case .offTopic, .stale: return decision.reason
        }
    }

    private static func fits(_ decision: Decision, _ fate: DemoArticle.Fate) -> Bool {
        switch fate {
        case .tells: decision.kind == .duplicate || decision.kind == .alert
        case .offTopic: decision.kind == .offTopic
        case .stale: decision.kind == .stale
        case .knownBefore:
            if case .seed = decision.nearness.nearest { decision.kind == .duplicate } else { false }
        }
    }

    private static func told(_ fate: DemoArticle.Fate) -> String {
        switch fate {
        case .tells(let event): "an alert or coverage: \(event.rawValue)"
        case .offTopic: "off-topic"
        case .stale: "stale"
        case .knownBefore: "duplicate of the seed"
        }
    }

    private mutating func checkAlerts(_ alerts: [Alert], _ receiver: DemoReceiver) {
        for event in DemoArticle.Event.allCases {
            let articles = DemoNews.articles.filter { $0.fate == .tells(event) }
            let count = alerts.count { alert in articles.contains { $0.url == alert.item.url } }
            let told = count == 1 ? "told once" : "told \(count) times"
            check(count == 1, "\(event.rawValue): \(told); articles about it: \(articles.count)")
        }
        check(alerts.count == DemoArticle.Event.allCases.count, "\(alerts.count) alerts in all")
        let deliveries = receiver.deliveries
        check(
            Set(deliveries.map(\.id)).count == alerts.count && deliveries.allSatisfy { $0.accepted > 0 },
            "\(deliveries.count) webhook-ids for \(alerts.count) alerts, each of them accepted"
        )
        let faults = receiver.faults
        check(
            faults.isEmpty,
            faults.isEmpty ? "every signature verified, every retry the same bytes" : faults.joined(separator: "; ")
        )
    }

    private mutating func checkManners(_ newsroom: DemoNewsroom, _ receiver: DemoReceiver, _ exit: Int32?) {
        let refused = receiver.deliveries.reduce(0) { $0 + $1.refused }
        check(refused > 0, "attempts refused by the dead webhook, all of them tried again: \(refused)")
        let (answered, notModified, errorPages) = newsroom.counts
        check(notModified > 0, "requests answered 304, nothing new and nothing sent: \(notModified) of \(answered)")
        check(errorPages > 0, "error pages in place of a feed, which changed nothing: \(errorPages)")
        check(
            exit == 0,
            exit == 0
                ? "SIGTERM: drained and ended with 0" : "SIGTERM: ended with \(exit.map(String.init) ?? "no status")"
        )
    }

    private mutating func check(_ isRight: Bool, _ what: String) {
        lines.append("  \(isRight ? "✓" : "✗") \(what)")
        isGood = isGood && isRight
    }
}
