import Alerting
import Deduplicating
import Domain
import Fetching
import HTTP
import Judging
import Logging
import Reporting

extension Shift {
    /// Opens a shift on `store`: rebuilds the index of what is known, subscribes the feeds.
    ///
    /// `progress` is stamped on the way, `broken` is told when the store turns out damaged. A cancelled task ends it.
    static func open(
        _ setup: Setup,
        store: any Store,
        clock: any WallClock,
        log: Logger,
        instruments: Instruments = Instruments(),
        progress: Progress = Progress(),
        broken: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) async throws(StoreError) -> Shift {
        try await ShiftOpening(
            setup: setup,
            store: store,
            clock: clock,
            log: log,
            instruments: instruments,
            progress: progress,
            broken: broken
        ).shift()
    }
}

/// Makes the parts of a shift, and fits them together.
private struct ShiftOpening {
    let setup: Setup
    let store: any Store
    let clock: any WallClock
    let log: Logger
    let instruments: Instruments
    let progress: Progress
    let broken: @Sendable (StoreError) -> Void
    let drain = Drain()
    let trust = HubTrust()

    private var configuration: Configuration { setup.configuration }
    private var topic: String { setup.topic?.name ?? "watch" }

    func shift() async throws(StoreError) -> Shift {
        try await store.freeLeases()
        let client = HTTPClient(
            policy: configuration.network,
            concurrency: configuration.polling.concurrency,
            perHost: configuration.polling.perHost
        )
        let webhooks = WebhookClients(configuration)
        let deliverers = deliverers(through: webhooks)
        let alertLog = alertLog()
        let (desk, known) = try await desk(press(deliverers, alertLog))
        try await subscribe()
        progress.stamp()
        instruments.watch(receivers: configuration.alerts.receivers.map(\.name))
        let feeds = Dictionary(configuration.feeds.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let hubs = hubs(desk, feeds, client)
        if let hubs { try await hubs.load() } else { try await HubDesk.forgetAll(in: store, log: log) }
        try await Muster.receivers(configuration.alerts, store: store, now: clock.now, log: log)
        return Shift(
            configuration: configuration,
            store: store,
            clock: clock,
            log: log,
            desk: desk,
            feedClient: client,
            webhooks: webhooks,
            loop: loop(desk, feeds, client, hubs),
            deliverers: deliverers,
            alertLog: alertLog,
            hubs: hubs,
            instruments: instruments,
            topic: topic,
            known: known,
            drain: drain,
            broken: broken
        )
    }

    // MARK: ways out

    private func deliverers(through webhooks: WebhookClients) -> [Deliverer] {
        let ways = WaySink(
            webhooks: webhooks,
            commands: CommandSink(),
            mails: MailSink(client: MailClient(policy: configuration.network))
        )
        let sink = DrainingSink(sink: MeasuredSink(sink: ways, instruments: instruments), drain: drain)
        return configuration.alerts.receivers.map { receiver in
            Deliverer(
                receiver: receiver,
                store: store,
                sink: sink,
                clock: clock,
                policy: DeliveryPolicy(schedule: configuration.alerts.retry),
                tell: { event in
                    event.tell(log)
                    instruments.note(event, at: clock.now)
                    if case .storeFailed(_, .unsound(let text)) = event { broken(.unsound(text)) }
                }
            )
        }
    }

    private func alertLog() -> AlertLog? {
        configuration.alerts.log.map {
            AlertLog(
                path: $0,
                store: store,
                tell: { event in
                    event.tell(log)
                    instruments.note(event, at: clock.now)
                    if case .storeFailed(.unsound(let text)) = event { broken(.unsound(text)) }
                }
            )
        }
    }

    private func press(_ deliverers: [Deliverer], _ alertLog: AlertLog?) -> Press {
        Press(
            topic: topic,
            receivers: configuration.alerts.receivers,
            official: configuration.alerts.official
        ) {
            deliverers.forEach { $0.wake() }
            alertLog?.wake()
        }
    }

    // MARK: deciding

    /// The desk, and how many on-topic items its index was rebuilt from.
    private func desk(_ press: Press) async throws(StoreError) -> (desk: Desk, known: Int) {
        let judge = Judge(topic: setup.topic, watch: configuration.watch)
        let empty = Newsdesk(
            topic: setup.topic,
            seeds: setup.seeds,
            policy: configuration.alerts,
            program: ProgramMark.own
        )
        let (store, progress) = (store, progress)
        let rebuild: @Sendable () async throws(StoreError) -> Newsdesk = { () async throws(StoreError) -> Newsdesk in
            try await Recollection.newsdesk(empty, judge: judge, store: store) { progress.stamp() }
        }
        let newsdesk = try await rebuild()
        let opinion = SecondOpinionChoice.load(configuration) { problem in
            log.warning("no second opinion", metadata: ["reason": "\(problem)"])
        }
        let desk = Desk(
            store: store,
            judge: judge.asking(opinion),
            newsdesk: newsdesk,
            press: press,
            trust: trust,
            storm: try await Muster.storm(configuration.alerts, store: store, now: clock.now),
            rebuild: rebuild
        )
        return (desk, newsdesk.count)
    }

    // MARK: polling

    /// New feeds are spread over their first interval, at most twenty a second; known ones keep their due times.
    private func subscribe() async throws(StoreError) {
        let feeds = configuration.feeds
        let now = clock.now
        let order = Dictionary(feeds.enumerated().map { ($1.id, ($0, $1)) }, uniquingKeysWith: { first, _ in first })
        let new = try await store.subscribe(feeds.map(\.id)) { id in
            guard let (index, feed) = order[id] else { return FeedState(url: id.url, nextDue: now, interval: 300) }
            let wait = Int64(index / 20) % max(feed.policy.interval, 1)
            return PollSchedule.first(of: feed, now: now.advanced(by: wait))
        }
        if new > 0 { log.info("feeds subscribed", metadata: ["new": "\(new)", "all": "\(feeds.count)"]) }
    }

    private func hubs(_ desk: Desk, _ feeds: [FeedID: Feed], _ client: HTTPClient) -> HubDesk? {
        configuration.status.publicURL.map { publicURL in
            HubDesk(
                HubDesk.Setting(
                    store: store,
                    clock: clock,
                    log: log,
                    instruments: instruments,
                    desk: desk,
                    feeds: feeds,
                    publicURL: publicURL
                ),
                client: client,
                trust: trust
            )
        }
    }

    private func loop(_ desk: Desk, _ feeds: [FeedID: Feed], _ client: HTTPClient, _ hubs: HubDesk?) -> PollLoop {
        let rare = RareLog()
        let poll = Poll(
            fetcher: MeasuredFetcher(fetcher: CurlFetcher(client: client, clock: clock), instruments: instruments),
            desk: desk,
            clock: clock,
            log: log,
            rare: rare,
            broken: broken,
            instruments: instruments,
            noticed: { report in await hubs?.noticed(report) }
        )
        return PollLoop(
            store: store,
            clock: clock,
            feeds: feeds,
            limits: configuration.polling,
            progress: Progress(),
            log: log,
            spacing: HostSpacing(configuration.feeds, pause: configuration.polling.spacing),
            rare: rare,
            broken: broken,
            drain: drain,
            executor: client.thread,
            poll: { feed, state in await poll(feed, state: state) }
        )
    }
}
