import Domain
import HTTP
import Logging
import Parsing
import Reporting
import Subscribing

/// Subscribes feeds at their hubs, answers the hubs, and takes what they send into the pipeline (WebSub).
///
/// - Takes: polls' reports (which say what hubs a feed names), hubs' questions and documents.
/// - Gives: requests to hubs, answers, and documents to `Desk`. Whom it trusts is in `HubTrust`.
/// - Bounds: four hubs asked at a time; one subscription a feed; bodies as the status server bounds them.
/// - Errors: none are thrown. A hub that fails is asked again later; polling goes on meanwhile.
actor HubDesk {
    /// What it works with, by configuration.
    struct Setting: Sendable {
        let store: any Store
        let clock: any WallClock
        let log: Logger
        let instruments: Instruments
        let desk: Desk
        let feeds: [FeedID: Feed]
        /// Where hubs reach the status server; no slash at the end.
        let publicURL: String
    }

    private let setting: Setting
    private let request: HubRequest
    private let trust: HubTrust
    private var subscriptions: [FeedID: HubSubscription] = [:]
    private var feedsByToken: [String: FeedID] = [:]
    /// Nothing is due before.
    private var nextLook: Timestamp

    private static let atOnce = 4

    init(_ setting: Setting, client: HTTPClient, trust: HubTrust) {
        self.setting = setting
        self.trust = trust
        request = HubRequest(client: client)
        nextLook = setting.clock.now
    }

    private var now: Timestamp { setting.clock.now }

    /// How many subscriptions are in which state.
    var counts: [String: Int] {
        var counts = Dictionary(uniqueKeysWithValues: HubSubscription.State.allCases.map { ($0.rawValue, 0) })
        for subscription in subscriptions.values { counts[subscription.state.rawValue, default: 0] += 1 }
        return counts
    }

    // MARK: subscribing

    /// Without `status.public_url` no hub can reach us: what the store has of subscriptions is forgotten.
    static func forgetAll(in store: any Store, log: Logger) async throws(StoreError) {
        let known = try await store.subscriptions()
        guard !known.isEmpty else { return }
        try await store.apply(known.map { .unsubscribed($0.feed) })
        log.notice("hubs are forgotten: there is no status.public_url", metadata: ["subscriptions": "\(known.count)"])
    }

    /// Takes up what the store knows; feeds that are configured no more are left, and where the public URL has changed
    /// hubs are asked anew.
    func load() async throws(StoreError) {
        for subscription in try await setting.store.subscriptions() {
            hold(subscription)
            if setting.feeds[subscription.feed] == nil, subscription.state != .leaving {
                try await keep(SubscriptionSchedule.left(subscription, now: now), of: subscription.feed)
            } else if subscription.state != .leaving, let given = subscription.publicURL, given != setting.publicURL {
                let (feed, hub) = (subscription.feed, subscription.hub)
                try await keep(fresh(feed, hub: hub, topic: subscription.topic), of: feed)
            }
        }
    }

    /// Asks hubs when it is time, until cancelled.
    func run() async {
        while !Task.isCancelled {
            if nextLook <= now || nextLook.seconds(since: now) > 60 { await askDue() }
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    /// A poll ended that went well: the feed may name another hub now, or have shown that its hub is not to be relied on.
    func noticed(_ report: PollReport) async {
        guard let state = report.state, report.outcome != .error, report.isStored else { return }
        let feed = report.feed.id
        let known = subscriptions[feed]
        guard let offer = Self.offer(state, known) else {
            if let known { await tryToKeep(SubscriptionSchedule.left(known, now: now), of: feed) }
            return
        }
        if let known, known.hub == offer.hub, known.topic == offer.topic, known.state != .leaving {
            if report.outcome == .ok, report.new > 0, known.missed == 0 {
                await tryToKeep(SubscriptionSchedule.polled(known, hasNew: true), of: feed)
            }
            return
        }
        setting.log.info("hub found", metadata: ["feed": "\(report.feed.name)"])
        await tryToKeep(fresh(feed, hub: offer.hub, topic: offer.topic), of: feed)
    }

    /// A subscription that is to be asked for at once, under a callback that nobody knows yet.
    private func fresh(_ feed: FeedID, hub: String, topic: String) -> HubSubscription {
        HubSubscription(
            feed: feed,
            topic: topic,
            hub: hub,
            token: Self.random(bytes: 16),
            secret: Self.random(bytes: 32),
            nextAttempt: now
        )
    }

    /// The hub to use, and what it knows the feed by. The one in use stays while it is named and works.
    private static func offer(_ state: FeedState, _ known: HubSubscription?) -> (hub: String, topic: String)? {
        let hubs = state.hubs.filter(isWeb)
        // Without a name of its own it is called what it is asked by, but for a query: keys travel there, and a hub is a
        // third party.
        let own = state.selfURL.flatMap { isWeb($0) ? $0 : nil }
        guard let first = hubs.first,
            let topic = own ?? (isWeb(state.url) && !state.url.contains("?") ? state.url : nil)
        else { return nil }
        guard let known, let place = hubs.firstIndex(of: known.hub) else { return (first, topic) }
        return (known.failures < 5 ? known.hub : hubs[(place + 1) % hubs.count], topic)
    }

    private static func isWeb(_ text: String) -> Bool {
        guard text.utf8.count <= HubMessages.longestURL else { return false }
        do { return try WebURL(text).credentials == nil } catch { return false }
    }

    /// Hexadecimal digits of the kernel's randomness: a callback is to be unguessable, so this is no place for ids that
    /// are computed.
    private static func random(bytes: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<bytes).map { _ in
            let byte = UInt8.random(in: 0...255, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private func askDue() async {
        let now = now
        let due = subscriptions.values.filter { SubscriptionSchedule.isDue($0, now: now) }
            .sorted { ($0.nextAttempt, $0.feed.url) < ($1.nextAttempt, $1.feed.url) }.prefix(Self.atOnce)
        await withDiscardingTaskGroup { group in
            for subscription in due { group.addTask { await self.ask(subscription.feed) } }
        }
        // A lease that ends unrenewed ends the trust in its hub.
        for feed in Array(subscriptions.keys) {
            guard let lapsed = subscriptions[feed].flatMap({ SubscriptionSchedule.lapsed($0, now: self.now) }) else {
                continue
            }
            await tryToKeep(lapsed, of: feed)
        }
        let alive = subscriptions.values.filter { $0.state == .active }
        let times = subscriptions.values.map(\.nextAttempt) + alive.compactMap(\.leaseEnd).filter { $0 > now }
        // A minute at most: what lies further ahead may come from a clock that has been set back since.
        nextLook = min(times.min() ?? now.advanced(by: 60), now.advanced(by: 60))
    }

    private func ask(_ feed: FeedID) async {
        guard let known = subscriptions[feed] else { return }
        let asking = SubscriptionSchedule.asking(known, publicURL: setting.publicURL, now: now)
        // Stored first: a hub may verify before it answers, and after a restart of ours.
        guard await tryToKeep(asking, of: feed) else { return }
        let callback = HubMessages.callback(asking, publicURL: setting.publicURL, path: StatusRoute.callbackPath)
        let error = await request.send(HubMessages.form(asking, callback: callback), to: asking.hub)
        guard !Task.isCancelled, let latest = subscriptions[feed], latest.token == asking.token else { return }
        let jitter = Double.random(in: 0..<1)
        await tryToKeep(SubscriptionSchedule.asked(latest, error: error, now: now, jitter: jitter), of: feed)
        if let error {
            let name = setting.feeds[feed]?.name ?? "a former feed"
            setting.log.warning("hub not reached, polled on", metadata: ["feed": "\(name)", "reason": "\(error)"])
        }
    }

    // MARK: what hubs ask and send

    /// A hub verifies or denies a subscription.
    func question(_ asked: ServerRequest, token: String) async -> StatusAnswer {
        guard let feed = feedsByToken[token], let known = subscriptions[feed],
            let question = HubQuestion(query: asked.query)
        else { return .text(404, "no such subscription") }
        let (next, answer): (HubSubscription?, StatusAnswer)
        switch question.outcome(for: known, now: now) {
        case .refused: return .text(404, "not asked for")
        case .noted(let rest): (next, answer) = (rest, .text(200, "noted"))
        case .confirmed(let confirmed):
            let challenge = Array(question.challenge.utf8)
            (next, answer) = (confirmed, StatusAnswer(contentType: "text/plain; charset=utf-8", body: challenge))
        }
        guard await tryToKeep(next, of: feed) else { return .text(503, "try again") }
        let name = setting.feeds[feed]?.name ?? "a former feed"
        setting.log.info("hub answered", metadata: ["feed": "\(name)", "state": "\(next?.state.rawValue ?? "ended")"])
        return answer
    }

    /// A hub sends a document. It is told 202 whether or not the signature holds (§7.1), so that nobody can try secrets.
    func take(_ sent: ServerRequest, token: String) async -> StatusAnswer {
        guard let id = feedsByToken[token], let known = subscriptions[id], let feed = setting.feeds[id],
            SubscriptionSchedule.isAlive(known, now: now)
        else { return .text(410, "no such subscription") }
        let signatures = sent.allHeaders("x-hub-signature")
        let isGenuine =
            signatures.count == 1
            && HubSignature.isGenuine(signatures.first, body: sent.body, secret: known.secret)
        guard isGenuine else {
            setting.instruments.pushed("forged")
            setting.log.debug("pushed document without a valid signature", metadata: ["feed": "\(feed.name)"])
            return .text(202, "taken")
        }
        let arrival = ContinuousClock.now
        do throws(StoreError) {
            guard let state = try await setting.store.state(of: id), state.hasBacklog,
                let document = await Self.document(sent, base: known.topic)
            else {
                // No feed; or the backlog is to be taken in by a poll first, or what is old would raise alerts.
                setting.instruments.pushed("refused")
                return .text(202, "taken")
            }
            let report = try await setting.desk.settle(pushed: document, of: feed, from: state, at: now)
            setting.instruments.settled(report, from: state, seenAt: arrival, at: now, isPushed: true)
            setting.log.debug("document pushed", metadata: ["feed": "\(feed.name)", "new": "\(report.new)"])
            report.tellAlerts(setting.log)
            if let latest = subscriptions[id] { try await keep(SubscriptionSchedule.pushed(latest, now: now), of: id) }
        } catch {
            setting.instruments.storeFailed(error.message, at: now)
            setting.log.error("pushed document not stored", metadata: ["reason": "\(error.message)"])
            return .text(503, "try again")
        }
        return .text(202, "taken")
    }

    /// Off the actor: parsing takes its time.
    @concurrent private static func document(_ sent: ServerRequest, base: String) async -> FeedDocument? {
        do {
            return try FeedParser.parse(sent.body, contentType: sent.header("content-type"), base: base)
        } catch {
            return nil
        }
    }

    // MARK: keeping

    private func hold(_ subscription: HubSubscription) {
        if let old = subscriptions[subscription.feed], old.token != subscription.token { feedsByToken[old.token] = nil }
        subscriptions[subscription.feed] = subscription
        feedsByToken[subscription.token] = subscription.feed
        nextLook = min(nextLook, subscription.nextAttempt)
        trust.set(subscription.feed, until: SubscriptionSchedule.trustEnd(subscription, now: now))
    }

    /// Stores the next state of a feed's subscription, nil for its end, and goes on from there.
    private func keep(_ next: HubSubscription?, of feed: FeedID) async throws(StoreError) {
        guard next != subscriptions[feed] || next == nil else { return }
        try await setting.store.apply([next.map { .subscription($0) } ?? .unsubscribed(feed)])
        if let next { return hold(next) }
        if let old = subscriptions.removeValue(forKey: feed) { feedsByToken[old.token] = nil }
        trust.set(feed, until: nil)
    }

    @discardableResult
    private func tryToKeep(_ next: HubSubscription?, of feed: FeedID) async -> Bool {
        do {
            try await keep(next, of: feed)
            return true
        } catch {
            setting.log.error("subscription not stored", metadata: ["reason": "\(error.message)"])
            nextLook = now.advanced(by: 5)
            return false
        }
    }
}
