import Alerting
import Domain
import HTTP
import Reporting

/// Answers what the status server is asked, from the shift on duty.
///
/// Bounds: whatever is made from the store is made at most once a second, so that who asks often delays no poll.
actor StatusDesk {
    private struct Made {
        let at: ContinuousClock.Instant
        let answer: StatusAnswer
    }

    private let instruments: Instruments
    private let clock: any WallClock
    private let started: Timestamp
    private let version: String
    private var shift: Shift?
    private var made: [String: Made] = [:]

    private static let freshness: Duration = .seconds(1)
    /// On the page; the feeds have more.
    private static let alertsOnPage = 20

    init(instruments: Instruments, clock: any WallClock, version: String) {
        self.instruments = instruments
        self.clock = clock
        self.version = version
        started = clock.now
    }

    /// The shift to tell of from here on; one that has ended is told of until the next begins.
    func watch(_ shift: Shift) {
        self.shift = shift
        made = [:]
    }

    /// One request, as it came in at `address`.
    func answer(_ request: ServerRequest, at address: ListenAddress, _ policy: StatusPolicy) async -> ServerResponse {
        let response = await respond(request, at: address, policy)
        instruments.answered(response.status)
        return response
    }

    private func respond(_ request: ServerRequest, at address: ListenAddress, _ policy: StatusPolicy) async
        -> ServerResponse
    {
        let now = clock.now
        func tell(_ status: Int, _ text: String) -> ServerResponse {
            StatusAnswer.text(status, text).response(to: request, at: now)
        }
        let host: String?
        switch HostCheck.find(request.allHeaders("host"), at: address, policy) {
        case .own(let name): host = name
        case .hubs: host = nil
        case .bad: return tell(400, "one Host field is needed")
        case .foreign: return tell(421, "no such host here; names are configured as status.names")
        }
        guard let route = StatusRoute(path: request.path, publicURL: policy.publicURL) else {
            return tell(404, "no such page")
        }
        guard route.methods.contains(request.method) else {
            var response = tell(405, "only \(route.methods.joined(separator: " and ")) are answered here")
            response.headers.append(HeaderField("Allow", route.methods.joined(separator: ", ")))
            return response
        }
        if case .hub(let token) = route {
            return await push(request, token: token).response(to: request, at: now)
        }
        guard let host else { return tell(404, "no such page") }
        return await answer(route, host: host).response(to: request, at: now)
    }

    private func push(_ request: ServerRequest, token: String) async -> StatusAnswer {
        guard let hubs = shift?.hubs else { return .text(503, "try again") }
        return request.method == "POST"
            ? await hubs.take(request, token: token) : await hubs.question(request, token: token)
    }

    /// Made anew once a second at most.
    private func answer(_ route: StatusRoute, host: String) async -> StatusAnswer {
        let key = "\(route) \(host)"
        if let known = made[key], known.at.duration(to: .now) < Self.freshness { return known.answer }
        let instant = ContinuousClock.now
        let answer = await make(route, host: host)
        if made.count > 64 { made = [:] }
        made[key] = Made(at: instant, answer: answer)
        return answer
    }

    private func make(_ route: StatusRoute, host: String) async -> StatusAnswer {
        switch route {
        case .style: return StatusAnswer(contentType: "text/css; charset=utf-8", body: Array(StatusPage.style.utf8))
        case .health:
            let reasons = Health.reasons(await standing())
            return reasons.isEmpty ? .text(200, "ok") : .text(503, reasons.joined(separator: "\n"))
        case .metrics:
            let text = Metrics.text(of: await standing())
            return StatusAnswer(contentType: Metrics.contentType, body: Array(text.utf8))
        case .page:
            var standing = await standing()
            standing.alerts = await alerts(Self.alertsOnPage) ?? []
            return StatusAnswer(contentType: StatusPage.contentType, body: Array(StatusPage.html(of: standing).utf8))
        case .atom, .jsonFeed: return await feed(route, host: host)
        case .hub: return .text(404, "no such page")
        }
    }

    private func feed(_ route: StatusRoute, host: String) async -> StatusAnswer {
        guard let alerts = await alerts(AlertFeed.most) else { return .text(503, "the state cannot be read") }
        let feed = AlertFeed(alerts: alerts, topic: topic, base: "http://\(host)", since: started)
        return route == .atom
            ? StatusAnswer(contentType: AlertFeed.atomType, body: Array(feed.atom.utf8), lastModified: feed.updated)
            : StatusAnswer(contentType: AlertFeed.jsonType, body: feed.jsonFeed, lastModified: feed.updated)
    }

    private var topic: String { shift?.topic ?? "" }

    /// The news of them, newest first; nil where the store cannot be read. How feeds fare is told above, not here.
    private func alerts(_ limit: Int) async -> [Alert]? {
        do {
            guard let all = try await shift?.store.alerts(since: nil, limit: limit * 3) else { return nil }
            return Array(all.filter { $0.type != .feedFailing && $0.type != .feedRecovered }.prefix(limit))
        } catch {
            return nil
        }
    }

    private func standing() async -> Standing {
        var standing = Standing(
            now: clock.now,
            started: started,
            version: version,
            topic: topic.isEmpty ? "starting" : topic,
            tally: instruments.tally
        )
        standing.process = ProcessFigures.own()
        guard let shift else { return standing }
        standing.loopAge = Double(shift.loop.progress.age.components.seconds)
        for id in standing.tally.census.failing.keys { standing.feedNames[id] = shift.loop.feeds[id]?.name }
        let now = standing.now
        standing.subscriptions = await shift.hubs?.counts ?? [:]
        do throws(StoreError) {
            let backlog = try await shift.store.backlog()
            let disabled = try await shift.store.disabledReceivers()
            standing.storeSize = try await shift.store.size()
            standing.destinations = shift.configuration.alerts.receivers.map { receiver in
                Standing.Destination(
                    name: receiver.name,
                    backlog: backlog[receiver.name] ?? Backlog(pending: 0, dead: 0, oldestPending: nil),
                    isDisabled: disabled.contains(receiver.name),
                    isQuiet: receiver.quiet?.end(after: now) != nil
                )
            }
        } catch {
            standing.storeTrouble = error.message
        }
        return standing
    }
}
