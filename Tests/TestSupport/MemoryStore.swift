package import Domain

/// The store's promises in the simplest form, to be compared with: arrays and dictionaries, nothing kept over a restart
/// but what `restarted()` hands on.
package actor MemoryStore: Store {
    var contents = MemoryContents()
    private var feedLeases: [FeedID: Timestamp] = [:]
    private var deliveryLeases: [String: Timestamp] = [:]
    /// The next `apply` and all later ones fail with this, while it is set.
    private var failure: StoreError?

    package init() {}

    private init(contents: MemoryContents) { self.contents = contents }

    /// A store with the same contents and without leases, as after a crash.
    package func restarted() -> MemoryStore { MemoryStore(contents: contents) }

    /// Makes every write fail with `error` until it is set to nil: a full disk.
    package func fail(with error: StoreError?) { failure = error }

    // MARK: feeds

    package func subscribe(_ feeds: [FeedID], first: @Sendable (FeedID) -> FeedState) throws(StoreError) -> Int {
        try check()
        contents.subscribed = Set(feeds)
        let new = contents.subscribed.filter { contents.states[$0] == nil }
        for feed in new { contents.states[feed] = first(feed) }
        return new.count
    }

    package func lease(at now: Timestamp, until leaseEnd: Timestamp, limit: Int) throws(StoreError) -> [LeasedFeed] {
        feedLeases = feedLeases.filter { $0.value > now }
        let due = contents.subscribed.compactMap { id in contents.states[id].map { LeasedFeed(id: id, state: $0) } }
            .filter { $0.state.nextDue <= now && feedLeases[$0.id] == nil }
            .sorted { ($0.state.nextDue, $0.id.url) < ($1.state.nextDue, $1.id.url) }
        let leased = Array(due.prefix(max(0, limit)))
        for feed in leased { feedLeases[feed.id] = leaseEnd }
        return leased
    }

    package func freeLeases() async throws(StoreError) {
        feedLeases = [:]
        deliveryLeases = [:]
    }

    package func nextDue() throws(StoreError) -> Timestamp? {
        contents.subscribed.compactMap { id in
            contents.states[id].map { max($0.nextDue, feedLeases[id] ?? $0.nextDue) }
        }.min()
    }

    package func states() throws(StoreError) -> [FeedID: FeedState] {
        contents.states.filter { contents.subscribed.contains($0.key) }
    }

    package func state(of feed: FeedID) throws(StoreError) -> FeedState? { contents.states[feed] }

    package func subscriptions() throws(StoreError) -> [HubSubscription] {
        contents.subscriptions.values.sorted { $0.feed.url < $1.feed.url }
    }

    package func refused(at now: Timestamp) throws(StoreError) -> [FeedID: FeedState] {
        try states().filter { ($0.value.heldUntil ?? now) > now && $0.value.failures > 0 }
    }

    package func census() throws(StoreError) -> FeedCensus {
        var census = FeedCensus()
        for (id, state) in try states() {
            census.counts[state.condition, default: 0] += 1
            guard state.condition == .failing, let since = state.failingSince else { continue }
            census.failing[id] = FeedCensus.Trouble(since: since, error: state.lastError ?? "no success yet")
        }
        return census
    }

    package func size() throws(StoreError) -> Int64 { 0 }

    package func itemCounts() throws(StoreError) -> [FeedID: Int] { contents.sightings.mapValues(\.count) }

    // MARK: items

    package func seen(_ keys: [IdentityKey], in feed: FeedID) throws(StoreError) -> [IdentityKey: SeenEntry] {
        var found: [IdentityKey: SeenEntry] = [:]
        for key in keys {
            guard let item = contents.keys[feed]?[key], let entry = contents.sightings[feed]?[item] else { continue }
            found[key] = entry
        }
        return found
    }

    package func everyKeepsake(
        of maker: UInt64,
        _ body: @Sendable ([Remembered]) async -> Void
    ) async throws(StoreError) {
        await body(
            contents.items.compactMap { stored in
                contents.keepsakes[stored.item.id].map {
                    Remembered(keepsake: $0, stored: $0.maker != maker || $0.file == nil ? stored : nil)
                }
            }
        )
    }

    package func adoptions() throws(StoreError) -> [StoryID: StoryID] { contents.adoptions }

    package func keptIDs(publishedBefore time: Timestamp) throws(StoreError) -> Set<ItemID> {
        Set(contents.keepsakes.values.filter { !$0.isBeside && $0.time < time }.map(\.item))
    }

    package func everyStory(_ body: @Sendable (Story) -> Void) throws(StoreError) { contents.stories.forEach(body) }

    package func item(_ idOrURL: String) throws(StoreError) -> StoredItem? {
        contents.inOrder.last { $0.item.id.text == idOrURL }
            ?? contents.inOrder.last { $0.item.url == idOrURL || $0.item.canonicalURL == idOrURL }
    }

    package func stories(limit: Int) throws(StoreError) -> [Story] {
        let sorted = contents.stories.enumerated().sorted { one, other in
            (one.element.lastGrown, one.offset) > (other.element.lastGrown, other.offset)
        }
        return sorted.prefix(max(0, limit)).map(\.element)
    }

    package func story(_ id: StoryID) throws(StoreError) -> (story: Story, items: [StoredItem])? {
        guard let story = contents.stories.first(where: { $0.id == id }) else { return nil }
        return (story, contents.inOrder.filter { $0.decision.story == id })
    }

    package func save(_ label: DeskLabel) throws(StoreError) {
        try check()
        contents.labels[label.item] = label
    }

    package func removeLabel(of item: ItemID) throws(StoreError) -> Bool {
        try check()
        return contents.labels.removeValue(forKey: item) != nil
    }

    package func label(of item: ItemID) throws(StoreError) -> DeskLabel? { contents.labels[item] }

    package func labels() throws(StoreError) -> [DeskLabel] {
        contents.labels.values.sorted { ($0.time, $0.item.text) < ($1.time, $1.item.text) }
    }

    package func apply(_ changes: [Change]) throws(StoreError) {
        try check()
        for change in changes {
            contents.apply(change)
            if case .feed(let id, _) = change { feedLeases[id] = nil }
        }
    }

    // MARK: outbox

    package func claim(
        receiver: String,
        at now: Timestamp,
        until leaseEnd: Timestamp,
        limit: Int
    ) throws(StoreError) -> [Delivery] {
        deliveryLeases = deliveryLeases.filter { $0.value > now }
        guard !contents.disabled.contains(receiver), (contents.held[receiver] ?? now) <= now else { return [] }
        let due = contents.heads(of: receiver).filter { $0.nextAttempt <= now && deliveryLeases[$0.laneName] == nil }
        let claimed = Array(due.prefix(max(0, limit)))
        for delivery in claimed { deliveryLeases[delivery.laneName] = leaseEnd }
        return claimed
    }

    package func claimProbe(
        receiver: String,
        at now: Timestamp,
        until leaseEnd: Timestamp
    ) throws(StoreError) -> Delivery? {
        deliveryLeases = deliveryLeases.filter { $0.value > now }
        guard !contents.disabled.contains(receiver), (contents.held[receiver] ?? now) <= now else { return nil }
        let failed = contents.heads(of: receiver).filter { $0.attempts > 0 && deliveryLeases[$0.laneName] == nil }
        let probe = failed.min { $0.nextAttempt < $1.nextAttempt }
        if let probe { deliveryLeases[probe.laneName] = leaseEnd }
        return probe
    }

    package func settle(_ delivery: Delivery, holdingReceiverUntil held: Timestamp?) throws(StoreError) {
        try check()
        deliveryLeases[delivery.laneName] = nil
        if let held { contents.held[delivery.receiver] = held }
        contents.update(delivery.id) { known in
            guard known.state == .pending || delivery.state != .pending else { return }
            known.state = delivery.state
            known.attempts = delivery.attempts
            known.nextAttempt = delivery.nextAttempt
            known.lastOutcome = delivery.lastOutcome
        }
    }

    package func release(_ deliveries: [Delivery]) throws(StoreError) {
        for delivery in deliveries { deliveryLeases[delivery.laneName] = nil }
    }

    package func nextAttempt(receiver: String) throws(StoreError) -> Timestamp? {
        guard !contents.disabled.contains(receiver) else { return nil }
        let next = contents.heads(of: receiver).map {
            max($0.nextAttempt, deliveryLeases[$0.laneName] ?? $0.nextAttempt)
        }
        return next.min().map { max($0, contents.held[receiver] ?? $0) }
    }

    package func hasten(receiver: String, at now: Timestamp) throws(StoreError) {
        try check()
        contents.held[receiver] = nil
        for delivery in contents.deliveries
        where delivery.receiver == receiver && delivery.state == .pending && delivery.attempts > 0 {
            contents.update(delivery.id) { $0.nextAttempt = min($0.nextAttempt, now) }
        }
    }

    package func park(receiver: String, createdBefore limit: Timestamp, outcome: String) throws(StoreError) -> Int {
        try check()
        return contents.park(outcome) { $0.receiver == receiver && $0.created < limit }
    }

    package func keepReceivers(_ names: Set<String>) throws(StoreError) -> Int {
        try check()
        contents.configured = names
        return contents.park("the receiver was removed from the configuration") { !names.contains($0.receiver) }
    }

    package func deliveryCounts() throws(StoreError) -> DeliveryCounts {
        func count(_ state: Delivery.State) -> Int { contents.deliveries.count { $0.state == state } }
        return DeliveryCounts(delivered: count(.delivered), pending: count(.pending), dead: count(.dead))
    }

    package func backlog() throws(StoreError) -> [String: Backlog] {
        var found: [String: Backlog] = [:]
        for delivery in contents.deliveries where delivery.state != .delivered {
            var entry = found[delivery.receiver] ?? Backlog(pending: 0, dead: 0, oldestPending: nil)
            if delivery.state == .dead {
                entry.dead += 1
            } else {
                entry.pending += 1
                let since = delivery.attempts == 0 ? max(delivery.created, delivery.nextAttempt) : delivery.created
                entry.oldestPending = min(entry.oldestPending ?? since, since)
            }
            found[delivery.receiver] = entry
        }
        return found
    }

    package func deliveries(
        alert: AlertID?,
        state: Delivery.State?,
        since: Timestamp?,
        limit: Int
    ) throws(StoreError) -> [Delivery] {
        let fitting = contents.deliveries.reversed().filter { delivery in
            (alert.map { delivery.alert == $0 } ?? true) && (state.map { delivery.state == $0 } ?? true)
                && (since.map { delivery.created >= $0 } ?? true)
        }
        return Array(fitting.prefix(max(0, limit)))
    }

    package func alerts(since: Timestamp?, limit: Int) throws(StoreError) -> [Alert] {
        let fitting = contents.alerts.reversed().map(\.alert).filter { alert in since.map { alert.raised >= $0 } ?? true
        }
        return Array(fitting.prefix(max(0, limit)))
    }

    package func alert(_ id: AlertID) throws(StoreError) -> Alert? {
        contents.alerts.first { $0.alert.id == id }?.alert
    }

    package func resend(_ ids: [String], at now: Timestamp) throws(StoreError) -> Int {
        try check()
        var count = 0
        for id in ids {
            guard let delivery = contents.deliveries.first(where: { $0.id == id }) else { continue }
            contents.update(id) { delivery in
                delivery.state = .pending
                delivery.attempts = 0
                delivery.nextAttempt = now
            }
            contents.disabled.remove(delivery.receiver)
            contents.held[delivery.receiver] = nil
            count += 1
        }
        return count
    }

    package func setDisabled(receiver: String, _ isDisabled: Bool) throws(StoreError) {
        try check()
        guard isDisabled else {
            contents.disabled.remove(receiver)
            return
        }
        contents.disabled.insert(receiver)
        _ = contents.park("the receiver wants no more (410)") { $0.receiver == receiver }
    }

    package func disabledReceivers() throws(StoreError) -> Set<String> { contents.disabled }

    package func settle(places: [String: String]) throws(StoreError) -> Set<String> {
        try check()
        var enabled: Set<String> = []
        for (name, place) in places {
            if contents.disabled.contains(name), let known = contents.places[name], known != place {
                enabled.insert(name)
                contents.disabled.remove(name)
                contents.held[name] = nil
            }
            contents.places[name] = place
        }
        return enabled
    }

    package func holdQuiet(receiver: String, until time: Timestamp, at now: Timestamp) throws(StoreError) -> Int {
        try check()
        let held = contents.deliveries.filter {
            $0.receiver == receiver && $0.state == .pending && $0.attempts == 0 && $0.nextAttempt > now
                && $0.nextAttempt != time
        }
        for delivery in held { contents.update(delivery.id) { $0.nextAttempt = time } }
        return held.count
    }

    package func folded() throws(StoreError) -> [Alert] {
        guard let storm = contents.storm else { return [] }
        return contents.alerts.filter { $0.position >= storm }.map(\.alert)
    }

    // MARK: alert log

    package func logLines(
        after position: Int64,
        limit: Int
    ) throws(StoreError) -> [(position: Int64, line: [UInt8])] {
        let lines = contents.alerts.filter { $0.position > position }.map { (position: $0.position, line: $0.line) }
        return Array(lines.prefix(max(0, limit)))
    }

    package func logPosition() throws(StoreError) -> Int64 { contents.logPosition ?? 0 }

    package func setLogPosition(_ position: Int64) throws(StoreError) {
        try check()
        contents.logPosition = position
    }

    package func skipLog() throws(StoreError) {
        try check()
        contents.logPosition = max(contents.logPosition ?? 0, contents.alerts.last?.position ?? 0)
    }

    private func check() throws(StoreError) {
        if let failure { throw failure }
    }
}

extension Delivery {
    fileprivate var laneName: String { "\(receiver)\n\(story)" }
}

extension Store {
    /// The same of a set.
    package func seen(
        _ keys: Set<IdentityKey>,
        in feed: FeedID
    ) async throws(StoreError) -> [IdentityKey: SeenEntry] {
        try await seen(Array(keys), in: feed)
    }
}
