import Domain
import HTTP

/// The demonstration's publishers: eight feeds on one loopback server, which move on from stage to stage.
final class DemoNewsroom: Sendable {
    private struct Desk: Sendable {
        var stage = 1
        /// Requests since the stage began.
        var requests: [DemoOutlet: Int] = [:]
        var answered = 0
        var notModified = 0
        var errorPages = 0
        /// Requests in all: what makes one outlet's guids new every time.
        var count = 0
    }

    private let desk: Locked<Desk>
    private let opened: Timestamp

    /// - Parameter opened: the time that the articles' dates count from.
    init(opened: Timestamp) {
        self.opened = opened
        desk = Locked(Desk())
    }

    /// Moves on to a stage.
    func publish(stage: Int) {
        desk.withLock {
            $0.stage = stage
            $0.requests = [:]
        }
    }

    /// True when every feed was asked `times` since the stage began; one that shows error pages is asked more rarely.
    func wasReadByAll(times: Int) -> Bool {
        desk.withLock { desk in
            DemoOutlet.allCases.allSatisfy { outlet in
                let isDown = Self.isDown(outlet, stage: desk.stage)
                return desk.requests[outlet, default: 0] >= (isDown ? min(times, 4 - desk.stage) : times)
            }
        }
    }

    func wasRead(_ outlet: DemoOutlet) -> Bool { desk.withLock { $0.requests[outlet, default: 0] > 0 } }

    var counts: (answered: Int, notModified: Int, errorPages: Int) {
        desk.withLock { ($0.answered, $0.notModified, $0.errorPages) }
    }

    /// The answer to a request for `/OUTLET`.
    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        guard let outlet = DemoOutlet(rawValue: String(request.target.dropFirst())) else {
            return LoopbackServer.Response(404)
        }
        let (stage, count) = desk.withLock { desk in
            desk.requests[outlet, default: 0] += 1
            desk.count += 1
            desk.answered += 1
            return (desk.stage, desk.count)
        }
        if Self.isDown(outlet, stage: stage) {
            desk.withLock { $0.errorPages += 1 }
            return Self.errorPage
        }
        let document = DemoFormats.document(of: outlet, entries(of: outlet, stage: stage, count: count))
        let tag = "\"\(outlet.rawValue)-\(stage)\""
        if outlet != .capital, request.header("If-None-Match") == tag {
            desk.withLock { $0.notModified += 1 }
            return LoopbackServer.Response(304, headers: [HeaderField("ETag", tag)])
        }
        return LoopbackServer.Response(
            200,
            headers: [HeaderField("Content-Type", document.type), HeaderField("ETag", tag)],
            body: document.bytes
        )
    }

    private func entries(of outlet: DemoOutlet, stage: Int, count: Int) -> [DemoEntry] {
        DemoNews.articles.filter { $0.outlet == outlet && $0.stage <= stage }.reversed().map { article in
            var title = article.title
            if let edit = article.edit, edit.stage <= stage { title = edit.title }
            let guid =
                outlet == .capital ? "urn:capital:\(article.slug):\(count)" : "urn:\(outlet.rawValue):\(article.slug)"
            return DemoEntry(
                title: title,
                summary: article.summary,
                url: article.url,
                guid: guid,
                published: opened.advanced(by: Int64(-60 * article.minutesOld))
            )
        }
    }

    private static func isDown(_ outlet: DemoOutlet, stage: Int) -> Bool { outlet == .rhone && stage >= 3 }

    /// A page for people where a feed should be, with status 200: the hardest of the usual mistakes.
    private static let errorPage = LoopbackServer.Response(
        200,
        headers: [HeaderField("Content-Type", "text/html"), HeaderField("ETag", "\"error\"")],
        body: Array(
            "<!doctype html><html><body><h1>Nous revenons bientôt</h1><p>Trump, Poutine, sommet</p></body></html>".utf8
        )
    )
}
