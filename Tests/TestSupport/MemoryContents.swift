import Domain

/// What `MemoryStore` holds: a value, so that a restart is a copy.
struct MemoryContents {
    var subscribed: Set<FeedID> = []
    var states: [FeedID: FeedState] = [:]
    var keys: [FeedID: [IdentityKey: ItemID]] = [:]
    var sightings: [FeedID: [ItemID: SeenEntry]] = [:]
    /// In the order in which they were first stored.
    var items: [StoredItem] = []
    var keepsakes: [ItemID: Keepsake] = [:]
    var adoptions: [StoryID: StoryID] = [:]
    var stories: [Story] = []
    var alerts: [(position: Int64, alert: Alert, line: [UInt8])] = []
    var lastPosition: Int64 = 0
    var deliveries: [Delivery] = []
    var configured: Set<String>?
    var disabled: Set<String> = []
    var held: [String: Timestamp] = [:]
    var logPosition: Int64?
    var subscriptions: [FeedID: HubSubscription] = [:]
    var places: [String: String] = [:]
    /// The position of the first alert that a storm folds.
    var storm: Int64?
    var labels: [ItemID: DeskLabel] = [:]

    /// By first sight, then as stored.
    var inOrder: [StoredItem] {
        items.enumerated().sorted {
            ($0.element.item.firstSeen, $0.offset) < ($1.element.item.firstSeen, $1.offset)
        }.map(\.element)
    }

    /// The oldest pending delivery of each story for `receiver`.
    func heads(of receiver: String) -> [Delivery] {
        var stories = Set<StoryID>()
        return deliveries.filter {
            $0.receiver == receiver && $0.state == .pending && stories.insert($0.story).inserted
        }
    }

    mutating func update(_ id: String, _ body: (inout Delivery) -> Void) {
        guard let index = deliveries.firstIndex(where: { $0.id == id }) else { return }
        body(&deliveries[index])
    }

    mutating func park(_ outcome: String, where isMeant: (Delivery) -> Bool) -> Int {
        let meant = deliveries.filter { $0.state == .pending && isMeant($0) }
        for delivery in meant {
            update(delivery.id) { delivery in
                delivery.state = .dead
                delivery.lastOutcome = outcome
            }
        }
        return meant.count
    }

    mutating func apply(_ change: Change) {
        switch change {
        case .feed(let id, let state): states[id] = state
        case .subscription(let subscription): subscriptions[subscription.feed] = subscription
        case .unsubscribed(let feed): subscriptions[feed] = nil
        case .seen(let feed, let keys, let entry): see(entry, under: keys, in: feed)
        case .item(let stored): keep(stored)
        case .keepsake(let keepsake):
            if items.contains(where: { $0.item.id == keepsake.item }) { keepsakes[keepsake.item] = keepsake }
        case .adoption(let group, let story): adoptions[group] = adoptions[group] ?? story
        case .besideForgotten(let limit, let first):
            let before = items.prefix { $0.item.id != first }.map(\.item.id)
            let gone = before.count < items.count ? Set(before) : []
            keepsakes = keepsakes.filter { !$0.value.isBeside || $0.value.time >= limit && !gone.contains($0.key) }
            let groups = Set(keepsakes.values.filter(\.isBeside).compactMap(\.file))
            adoptions = adoptions.filter { groups.contains($0.key) }
        case .story(let story):
            if let index = stories.firstIndex(where: { $0.id == story.id }) {
                stories[index] = story
            } else {
                stories.append(story)
            }
        case .alert(let alert, let line, let deliveries): raise(alert, line, deliveries)
        case .deliveries(let new): add(new)
        case .storm(let first):
            guard let first else { return storm = nil }
            storm = storm ?? alerts.first { $0.alert.id == first }?.position
        case .retention(let limit): forget(limit)
        }
    }

    private mutating func see(_ entry: SeenEntry, under keys: [IdentityKey], in feed: FeedID) {
        let last = sightings[feed]?[entry.item]?.lastSeen
        sightings[feed, default: [:]][entry.item] = SeenEntry(
            item: entry.item,
            fingerprint: entry.fingerprint,
            lastSeen: max(entry.lastSeen, last ?? entry.lastSeen)
        )
        for key in keys { self.keys[feed, default: [:]][key] = entry.item }
    }

    private mutating func keep(_ stored: StoredItem) {
        let kept = stored.kept
        if let index = items.firstIndex(where: { $0.item.id == stored.item.id }) {
            items[index] = kept
        } else {
            items.append(kept)
        }
    }

    private mutating func raise(_ alert: Alert, _ line: [UInt8], _ new: [Delivery]) {
        guard !alerts.contains(where: { $0.alert.id == alert.id }) else { return }
        lastPosition += 1
        alerts.append((lastPosition, alert.withoutContent, line))
        add(new)
    }

    private mutating func add(_ new: [Delivery]) {
        for var delivery in new {
            configured?.insert(delivery.receiver)
            if deliveries.contains(where: { $0.id == delivery.id }) { continue }
            if disabled.contains(delivery.receiver), delivery.state == .pending {
                delivery.state = .dead
                delivery.lastOutcome = "the receiver is disabled (410)"
            }
            deliveries.append(delivery)
            for index in deliveries.indices
            where deliveries[index].receiver == delivery.receiver && deliveries[index].story == delivery.story
                && deliveries[index].state == .pending && deliveries[index].attempts == 0
            {
                deliveries[index].nextAttempt = min(deliveries[index].nextAttempt, delivery.nextAttempt)
            }
        }
    }

    private mutating func forget(_ limit: Timestamp) {
        for feed in sightings.keys {
            // What a subscribed feed still shows stays: it was sighted at most a day before the newest sighting.
            let newest = sightings[feed, default: [:]].values.map(\.lastSeen).max()?.advanced(by: -86_400)
            let first = subscribed.contains(feed) ? min(limit, newest ?? limit) : limit
            let kept = sightings[feed, default: [:]].filter { $0.value.lastSeen >= first }
            sightings[feed] = kept
            keys[feed] = keys[feed]?.filter { kept[$0.value] != nil }
        }
        items.removeAll { $0.item.firstSeen < limit && sightings[$0.item.feed]?[$0.item.id] == nil }
        let left = Set(items.map(\.item.id))
        keepsakes = keepsakes.filter { left.contains($0.key) }
        let forgotten = alerts.filter { entry in
            entry.alert.raised < limit && (logPosition ?? .max) >= entry.position && entry.position < storm ?? .max
                && !isOwed(entry.alert.id)
        }.map(\.alert.id)
        alerts.removeAll { forgotten.contains($0.alert.id) }
        deliveries.removeAll { forgotten.contains($0.alert) }
        stories.removeAll { story in
            story.lastGrown < limit && !items.contains { $0.decision.story == story.id }
                && !alerts.contains { $0.alert.story.id == story.id }
        }
        for feed in states.keys where !subscribed.contains(feed) && sightings[feed, default: [:]].isEmpty {
            if !items.contains(where: { $0.item.feed == feed }) { states[feed] = nil }
        }
    }

    private func isOwed(_ alert: AlertID) -> Bool {
        deliveries.contains { delivery in
            let isWanted = configured?.contains(delivery.receiver) ?? true
            return delivery.alert == alert
                && (delivery.state == .pending
                    || delivery.state == .dead && isWanted && !disabled.contains(delivery.receiver))
        }
    }
}
