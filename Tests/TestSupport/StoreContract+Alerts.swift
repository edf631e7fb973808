import Domain

extension StoreContract {
    /// A delivery that waits for the end of quiet hours, `seconds` after the start.
    private static func held(_ number: Int, story: String? = nil, for seconds: Int64) -> Change {
        var delivery = Sample.delivery(number, story: story)
        delivery.nextAttempt = start.advanced(by: seconds)
        return .alert(Sample.alert(number, story: story), logLine: [], deliveries: [delivery])
    }

    static let quietRules = [
        Rule("what waits for the end of quiet hours goes then, in order, over a restart and an outage's end") {
            subject in
            try await subject.store.apply([held(1, for: 500), held(2, for: 500)])
            try await subject.store.hasten(receiver: "desk", at: start.advanced(by: 9))
            let store = try await subject.restart().store
            try expect(try await store.nextAttempt(receiver: "desk"), start.advanced(by: 500), "next attempt")
            try expect(
                try await store.backlog()["desk"],
                Backlog(pending: 2, dead: 0, oldestPending: start.advanced(by: 500)),
                "nothing is late"
            )
            let early = try await store.claim(receiver: "desk", at: start.advanced(by: 499), until: lease, limit: 9)
            try expect(early.count, 0, "quiet")
            let due = start.advanced(by: 500)
            let claimed = try await store.claim(receiver: "desk", at: due, until: due.advanced(by: 60), limit: 9)
            try expect(claimed.map(\.alert.text), ["a1", "a2"], "in order")
        },
        Rule("a story's alert that does not wait takes along what of its story does") { subject in
            let store = subject.store
            try await store.apply([held(1, story: "s", for: 500), held(2, for: 500), Sample.raise(3, story: "s")])
            let claimed = try await store.claim(receiver: "desk", at: start, until: lease, limit: 9)
            try expect(claimed.map(\.alert.text), ["a1"], "the earlier one first, the other story waits")
        },
        Rule("changed quiet hours change what waits for them, and nothing else") { subject in
            let store = subject.store
            try await store.apply([held(1, for: 500), Sample.raise(2), Sample.raise(3)])
            var failed = try await store.claim(receiver: "desk", at: start, until: lease, limit: 1)[0]
            failed.attempts = 1
            failed.nextAttempt = start.advanced(by: 300)
            try await store.settle(failed, holdingReceiverUntil: nil)
            let now = start.advanced(by: 10)
            try expect(try await store.holdQuiet(receiver: "desk", until: now, at: now), 1, "changed")
            try expect(try await store.holdQuiet(receiver: "desk", until: now, at: now), 0, "changed again")
            let claimed = try await store.claim(receiver: "desk", at: now, until: now.advanced(by: 60), limit: 9)
            try expect(claimed.map(\.alert.text), ["a1", "a3"], "due")
        },
        Rule("a receiver that answered 410 is enabled when it leads elsewhere, and only then") { subject in
            try expect(try await subject.store.settle(places: ["desk": "one", "other": "x"]), [], "first")
            try await subject.store.setDisabled(receiver: "desk", true)
            let store = try await subject.restart().store
            try expect(try await store.settle(places: ["desk": "one", "other": "y"]), [], "same place")
            try expect(try await store.disabledReceivers(), ["desk"], "still disabled")
            try expect(try await store.settle(places: ["desk": "two"]), ["desk"], "another place")
            try expect(try await store.disabledReceivers(), [], "enabled")
        },
        Rule("a log that is off holds no alert back, and begins with the next when it is on") { subject in
            let store = subject.store
            try await store.setLogPosition(0)
            try await store.apply([Sample.raise(1, to: []), Sample.raise(2, to: [])])
            try await store.skipLog()
            try expect(try await store.logPosition(), 2, "position")
            try await store.apply([.retention(before: start.advanced(by: 1_000))])
            try expect(try await store.alerts(since: nil, limit: 9).count, 0, "kept")
            try await store.apply([Sample.raise(3, to: [])])
            try expect(try await store.logLines(after: try await store.logPosition(), limit: 9).count, 1, "next line")
        },
    ]

    static let stormRules = [
        Rule("a storm folds from its first alert on, over a restart, and retention waits for it") { subject in
            try await subject.store.apply([
                Sample.raise(1, to: []), Sample.raise(2, to: []), .storm(first: AlertID("a2")),
            ])
            try await subject.store.apply([Sample.raise(3, to: []), .storm(first: AlertID("a3"))])
            let store = try await subject.restart().store
            try await store.apply([.retention(before: start.advanced(by: 1_000))])
            try expect(try await store.folded().map(\.id.text), ["a2", "a3"], "folded")
            try await store.apply([.storm(first: nil)])
            try expect(try await store.folded().count, 0, "told")
            try await store.apply([.retention(before: start.advanced(by: 1_000))])
            try expect(try await store.alerts(since: nil, limit: 9).count, 0, "kept")
        },
        Rule("further deliveries of a known alert are added once") { subject in
            let store = subject.store
            try await store.apply([Sample.raise(1)])
            var sent = Sample.delivery(1)
            sent.state = .delivered
            try await store.settle(sent, holdingReceiverUntil: nil)
            for _ in 0..<2 {
                try await store.apply([.deliveries([Sample.delivery(1), Sample.delivery(1, to: "other")])])
            }
            try expect(try await store.deliveryCounts(), DeliveryCounts(delivered: 1, pending: 1, dead: 0), "counts")
        },
    ]
}
