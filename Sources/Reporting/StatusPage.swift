import Domain

/// The status page: HTML without scripts, styled by `/style.css`, for people.
package enum StatusPage {
    /// Of the page.
    package static let contentType = "text/html; charset=utf-8"
    private static let mostFeeds = 100

    /// The whole page; nothing in it comes unescaped from a feed.
    package static func html(of standing: Standing) -> String {
        let reasons = Health.reasons(standing)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="30">
            <title>Hotline: \(reasons.isEmpty ? "well" : "\(reasons.count) to look at")</title>
            <link rel="stylesheet" href="/style.css">
            <link rel="alternate" type="application/atom+xml" title="Alerts" href="/alerts.atom">
            <link rel="alternate" type="application/feed+json" title="Alerts" href="/alerts.json">
            </head>
            <body>
            <h1>Hotline</h1>
            <p>\(MarkupText.escaped(standing.topic)), at \(standing.now), running since \(standing.started), version
            \(MarkupText.escaped(standing.version)).</p>
            \(health(reasons))
            \(alerts(standing.alerts))
            \(destinations(standing))
            \(feeds(standing))
            \(work(standing))
            <p>Alerts as <a href="/alerts.atom">Atom</a> and <a href="/alerts.json">JSON Feed</a>;
            <a href="/metrics">metrics</a>; <a href="/healthz">health</a>.</p>
            </body>
            </html>

            """
    }

    private static func health(_ reasons: [String]) -> String {
        guard !reasons.isEmpty else { return "<p class=\"well\">Polling and delivering work.</p>" }
        return "<ul class=\"ill\">" + reasons.map { "<li>\(MarkupText.escaped($0))</li>" }.joined(separator: "\n")
            + "</ul>"
    }

    private static func alerts(_ alerts: [Alert]) -> String {
        guard !alerts.isEmpty else { return "<h2>Alerts</h2>\n<p>None yet.</p>" }
        let rows = alerts.map { alert in
            let title = MarkupText.escaped(alert.item.title.isEmpty ? alert.story.title : alert.item.title)
            let linked =
                WebLink.whole(alert.item.url).map {
                    "<a href=\"\(MarkupText.escaped($0))\" rel=\"noopener noreferrer nofollow\">\(title)</a>"
                } ?? title
            return [
                alert.raised.description, linked, MarkupText.escaped(alert.item.outlet),
                MarkupText.escaped(alert.story.kind ?? ""),
                percent(alert.verdict.score),
            ]
        }
        return "<h2>Alerts</h2>\n" + table(["raised", "headline", "outlet", "kind", "score"], rows)
    }

    private static func percent(_ score: Double) -> String {
        score.isFinite ? "\(Int((min(max(score, 0), 1) * 100).rounded())) %" : ""
    }

    private static func destinations(_ standing: Standing) -> String {
        guard !standing.destinations.isEmpty else { return "<h2>Destinations</h2>\n<p>None: the log alone.</p>" }
        let rows = standing.destinations.map { destination in
            let figures = standing.tally.receivers[destination.name]
            let oldest = destination.backlog.oldestPending.map { "since \($0)" } ?? ""
            let state =
                destination.isDisabled
                ? "disabled (410)" : figures?.failingSince.map { "fails since \($0)" } ?? "well"
            return [
                MarkupText.escaped(destination.name), state, String(figures?.delivered ?? 0),
                "\(destination.backlog.pending) \(oldest)", String(destination.backlog.dead),
                MarkupText.escaped(figures?.lastFailure ?? ""),
            ]
        }
        let head = ["destination", "state", "delivered since start", "pending", "given up", "last failure"]
        return "<h2>Destinations</h2>\n" + table(head, rows)
    }

    private static func feeds(_ standing: Standing) -> String {
        let census = standing.tally.census
        let counts = FeedCondition.allCases.compactMap { health in
            census.counts[health].flatMap { $0 > 0 ? "\($0) \(health.rawValue)" : nil }
        }
        var html = "<h2>Feeds</h2>\n<p>\(counts.isEmpty ? "None." : counts.joined(separator: ", ") + ".")</p>"
        let failing = census.failing.sorted { ($0.value.since, $0.key.url) < ($1.value.since, $1.key.url) }
        guard !failing.isEmpty else { return html }
        let rows = failing.prefix(mostFeeds).map { id, trouble in
            [
                MarkupText.escaped(standing.feedNames[id] ?? "a feed"), trouble.since.description,
                MarkupText.escaped(String(trouble.error.unicodeScalars.prefix(300))),
            ]
        }
        html += "\n" + table(["feed", "fails since", "why"], rows)
        if failing.count > mostFeeds { html += "\n<p>\(failing.count - mostFeeds) more fail.</p>" }
        return html
    }

    private static func work(_ standing: Standing) -> String {
        let tally = standing.tally
        let kinds: [Decision.Kind] = [.alert, .duplicate, .offTopic, .stale]
        let decided = kinds.map { "\(tally.decisions[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        let fetched = tally.fetches.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let rows = [
            ["fetched", fetched.isEmpty ? "nothing yet" : fetched],
            ["entries", "\(tally.entries), of them \(tally.known) known; new: \(decided)"],
            ["last poll that went well", tally.lastPoll?.description ?? "none yet"],
            ["last commit", tally.lastCommit?.description ?? "none yet"],
            ["state on disk", standing.storeSize.map { "\($0 / 1_000) KB" } ?? "unknown"],
        ]
        return "<h2>Since the start</h2>\n" + table([], rows)
    }

    /// `rows` are escaped already.
    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let header = head.isEmpty ? "" : "<tr>" + head.map { "<th>\($0)</th>" }.joined() + "</tr>\n"
        let body = rows.map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }.joined(separator: "\n")
        return "<table>\n\(header)\(body)\n</table>"
    }

    /// What `/style.css` is.
    package static let style = """
        body { font: 16px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 64em; padding: 0 1em; color: #1a1a1a;
               background: #fff; }
        h1, h2 { font-weight: 600; line-height: 1.2; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid #ddd;
                 overflow-wrap: anywhere; }
        .well { color: #1b6e2d; }
        .ill { color: #a3190e; }
        @media (prefers-color-scheme: dark) {
          body { color: #e8e8e8; background: #161616; }
          a { color: #8ab4f8; }
          th, td { border-color: #3a3a3a; }
          .well { color: #7fd18f; }
          .ill { color: #ff9287; }
        }

        """
}
