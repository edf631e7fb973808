import Domain

extension StoreContract {
    static let outboxRules = [
        Rule("only the oldest unfinished delivery of a story is claimed, until it is settled") { subject in
            let store = subject.store
            try await store.apply([Sample.raise(1, story: "s"), Sample.raise(2, story: "s"), Sample.raise(3)])
            var first = try await store.claim(receiver: "desk", at: start, until: lease, limit: 9)
            try expect(first.map(\.alert.text), ["a1", "a3"], "heads")
            try expect(try await store.claim(receiver: "desk", at: start, until: lease, limit: 9).count, 0, "leased")
            first[0].attempts = 1
            first[0].nextAttempt = start.advanced(by: 30)
            first[0].lastOutcome = "503"
            try await store.settle(first[0], holdingReceiverUntil: nil)
            try expect(try await store.claim(receiver: "desk", at: start, until: lease, limit: 9).count, 0, "not due")
            let later = start.advanced(by: 30)
            let second = try await store.claim(receiver: "desk", at: later, until: lease, limit: 9)
            try expect(second, [first[0]], "the same, with its attempts")
            first[0].state = .delivered
            try await store.settle(first[0], holdingReceiverUntil: nil)
            let third = try await store.claim(receiver: "desk", at: later, until: lease, limit: 9)
            try expect(third.map(\.alert.text), ["a2"], "the next of the story")
        },
        Rule("a probe is the failed head that is due first, before its time, and nobody else's") { subject in
            let store = subject.store
            try await store.apply((1...3).map { Sample.raise($0) } + [Sample.raise(4, to: ["other"])])
            func probe() async throws -> String? {
                let probe = try await store.claimProbe(receiver: "desk", at: start, until: lease)
                return probe?.id
            }
            try expect(try await probe(), nil, "none has failed")
            var claimed = try await store.claim(receiver: "desk", at: start, until: lease, limit: 9)
            for (index, wait) in [300, 60].enumerated() {
                claimed[index].attempts = 1
                claimed[index].nextAttempt = start.advanced(by: Int64(wait))
                try await store.settle(claimed[index], holdingReceiverUntil: nil)
            }
            try expect(try await probe(), "msg_desk_2", "due first")
            try expect(try await probe(), "msg_desk_1", "the other one is leased")
            try expect(try await probe(), nil, "all are leased")
            claimed[0].attempts = 2
            try await store.settle(claimed[0], holdingReceiverUntil: start.advanced(by: 90))
            try expect(try await probe(), nil, "the receiver is held")
        },
        Rule("an alert and its deliveries are stored once, whatever is said again") { subject in
            try await subject.store.apply([Sample.raise(1)])
            var delivery = Sample.delivery(1)
            delivery.state = .delivered
            try await subject.store.settle(delivery, holdingReceiverUntil: nil)
            try await subject.store.apply([Sample.raise(1, to: ["desk", "other"])])
            let store = try await subject.restart().store
            try expect(try await store.deliveryCounts(), DeliveryCounts(delivered: 1, pending: 0, dead: 0), "counts")
            try expect(try await store.alerts(since: nil, limit: 9), [Sample.alert(1).withoutContent], "alerts")
            try expect(try await store.logLines(after: 0, limit: 9).count, 1, "log lines")
        },
        Rule("a restart frees claimed deliveries with their bodies") { subject in
            try await subject.store.apply([Sample.raise(1), Sample.raise(2)])
            let before = try await subject.store.claim(receiver: "desk", at: start, until: lease, limit: 9)
            let again = try await subject.restart().store
            try expect(try await again.claim(receiver: "desk", at: start, until: lease, limit: 9), before, "claimed")
        },
        Rule("a lease that ended lets the delivery be claimed again") { subject in
            try await subject.store.apply([Sample.raise(1)])
            _ = try await subject.store.claim(receiver: "desk", at: start, until: lease, limit: 1)
            try expect(try await subject.store.nextAttempt(receiver: "desk"), lease, "next attempt while leased")
            let again = try await subject.store.claim(
                receiver: "desk",
                at: lease,
                until: lease.advanced(by: 9),
                limit: 1
            )
            try expect(again.count, 1, "claimed")
        },
        Rule("the next attempt is that of the earliest head") { subject in
            let store = subject.store
            try expect(try await store.nextAttempt(receiver: "desk"), nil, "without deliveries")
            try await store.apply([Sample.raise(1, story: "s"), Sample.raise(2, story: "s")])
            var delivery = try await store.claim(receiver: "desk", at: start, until: lease, limit: 1)[0]
            delivery.attempts = 1
            delivery.nextAttempt = start.advanced(by: 300)
            try await store.settle(delivery, holdingReceiverUntil: nil)
            // The second waits behind the first, whatever its own time.
            try expect(try await store.nextAttempt(receiver: "desk"), start.advanced(by: 300), "behind the first")
        },
        Rule("resent deliveries are pending again, in their story's order") { subject in
            let store = subject.store
            try await store.apply([Sample.raise(1, story: "s"), Sample.raise(2, story: "s")])
            var first = try await store.claim(receiver: "desk", at: start, until: lease, limit: 9)[0]
            first.state = .dead
            first.attempts = 13
            try await store.settle(first, holdingReceiverUntil: nil)
            let now = start.advanced(by: 5)
            try expect(try await store.resend([first.id, "unknown"], at: now), 1, "resent")
            let claimed = try await store.claim(receiver: "desk", at: now, until: lease, limit: 9)
            try expect(claimed.map(\.id), [first.id], "the older one before the newer")
            try expect(claimed[0].attempts, 0, "attempts")
        },
        Rule("deliveries are listed newest first by alert, state and time") { subject in
            let store = subject.store
            let later = start.advanced(by: 9)
            try await store.apply([Sample.raise(1, to: ["desk", "other"]), Sample.raise(2, at: later)])
            func ids(_ alert: String?, _ state: Delivery.State?, _ since: Timestamp?, _ limit: Int) async throws
                -> [String]
            {
                try await store.deliveries(alert: alert.map { AlertID($0) }, state: state, since: since, limit: limit)
                    .map(\.id)
            }
            try expect(try await ids(nil, nil, nil, 9), ["msg_desk_2", "msg_other_1", "msg_desk_1"], "all")
            try expect(try await ids("a1", nil, nil, 1), ["msg_other_1"], "of one alert")
            try expect(try await ids(nil, .dead, nil, 9), [], "dead")
            try expect(try await ids(nil, .pending, later, 9), ["msg_desk_2"], "since")
            try expect(try await store.alert(AlertID("a2")), Sample.alert(2, at: later).withoutContent, "one alert")
            try expect(try await store.alerts(since: later, limit: 9).map(\.id.text), ["a2"], "alerts since")
        },
    ]

    static let receiverRules = [
        Rule("a held receiver gets nothing until then, over a restart, and others are not held") { subject in
            try await subject.store.apply([Sample.raise(1, to: ["desk", "other"]), Sample.raise(2)])
            var delivery = try await subject.store.claim(receiver: "desk", at: start, until: lease, limit: 1)[0]
            delivery.attempts = 1
            delivery.nextAttempt = start.advanced(by: 2)
            try await subject.store.settle(delivery, holdingReceiverUntil: start.advanced(by: 30))
            let store = try await subject.restart().store
            let soon = start.advanced(by: 29)
            try expect(try await store.claim(receiver: "desk", at: soon, until: lease, limit: 9).count, 0, "held")
            try expect(try await store.claim(receiver: "other", at: soon, until: lease, limit: 9).count, 1, "the other")
            try expect(try await store.nextAttempt(receiver: "desk"), start.advanced(by: 30), "next attempt")
            try await store.hasten(receiver: "desk", at: soon)
            try expect(try await store.claim(receiver: "desk", at: soon, until: lease, limit: 9).count, 2, "hastened")
        },
        Rule("a disabled receiver's deliveries are dead, and its new ones too, until somebody resends") { subject in
            try await subject.store.apply([Sample.raise(1, to: ["desk", "other"])])
            try await subject.store.setDisabled(receiver: "desk", true)
            try await subject.store.apply([Sample.raise(2)])
            let store = try await subject.restart().store
            try expect(try await store.disabledReceivers(), ["desk"], "disabled")
            try expect(try await store.deliveryCounts(), DeliveryCounts(delivered: 0, pending: 1, dead: 2), "counts")
            try expect(try await store.nextAttempt(receiver: "desk"), nil, "next attempt")
            try expect(try await store.claim(receiver: "desk", at: start, until: lease, limit: 9).count, 0, "claimed")
            try expect(try await store.resend(["msg_desk_2"], at: start), 1, "resent")
            try expect(try await store.disabledReceivers(), [], "enabled by it")
            try expect(try await store.claim(receiver: "desk", at: start, until: lease, limit: 9).count, 1, "claimed")
        },
        Rule("what waits for a receiver that left the configuration is dead") { subject in
            let store = subject.store
            try await store.apply([Sample.raise(1, to: ["desk", "other"])])
            try expect(try await store.keepReceivers(["other"]), 1, "parked")
            try expect(try await store.keepReceivers(["other"]), 0, "parked again")
            try expect(
                try await store.backlog(),
                [
                    "desk": Backlog(pending: 0, dead: 1, oldestPending: nil),
                    "other": Backlog(pending: 1, dead: 0, oldestPending: start),
                ],
                "backlog"
            )
        },
        Rule("parking takes what is older than a time and frees what waited behind it") { subject in
            let store = subject.store
            let later = start.advanced(by: 100)
            try await store.apply([
                Sample.raise(1, story: "s"), Sample.raise(2, story: "s", at: later), Sample.raise(3, to: ["other"]),
            ])
            try expect(try await store.park(receiver: "desk", createdBefore: later, outcome: "three days"), 1, "parked")
            let claimed = try await store.claim(receiver: "desk", at: later, until: later.advanced(by: 60), limit: 9)
            try expect(claimed.map(\.alert.text), ["a2"], "the next")
            try expect(
                try await store.deliveries(alert: AlertID("a1"), state: .dead, since: nil, limit: 1).first?.lastOutcome,
                "three days",
                "outcome"
            )
        },
    ]

    static let logRules = [
        Rule("log lines keep their order and positions over a restart") { subject in
            try await subject.store.apply([Sample.raise(1), Sample.raise(2)])
            try await subject.store.apply([Sample.raise(3)])
            let second = try await subject.restart()
            let store = second.store
            let lines = try await store.logLines(after: 0, limit: 9)
            try expect(lines.map { String(decoding: $0.line, as: UTF8.self) }, ["line 1", "line 2", "line 3"], "lines")
            try expect(
                try await store.logLines(after: lines[0].position, limit: 1).map(\.position),
                [lines[1].position],
                "part"
            )
            try expect(try await store.logPosition(), 0, "before")
            try await store.setLogPosition(lines[1].position)
            try expect(try await second.restart().store.logPosition(), lines[1].position, "after")
        }
    ]

    static let retentionRules = [
        Rule("retention forgets what was not seen since, and never what is owed") { subject in
            let store = subject.store
            let feed = FeedID("https://a.example/rss")
            _ = try await store.subscribe([feed]) { Sample.state($0.url) }
            let later = start.advanced(by: 100_000)
            try await store.apply([
                .item(Sample.item(1, story: "s1")), .item(Sample.item(2)), .story(Sample.story("s1")),
                .story(Sample.story("s8")),
                .seen(feed, Sample.keys(1), SeenEntry(item: ItemID("i1"), fingerprint: 1, lastSeen: start)),
                .seen(feed, Sample.keys(2), SeenEntry(item: ItemID("i2"), fingerprint: 2, lastSeen: later)),
                Sample.raise(1, to: ["desk"]), Sample.raise(2, to: ["desk"]), Sample.raise(3, to: ["desk"]),
            ])
            for (number, state) in [(1, Delivery.State.delivered), (3, .dead)] {
                var delivery = Sample.delivery(number)
                delivery.state = state
                try await store.settle(delivery, holdingReceiverUntil: nil)
            }
            try await store.apply([.retention(before: later)])
            try expect(try await store.seen(Set(Sample.keys(1)), in: feed), [:], "old keys")
            try expect(try await store.seen(Set(Sample.keys(2)), in: feed).count, 3, "keys sighted since")
            try expect(try await store.item("i1"), nil, "an item that no feed shows")
            try expect(try await store.item("i2")?.item.id.text, "i2", "an old item that is still shown")
            try expect(
                try await store.alerts(since: nil, limit: 9).map(\.id.text),
                ["a3", "a2"],
                "alerts that are owed"
            )
            try expect(
                try await store.deliveryCounts(),
                DeliveryCounts(delivered: 0, pending: 1, dead: 1),
                "deliveries"
            )
            try expect(try await store.stories(limit: 9).map(\.id.text), [], "stories")
            _ = try await store.keepReceivers([])
            try await store.apply([.retention(before: later)])
            try expect(try await store.alerts(since: nil, limit: 9).count, 0, "owed to nobody")
        },
        Rule("retention keeps what a subscribed feed still shows, however old") { subject in
            let store = subject.store
            let shown = FeedID("https://a.example/rss")
            let left = FeedID("https://b.example/rss")
            _ = try await store.subscribe([shown]) { Sample.state($0.url) }
            // The last document was a day after the first; one of its entries had gone by then.
            let times: [Int64] = [0, 90_000, 3_600]
            for (number, time) in times.enumerated() {
                let entry = SeenEntry(
                    item: ItemID("i\(number)"),
                    fingerprint: 1,
                    lastSeen: start.advanced(by: time)
                )
                try await store.apply([
                    .item(Sample.item(number)), .keepsake(Sample.keepsake(number)),
                    .seen(shown, Sample.keys(number), entry),
                    .seen(left, Sample.keys(number), entry),
                ])
            }
            let year = start.advanced(by: 365 * 86_400)
            try await store.apply([.retention(before: year)])
            try expect(try await store.itemCounts()[shown], 2, "items of the feed")
            try expect(try await store.seen(Set(Sample.keys(0)), in: shown), [:], "one that went")
            try expect(try await store.itemCounts()[left] ?? 0, 0, "items of a feed that nobody asks")
            try expect(
                try await store.keptIDs(publishedBefore: year),
                [ItemID("i1"), ItemID("i2")],
                "for the index"
            )
            try expect(try await store.keptIDs(publishedBefore: start), [], "published before")
        },
        Rule("retention keeps an alert that is not in the log yet") { subject in
            let store = subject.store
            try await store.setLogPosition(0)
            try await store.apply([Sample.raise(1, to: []), Sample.raise(2, to: [])])
            let limit = start.advanced(by: 1_000)
            try await store.apply([.retention(before: limit)])
            try expect(try await store.logLines(after: 0, limit: 9).count, 2, "lines")
            try await store.setLogPosition(try await store.logLines(after: 0, limit: 1)[0].position)
            try await store.apply([.retention(before: limit)])
            try expect(try await store.logLines(after: 0, limit: 9).map(\.position), [2], "lines left")
        },
    ]
}
