import Alerting
import Deduplicating
import Domain
import Fetching
import HTTP
import Judging
import Logging
import Reporting

/// Everything that one configuration makes, from its start to its reload: clients, desk, poll loop, deliverers.
///
/// The store outlives it. Built whole before anything of the old one stops, so a bad configuration changes nothing.
struct Shift: Sendable {
    let configuration: Configuration
    let store: any Store
    let clock: any WallClock
    let log: Logger
    let desk: Desk
    let feedClient: HTTPClient
    let webhooks: WebhookClients
    let loop: PollLoop
    let deliverers: [Deliverer]
    let alertLog: AlertLog?
    /// Nil without `status.public_url`: no hub could reach us.
    let hubs: HubDesk?
    let instruments: Instruments
    /// What is looked for, by name.
    let topic: String
    /// How many on-topic items the index was rebuilt from.
    let known: Int
    private let drain: Drain
    /// Told when the store turns out damaged.
    let broken: @Sendable (StoreError) -> Void

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
        let configuration = setup.configuration
        let judge = Judge(topic: setup.topic, watch: configuration.watch)
        try await store.freeLeases()
        let empty = Newsdesk(topic: setup.topic, seeds: setup.seeds, policy: configuration.alerts)
        let rebuild: @Sendable () async throws(StoreError) -> Newsdesk = { () async throws(StoreError) -> Newsdesk in
            try await Recollection.newsdesk(empty, judge: judge, store: store) { progress.stamp() }
        }
        let newsdesk = try await rebuild()
        let opinion = SecondOpinionChoice.load(configuration) { problem in
            log.warning("no second opinion", metadata: ["reason": "\(problem)"])
        }
        let feedClient = HTTPClient(
            policy: configuration.network,
            concurrency: configuration.polling.concurrency,
            perHost: configuration.polling.perHost
        )
        let webhooks = WebhookClients(configuration)
        let drain = Drain()
        let ways = WaySink(
            webhooks: webhooks,
            commands: CommandSink(),
            mails: MailSink(client: MailClient(policy: configuration.network))
        )
        let measured = MeasuredSink(sink: ways, instruments: instruments)
        let sink = DrainingSink(sink: measured, drain: drain)
        let deliverers = configuration.alerts.receivers.map { receiver in
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
        let alertLog = configuration.alerts.log.map {
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
        let press = Press(
            topic: setup.topic?.name ?? "watch",
            receivers: configuration.alerts.receivers,
            official: configuration.alerts.official
        ) {
            deliverers.forEach { $0.wake() }
            alertLog?.wake()
        }
        let trust = HubTrust()
        let desk = Desk(
            store: store,
            judge: judge.asking(opinion),
            newsdesk: newsdesk,
            press: press,
            trust: trust,
            storm: try await Muster.storm(configuration.alerts, store: store, now: clock.now),
            rebuild: rebuild
        )
        try await subscribe(configuration.feeds, store: store, now: clock.now, log: log)
        progress.stamp()
        instruments.watch(receivers: configuration.alerts.receivers.map(\.name))
        let feeds = Dictionary(configuration.feeds.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let hubs = configuration.status.publicURL.map { publicURL in
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
                client: feedClient,
                trust: trust
            )
        }
        if let hubs { try await hubs.load() } else { try await HubDesk.forgetAll(in: store, log: log) }
        try await Muster.receivers(configuration.alerts, store: store, now: clock.now, log: log)
        let rare = RareLog()
        let poll = Poll(
            fetcher: MeasuredFetcher(
                fetcher: CurlFetcher(client: feedClient, clock: clock),
                instruments: instruments
            ),
            desk: desk,
            clock: clock,
            log: log,
            rare: rare,
            broken: broken,
            instruments: instruments,
            noticed: { report in await hubs?.noticed(report) }
        )
        let loop = PollLoop(
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
            poll: { feed, state in await poll(feed, state: state) }
        )
        return Shift(
            configuration: configuration,
            store: store,
            clock: clock,
            log: log,
            desk: desk,
            feedClient: feedClient,
            webhooks: webhooks,
            loop: loop,
            deliverers: deliverers,
            alertLog: alertLog,
            hubs: hubs,
            instruments: instruments,
            topic: setup.topic?.name ?? "watch",
            known: newsdesk.count,
            drain: drain,
            broken: broken
        )
    }

    /// Polls and delivers until cancelled.
    func run() async {
        do throws(StoreError) {
            instruments.counted(try await store.census())
        } catch {
            instruments.storeFailed(error.message, at: clock.now)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await loop.run() }
            for deliverer in deliverers { group.addTask { await deliverer.run() } }
            if let alertLog { group.addTask { await alertLog.run() } }
            if let hubs { group.addTask { await hubs.run() } }
            group.addTask { await keepHouse() }
            group.addTask { await watchStorm() }
        }
        await close()
    }

    /// Starts nothing new, and lets what is in flight end, for at most `patience`: then the caller cancels.
    func finish(atMost patience: Duration) async {
        drain.begin()
        await drain.wait(atMost: patience)
    }

    func close() async {
        await feedClient.shutdown()
        await webhooks.shutdown()
    }

    /// Tells a storm's digest within a second of its end.
    private func watchStorm() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
            await endStorm()
        }
    }

    /// Tells what a storm has folded, if it is over.
    func endStorm() async {
        do {
            if try await desk.endStorm(at: clock.now) { log.notice("the storm is over: its digest is on its way") }
        } catch {
            log.error("storm digest not stored, tried again", metadata: ["reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
        }
    }

    /// Forgets what is older than `retention`: at once, since a daemon may never live for an hour, then once an hour.
    private func keepHouse() async {
        while !Task.isCancelled {
            await forget()
            do { try await Task.sleep(for: .seconds(3_600)) } catch { return }
        }
    }

    /// Forgets what is older than `retention`, once.
    func forget() async {
        do {
            if alertLog == nil { try await store.skipLog() }
            try await desk.forget(before: clock.now.advanced(by: -configuration.retention))
            instruments.counted(try await store.census())
        } catch {
            log.error("retention failed", metadata: ["reason": "\(error.message)"])
            if case .unsound = error { broken(error) }
        }
    }

    /// New feeds are spread over their first interval, at most twenty a second; known ones keep their due times.
    private static func subscribe(
        _ feeds: [Feed],
        store: any Store,
        now: Timestamp,
        log: Logger
    ) async throws(StoreError) {
        let order = Dictionary(feeds.enumerated().map { ($1.id, ($0, $1)) }, uniquingKeysWith: { first, _ in first })
        let new = try await store.subscribe(feeds.map(\.id)) { id in
            guard let (index, feed) = order[id] else { return FeedState(url: id.url, nextDue: now, interval: 300) }
            let wait = Int64(index / 20) % max(feed.policy.interval, 1)
            return PollSchedule.first(of: feed, now: now.advanced(by: wait))
        }
        if new > 0 { log.info("feeds subscribed", metadata: ["new": "\(new)", "all": "\(feeds.count)"]) }
    }
}
