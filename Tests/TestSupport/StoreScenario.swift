package import Domain

/// Random but repeatable use of a store; two stores that keep the contract answer alike.
package struct StoreScenario: Sendable {
    private var random: SeededRandom
    private var now = Sample.start
    private let feeds = (0..<4).map { FeedID("https://f\($0).example/rss") }
    private let receivers = ["desk", "other", "third"]
    private var raised = 0
    private var steps = 0

    package init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// Does the next thing to both stores; throws where their answers differ.
    package mutating func step(_ one: any Store, _ other: any Store) async throws {
        now = now.advanced(by: Int64(random.below(200)))
        switch random.below(13) {
        case 0: try await subscribe(one, other)
        case 1, 2: try await poll(one, other)
        case 3...6: try await deliver(one, other)
        case 7: try await manage(one, other)
        case 8: try await document(one, other)
        default:
            let changes = (0...random.below(6)).map { _ in change() }
            try await one.apply(changes)
            try await other.apply(changes)
        }
        steps += 1
        if steps % 5 == 0 { try await compare(one, other) }
    }

    private mutating func change() -> Change {
        let feed = feeds[random.below(feeds.count)]
        let number = random.below(40)
        switch random.below(11) {
        case 0: return .feed(feed, Sample.state(feed.url, due: now.advanced(by: Int64(random.below(900)))))
        case 1, 2:
            let entry = SeenEntry(item: Sample.itemID(number), fingerprint: UInt64(random.below(9)), lastSeen: now)
            return .seen(feed, Array(Sample.keys(random.below(40)).shuffled(using: &random).prefix(2)), entry)
        case 3:
            let story = random.below(2) == 0 ? nil : "s\(random.below(6))"
            return .item(Sample.item(number, feed: feed.url, onTopic: random.below(3) > 0, story: story, at: now))
        case 4: return .story(Sample.story("s\(random.below(6))", at: now))
        case 5, 6:
            raised += random.below(4) == 0 ? 0 : 1
            let names = receivers.filter { _ in random.below(2) == 0 }
            return Sample.raise(raised, story: "s\(raised % 6)", to: names, at: now)
        case 7, 8:
            let file = random.below(6) == 0 ? nil : "s\(random.below(6))"
            let maker: UInt64 = random.below(3) == 0 ? 8 : 7
            let isBeside = random.below(3) == 0
            // What comes without one gets none later.
            return .keepsake(Sample.keepsake(number % 10, maker: maker, file: file, isBeside: isBeside, time: now))
        case 9:
            let (group, story) = (StoryID("s\(random.below(6))"), StoryID("s\(random.below(6))"))
            return random.below(4) > 0
                ? .adoption(group: group, story: story)
                : .besideForgotten(
                    before: now.advanced(by: -Int64(random.below(4_000))),
                    from: Sample.itemID(random.below(40))
                )
        default: return .retention(before: now.advanced(by: -Int64(random.below(4_000))))
        }
    }

    /// What a poll brings: items, and that they were seen.
    private mutating func document(_ one: any Store, _ other: any Store) async throws {
        let feed = feeds[random.below(feeds.count)]
        let numbers = Set((0...random.below(6)).map { _ in random.below(40) }).sorted()
        let kept = numbers.filter { _ in random.below(6) == 0 }
        let changes: [Change] =
            numbers.map { .item(Sample.item($0, feed: feed.url, onTopic: random.below(5) == 0, at: now)) }
            + kept.map { .keepsake(Sample.keepsake($0, file: "s1", time: now)) }
            + numbers.map { number in
                .seen(
                    feed,
                    Sample.keys(random.below(5) == 0 ? random.below(40) : number),
                    SeenEntry(item: Sample.itemID(number), fingerprint: UInt64(random.below(9)), lastSeen: now)
                )
            }
        try await one.apply(changes)
        try await other.apply(changes)
    }

    private mutating func subscribe(_ one: any Store, _ other: any Store) async throws {
        let wanted = feeds.filter { _ in random.below(4) > 0 }
        let now = now
        let first = try await one.subscribe(wanted) { Sample.state($0.url, due: now) }
        try StoreContract.expect(
            try await other.subscribe(wanted) { Sample.state($0.url, due: now) },
            first,
            "new feeds"
        )
    }

    private mutating func poll(_ one: any Store, _ other: any Store) async throws {
        let end = now.advanced(by: 90)
        let first = try await one.lease(at: now, until: end, limit: 9).map(\.id)
        try StoreContract.expect(
            Set(try await other.lease(at: now, until: end, limit: 9).map(\.id)),
            Set(first),
            "leased feeds"
        )
    }

    private mutating func deliver(_ one: any Store, _ other: any Store) async throws {
        let receiver = receivers[random.below(receivers.count)]
        let limit = 1 + random.below(4)
        let end = now.advanced(by: 30)
        let claimed = try await one.claim(receiver: receiver, at: now, until: end, limit: limit)
        try StoreContract.expect(
            try await other.claim(receiver: receiver, at: now, until: end, limit: limit),
            claimed,
            "claimed"
        )
        for var delivery in claimed where random.below(5) > 0 {
            delivery.attempts += 1
            delivery.state = [.delivered, .delivered, .pending, .dead][random.below(4)]
            delivery.nextAttempt = now.advanced(by: Int64(random.below(600)))
            delivery.lastOutcome = "outcome \(random.below(9))"
            let held = random.below(6) == 0 ? now.advanced(by: Int64(random.below(300))) : nil
            try await one.settle(delivery, holdingReceiverUntil: held)
            try await other.settle(delivery, holdingReceiverUntil: held)
        }
    }

    private mutating func manage(_ one: any Store, _ other: any Store) async throws {
        let receiver = receivers[random.below(receivers.count)]
        switch random.below(6) {
        case 0:
            let isDisabled = random.below(2) == 0
            try await one.setDisabled(receiver: receiver, isDisabled)
            try await other.setDisabled(receiver: receiver, isDisabled)
        case 1:
            let names = Set(receivers.filter { _ in random.below(5) > 0 })
            try StoreContract.expect(try await other.keepReceivers(names), try await one.keepReceivers(names), "left")
        case 2:
            let ids = try await one.deliveries(alert: nil, state: nil, since: nil, limit: 50).map(\.id)
                .filter { _ in random.below(5) == 0 }
            try StoreContract.expect(try await other.resend(ids, at: now), try await one.resend(ids, at: now), "resent")
        case 3:
            try await one.hasten(receiver: receiver, at: now)
            try await other.hasten(receiver: receiver, at: now)
        case 4:
            let limit = now.advanced(by: -Int64(random.below(2_000)))
            let parked = try await one.park(receiver: receiver, createdBefore: limit, outcome: "late")
            try StoreContract.expect(
                try await other.park(receiver: receiver, createdBefore: limit, outcome: "late"),
                parked,
                "parked"
            )
        default:
            // Positions grow, but need not be the same in both.
            let limit = 1 + random.below(3)
            for store in [one, other] {
                let lines = try await store.logLines(after: try await store.logPosition(), limit: limit)
                if let last = lines.last { try await store.setLogPosition(last.position) }
            }
        }
    }

    private func compare(_ one: any Store, _ other: any Store) async throws {
        func both<Value: Equatable & Sendable>(_ what: String, _ ask: (any Store) async throws -> Value) async throws {
            try StoreContract.expect(try await ask(other), try await ask(one), what)
        }
        try await both("states") { try await $0.states() }
        try await both("next due") { try await $0.nextDue() }
        try await both("counts") { try await $0.deliveryCounts() }
        try await both("backlog") { try await $0.backlog() }
        try await both("disabled") { try await $0.disabledReceivers() }
        try await both("deliveries") { try await $0.deliveries(alert: nil, state: nil, since: nil, limit: 500) }
        try await both("alerts") { try await $0.alerts(since: nil, limit: 500).map(\.id) }
        try await both("log") { try await $0.logLines(after: 0, limit: 500).map(\.line) }
        try await both("stories") { try await $0.stories(limit: 50) }
        for receiver in receivers {
            try await both("next of \(receiver)") { try await $0.nextAttempt(receiver: receiver) }
        }
        for feed in feeds {
            let keys = Set((0..<40).flatMap { Sample.keys($0) })
            try await both("seen in \(feed)") { try await $0.seen(keys, in: feed) }
            try await both("items of \(feed)") { try await $0.itemCounts()[feed] ?? 0 }
        }
        for number in 0..<40 { try await both("item \(number)") { try await $0.item("i\(number)") } }
        let found = Locked<[[Remembered]]>([[], []])
        try await one.everyKeepsake(of: 7) { items in found.withLock { $0[0] += items } }
        try await other.everyKeepsake(of: 7) { items in found.withLock { $0[1] += items } }
        try StoreContract.expect(found.withLock { $0[1] }, found.withLock { $0[0] }, "keepsakes")
        try await both("adoptions") { try await $0.adoptions() }
    }
}
