package import Domain

/// What every store does, as rules that run on any of them.
package enum StoreContract {
    /// A store under test and how to close and open it again.
    package struct Subject: Sendable {
        package let store: any Store
        package let restart: @Sendable () async throws -> Subject

        package init(_ store: any Store, restart: @Sendable @escaping () async throws -> Subject) {
            self.store = store
            self.restart = restart
        }
    }

    /// A sentence about stores, and the check of it.
    package struct Rule: Sendable, CustomStringConvertible {
        package let description: String
        package let check: @Sendable (Subject) async throws -> Void

        init(_ sentence: String, _ check: @Sendable @escaping (Subject) async throws -> Void) {
            description = sentence
            self.check = check
        }
    }

    /// A rule that does not hold.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    package static let rules: [Rule] =
        feedRules + itemRules + outboxRules + receiverRules + logRules + retentionRules
        + labelRules + quietRules + stormRules

    static func expect<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws {
        guard found == wanted else { throw Broken(description: "\(what): \(found), not \(wanted)") }
    }

    static let start = Sample.start
    static let lease = Sample.start.advanced(by: 60)

    // MARK: feeds

    private static let feedRules = [
        Rule("a feed has one subscription at a hub, which outlives a restart and its own end not") { subject in
            let store = subject.store
            let feed = FeedID("https://a.example/rss")
            var one = HubSubscription(
                feed: feed,
                topic: feed.url,
                hub: "https://hub.example/",
                token: "a1",
                secret: "s",
                nextAttempt: start
            )
            try await store.apply([.subscription(one)])
            one.state = .active
            one.leaseEnd = start.advanced(by: 99)
            try await store.apply([.subscription(one)])
            let again = try await subject.restart().store
            try expect(try await again.subscriptions(), [one], "subscriptions")
            try await again.apply([.unsubscribed(feed)])
            try expect(try await again.subscriptions(), [], "subscriptions")
        },
        Rule("a census counts the subscribed feeds by health, and says why one fails") { subject in
            let store = subject.store
            let ids = (0..<6).map { FeedID("https://\($0).example/rss") }
            _ = try await store.subscribe(ids) { Sample.state($0.url) }
            var states = ids.map { Sample.state($0.url) }
            states[1].lastSuccess = start
            states[2].failures = 1
            states[3].failures = 4
            states[3].failingSince = start
            states[3].lastError = "HTTP status 500"
            states[4].isGone = true
            states[4].failingSince = start
            try await store.apply(zip(ids, states).map { .feed($0, $1) })
            _ = try await store.subscribe(Array(ids.prefix(5))) { Sample.state($0.url) }
            let census = FeedCensus(
                counts: [.new: 1, .ok: 1, .retrying: 1, .failing: 1, .gone: 1],
                failing: [ids[3]: FeedCensus.Trouble(since: start, error: "HTTP status 500")]
            )
            try expect(try await subject.restart().store.census(), census, "census")
        },
        Rule("subscribing twice keeps the state of what is known") { subject in
            let store = subject.store
            let one = FeedID("https://a.example/rss")
            let two = FeedID("https://b.example/rss")
            try expect(try await store.subscribe([one]) { Sample.state($0.url) }, 1, "new feeds")
            var state = Sample.state(one.url, due: start.advanced(by: 99))
            state.validators = Validators(etag: "W/\"\u{1}é\"", lastModified: "Sat", url: one.url)
            state.skipHours = [3, 4]
            try await store.apply([.feed(one, state)])
            try expect(try await store.subscribe([one, two]) { Sample.state($0.url) }, 1, "new feeds")
            let again = try await subject.restart().store
            try expect(try await again.states(), [one: state, two: Sample.state(two.url)], "states")
            try expect(try await again.subscribe([two]) { Sample.state($0.url) }, 0, "new feeds")
            try expect(Set(try await again.states().keys), [two], "subscribed")
            try expect(try await again.state(of: one), state, "the state of one that was left")
        },
        Rule("a leased feed is leased to nobody else until its poll is stored or its lease ends") { subject in
            let store = subject.store
            let ids = (0..<5).map { FeedID("https://a.example/\($0)") }
            _ = try await store.subscribe(ids) { Sample.state($0.url, due: start.advanced(by: $0 == ids[4] ? 50 : 0)) }
            let first = try await store.lease(at: start, until: lease, limit: 3)
            let second = try await store.lease(at: start, until: lease, limit: 3)
            try expect(first.count, 3, "leased at first")
            try expect(Set((first + second).map(\.id)), Set(ids.prefix(4)), "all that is due")
            try expect(try await store.lease(at: start, until: lease, limit: 3).count, 0, "left")
            try expect(try await store.nextDue(), start.advanced(by: 50), "next due")
            try await store.apply([.feed(first[0].id, Sample.state(first[0].id.url, due: start))])
            try expect(try await store.nextDue(), start, "next due after a poll")
            let freed = try await store.lease(at: start, until: lease, limit: 9)
            try expect(freed.map(\.id), [first[0].id], "freed by its poll")
            try expect(
                try await store.lease(at: lease, until: lease.advanced(by: 60), limit: 9).count,
                5,
                "after the lease"
            )
        },
        Rule("a restart frees leases, and the longest overdue feed comes first") { subject in
            let ids = (0..<3).map { FeedID("https://a.example/\($0)") }
            _ = try await subject.store.subscribe(ids) { id in
                Sample.state(id.url, due: start.advanced(by: id == ids[1] ? -9 : id == ids[2] ? -5 : -1))
            }
            _ = try await subject.store.lease(at: start, until: lease, limit: 9)
            let again = try await subject.restart().store
            try expect(
                try await again.lease(at: start, until: lease, limit: 9).map(\.id),
                [ids[1], ids[2], ids[0]],
                "order"
            )
        },
        Rule("without feeds nothing is due") { subject in
            try expect(try await subject.store.nextDue(), nil, "next due")
            try expect(try await subject.store.lease(at: start, until: lease, limit: 5).count, 0, "leased")
        },
    ]

    // MARK: items

    private static let itemRules = [
        Rule("keys lead to the item that was met under them last, in their feed alone") { subject in
            let feed = FeedID("https://a.example/rss")
            let one = SeenEntry(item: ItemID("i1"), fingerprint: .max, lastSeen: start)
            try await subject.store.apply([.seen(feed, Sample.keys(1), one)])
            let store = try await subject.restart().store
            let wanted = Set(Sample.keys(1) + Sample.keys(2))
            var found = try await store.seen(wanted, in: feed)
            try expect(found, Dictionary(uniqueKeysWithValues: Sample.keys(1).map { ($0, one) }), "found")
            try expect(try await store.seen(wanted, in: FeedID("https://b.example/rss")), [:], "elsewhere")
            let two = SeenEntry(item: ItemID("i2"), fingerprint: 7, lastSeen: start.advanced(by: 5))
            try await store.apply([.seen(feed, [Sample.keys(1)[0]], two)])
            found = try await store.seen(wanted, in: feed)
            try expect(found[Sample.keys(1)[0]], two, "moved key")
            try expect(found[Sample.keys(1)[1]], one, "other key")
            try expect(try await store.itemCounts()[feed], 2, "items of the feed")
        },
        Rule("an item is found by id and by either URL, with everything but what is not kept of an off-topic one") {
            subject in
            let on = Sample.item(1, story: "s1")
            let off = Sample.item(2, onTopic: false, kind: .offTopic)
            let dull = StoredItem(
                item: Sample.item(4).item,
                verdict: Verdict(isOnTopic: false, score: 0.01, kind: nil, evidence: []),
                decision: off.decision
            )
            try await subject.store.apply([.item(on), .item(off), .item(dull), .story(Sample.story("s1"))])
            let store = try await subject.restart().store
            for name in ["i1", on.item.url, on.item.canonicalURL].compactMap({ $0 }) {
                try expect(try await store.item(name), on, name)
            }
            try expect(try await store.item("i2"), off, "one in which something was found")
            let found = try await store.item("i4")
            try expect(found?.item.title, dull.item.title, "title")
            try expect(found?.verdict, dull.verdict, "verdict")
            try expect(found?.item.content, "", "content")
            try expect(found?.item.keys, dull.item.keys, "keys")
            try expect(try await store.item("i3"), nil, "an unknown one")
            try expect(try await store.story(StoryID("s1"))?.items, [on], "the story's items")
            try expect(try await store.story(StoryID("s2"))?.items, nil, "no story")
        },
        Rule("keepsakes come in the order of their items, with what another maker is to make anew") { subject in
            let items = [5, 1, 3, 9].map { Sample.item($0, at: start.advanced(by: Int64($0))) }
            let kept = [5, 3, 1].map { Sample.keepsake($0, maker: $0 == 3 ? 8 : 7) }
            let lost = Sample.keepsake(4)
            try await subject.store.apply(items.map { .item($0) } + (kept + [lost]).map { .keepsake($0) })
            let renewed = Sample.keepsake(5, file: "s2")
            try await subject.store.apply([.keepsake(renewed)])
            let found = Locked<[Remembered]>([])
            let store = try await subject.restart().store
            try await store.everyKeepsake(of: 7) { items in found.withLock { $0 += items } }
            let expected = [
                Remembered(keepsake: renewed, stored: nil), Remembered(keepsake: kept[2], stored: nil),
                Remembered(keepsake: kept[1], stored: items[2]),
            ]
            try expect(found.withLock { $0 }, expected, "keepsakes")
        },
        Rule("what lies beside the topic is forgotten by its time, adoptions with the last of their group") { subject in
            let store = subject.store
            try await store.apply((1...3).map { .item(Sample.item($0)) })
            let times = [1: ("s7", 10), 2: ("s7", 20), 3: ("s8", 10)]
            try await store.apply(
                times.map { number, entry in
                    let time = start.advanced(by: Int64(entry.1))
                    return .keepsake(Sample.keepsake(number, file: entry.0, isBeside: true, time: time))
                }
            )
            let (one, other) = (StoryID("s7"), StoryID("s8"))
            try await store.apply([
                .adoption(group: one, story: StoryID("s1")), .adoption(group: one, story: StoryID("s2")),
                .adoption(group: other, story: StoryID("s1")),
            ])
            try expect(try await store.adoptions(), [one: StoryID("s1"), other: StoryID("s1")], "the first holds")
            try await store.apply([.besideForgotten(before: start.advanced(by: 20), from: nil)])
            let found = Locked<[ItemID]>([])
            try await store.everyKeepsake(of: 7) { items in found.withLock { $0 += items.map(\.keepsake.item) } }
            try expect(found.withLock { $0 }, [ItemID("i2")], "left")
            try expect(try await store.adoptions(), [one: StoryID("s1")], "its group's")
            try expect(try await store.keptIDs(publishedBefore: start.advanced(by: 99)), [], "beside the topic")
            try await store.apply([.besideForgotten(before: start, from: ItemID("i2"))])
            try expect(try await store.adoptions().count, 1, "none came before it")
            try await store.apply([.besideForgotten(before: start, from: ItemID("i3"))])
            try expect(try await store.adoptions(), [:], "what came before another")
        },
        Rule("stories come newest growth first, as stored last") { subject in
            var grown = Sample.story("s1", at: start)
            try await subject.store.apply([.story(grown), .story(Sample.story("s2", at: start.advanced(by: 1)))])
            grown.lastGrown = start.advanced(by: 2)
            grown.items = 2
            try await subject.store.apply([.story(grown)])
            let stories = try await subject.store.stories(limit: 5)
            try expect(stories.map(\.id.text), ["s1", "s2"], "order")
            try expect(stories.first, grown, "as given")
            try expect(try await subject.store.stories(limit: 1).count, 1, "limit")
        },
        Rule("every story is told, however many") { subject in
            try await subject.store.apply((0..<1_201).map { .story(Sample.story("s\($0)")) })
            let found = Locked<Set<String>>([])
            try await subject.store.everyStory { story in found.withLock { _ = $0.insert(story.id.text) } }
            try expect(found.withLock { $0.count }, 1_201, "stories")
        },
    ]
}
