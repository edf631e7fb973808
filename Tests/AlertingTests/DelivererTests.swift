import Domain
import TestSupport
import Testing

@testable import Alerting

struct DelivererTests {
    private let store = MemoryStore()
    private let sink = RecordingSink()
    private let clock = ManualClock(Sample.start)
    private let events = Locked<[String]>([])
    private let failure = Attempt.failed(reason: "answered 500", status: 500, retryAfter: nil)

    /// `step`: the least that a sleep takes. Days in steps of five seconds are fifty thousand sleeps.
    private func deliverer(
        _ name: String = "desk",
        sink: RecordingSink? = nil,
        schedule: [Int64] = [10, 20, 30],
        step: Int64 = 1
    ) -> Deliverer {
        let events = events
        let clock = clock
        return Deliverer(
            receiver: Sample.receiver(name),
            store: store,
            sink: sink ?? self.sink,
            clock: clock,
            policy: DeliveryPolicy(schedule: schedule),
            jitter: { 0.5 },
            sleep: { seconds in
                try Task.checkCancellation()
                clock.advance(by: max(seconds, step))
            },
            tell: { event in events.withLock { $0.append(Self.word(event)) } }
        )
    }

    private static func word(_ event: DeliveryEvent) -> String {
        switch event {
        case .delivered: "delivered"
        case .failed: "failed"
        case .died: "died"
        case .parked: "parked"
        case .gone: "gone"
        case .circuitOpened: "opened"
        case .circuitClosed: "closed"
        case .storeFailed: "store"
        }
    }

    /// Runs until `isDone`; time passes as the deliverer sleeps. Ends with the test's time limit, too: nothing would be
    /// done any more, and the whole test run would wait for it.
    private func run(_ deliverer: Deliverer, until isDone: @Sendable @escaping () async -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await deliverer.run() }
            while !Task.isCancelled, !(await isDone()) { await Task.yield() }
            group.cancelAll()
        }
    }

    private func isSettled(_ count: Int) -> @Sendable () async -> Bool {
        { [store] in
            do {
                let counts = try await store.deliveryCounts()
                return counts.pending == 0 && counts.delivered + counts.dead >= count
            } catch {
                return true
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a failed delivery is sent again with the same id and bytes until it is taken`() async throws {
        try await store.apply([Sample.raise(1)])
        sink.script([failure, failure])
        await run(deliverer(), until: isSettled(1))
        #expect(sink.sent.map(\.id) == ["msg_desk_1", "msg_desk_1", "msg_desk_1"])
        #expect(Set(sink.sent.map(\.body)).count == 1)
        #expect(sink.sent[1].at.seconds(since: sink.sent[0].at) >= 10)
        #expect(sink.sent[2].at.seconds(since: sink.sent[1].at) >= 20)
        #expect(events.withLock { $0 } == ["failed", "failed", "delivered"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a story's later alert waits for the earlier one and other stories do not`() async throws {
        try await store.apply([Sample.raise(1, story: "s"), Sample.raise(2, story: "s"), Sample.raise(3)])
        sink.script([failure])
        await run(deliverer(), until: isSettled(3))
        #expect(sink.sent.map(\.id) == ["msg_desk_1", "msg_desk_3", "msg_desk_1", "msg_desk_2"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a used-up schedule leaves the delivery dead and lets the next of its story go`() async throws {
        try await store.apply([Sample.raise(1, story: "s"), Sample.raise(2, story: "s")])
        let failure = failure
        sink.answer { delivery, _ in delivery.id == "msg_desk_1" ? failure : .delivered(status: 200) }
        await run(deliverer(), until: isSettled(2))
        #expect(sink.sent.map(\.id) == Array(repeating: "msg_desk_1", count: 4) + ["msg_desk_2"])
        #expect(try await store.deliveryCounts() == DeliveryCounts(delivered: 1, pending: 0, dead: 1))
    }

    @Test(.timeLimit(.minutes(10)))
    func `after 410 nothing more is sent`() async throws {
        try await store.apply((1...4).map { Sample.raise($0) })
        sink.script([.delivered(status: 200), .gone])
        await run(deliverer(), until: isSettled(4))
        #expect(sink.sent.count == 2)
        #expect(try await store.disabledReceivers() == ["desk"])
        #expect(try await store.deliveryCounts() == DeliveryCounts(delivered: 1, pending: 0, dead: 3))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a Retry-After holds every delivery of its receiver`() async throws {
        try await store.apply((1...3).map { Sample.raise($0) })
        sink.script([.failed(reason: "answered 429", status: 429, retryAfter: 30)])
        await run(deliverer(), until: isSettled(3))
        #expect(sink.sent.count == 4)
        #expect(sink.sent[1].at.seconds(since: sink.sent[0].at) > 30)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a receiver that is down is probed with one delivery and gets all in order when it is back`() async throws {
        try await store.apply((1...40).map { Sample.raise($0) })
        let failure = failure
        let back = Sample.start.advanced(by: 3 * 3_600)
        sink.answer { _, now in now < back ? failure : .delivered(status: 200) }
        await run(deliverer(schedule: AlertPolicy().retry), until: isSettled(40))
        let failed = sink.sent.filter { $0.at < back }
        // Five to open the circuit, then probes: at 2, 4 … 270 seconds' distance.
        #expect(failed.count < 60, "\(failed.count) requests to a dead receiver")
        let taken = sink.sent.filter { $0.at >= back }
        #expect(taken.count == 40)
        #expect(taken.dropFirst().map(\.id) == (1...40).map { "msg_desk_\($0)" }.filter { $0 != taken[0].id })
        let last = try #require(taken.last)
        #expect(last.at.seconds(since: back) <= 310)
        #expect(
            events.withLock { events in events.filter { $0 == "opened" || $0 == "closed" } } == ["opened", "closed"]
        )
    }

    @Test(.timeLimit(.minutes(10)))
    func `one delivery that waits for hours is met within five minutes of its receiver's return`() async throws {
        try await store.apply([Sample.raise(1)])
        let failure = failure
        let back = Sample.start.advanced(by: 5 * 3_600)
        sink.answer { _, now in now < back ? failure : .delivered(status: 200) }
        await run(deliverer(schedule: AlertPolicy().retry), until: isSettled(1))
        let last = try #require(sink.sent.last)
        #expect((0...310).contains(last.at.seconds(since: back)), "\(last.at.seconds(since: back)) s")
        #expect(sink.sent.count < 90, "\(sink.sent.count) requests in five hours")
        let taken = try #require(try await store.deliveries(alert: nil, state: .delivered, since: nil, limit: 1).first)
        #expect(taken.attempts <= 10, "probes ahead of their time use up nothing of the schedule")
    }

    @Test(.timeLimit(.minutes(10)))
    func `a receiver that answers and refuses is asked by the schedule alone`() async throws {
        try await store.apply([Sample.raise(1)])
        let start = Sample.start
        sink.answer { _, now in
            let isMended = now >= start.advanced(by: 5 * 3_600)
            return isMended ? .delivered(status: 200) : .failed(reason: "answered 400", status: 400, retryAfter: nil)
        }
        await run(deliverer(schedule: AlertPolicy().retry), until: isSettled(1))
        #expect(sink.sent.count <= 10, "\(sink.sent.count) requests in five hours")
    }

    @Test(.timeLimit(.minutes(10)))
    func `what an earlier process left failing is probed at the start`() async throws {
        try await store.apply([Sample.raise(1)])
        var left = try #require(
            try await store.claim(receiver: "desk", at: Sample.start, until: clock.now, limit: 1).first
        )
        left.attempts = 9
        left.nextAttempt = Sample.start.advanced(by: 50_000)
        try await store.settle(left, holdingReceiverUntil: nil)
        await run(deliverer(schedule: AlertPolicy().retry), until: isSettled(1))
        #expect(sink.sent.map(\.at) == [Sample.start])
    }

    @Test(.timeLimit(.minutes(10)))
    func `what waited behind an open circuit for three days is dead with the rest, and can be sent again`() async throws
    {
        try await store.apply((1...60).map { Sample.raise($0) })
        let failure = failure
        sink.answer { _, _ in failure }
        await run(deliverer(schedule: AlertPolicy().retry, step: 60), until: isSettled(60))
        #expect(try await store.deliveryCounts() == DeliveryCounts(delivered: 0, pending: 0, dead: 60))
        let days = clock.now.seconds(since: Sample.start) / 86_400
        #expect((3...7).contains(days), "given up after \(days) days")
        sink.answer(nil)
        _ = try await store.resend((1...60).map { "msg_desk_\($0)" }, at: clock.now)
        await run(deliverer(), until: isSettled(60))
        #expect(try await store.deliveryCounts() == DeliveryCounts(delivered: 60, pending: 0, dead: 0))
    }

    @Test(.timeLimit(.minutes(10)))
    func `an outcome that cannot be noted stops the sending and is noted later, not sent again`() async throws {
        let store = store
        let sink = RecordingSink { delivery in
            if delivery.id == "msg_desk_1" { await store.fail(with: .full("no room")) }
        }
        try await store.apply([Sample.raise(1), Sample.raise(2)])
        let start = Sample.start
        let clock = clock
        await run(deliverer(sink: sink)) {
            if clock.now > start.advanced(by: 60) { await store.fail(with: nil) }
            return await isSettled(2)()
        }
        #expect(sink.sent.map(\.id) == ["msg_desk_1", "msg_desk_2"])
        #expect(events.withLock { $0 } == ["delivered", "store", "delivered"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a dead receiver does not delay another`() async throws {
        try await store.apply((1...5).map { Sample.raise($0, to: ["desk", "other"]) })
        let failure = failure
        let dead = RecordingSink()
        dead.answer { _, _ in failure }
        await deliverer(sink: dead).drain(until: Sample.start.advanced(by: 30))
        await deliverer("other").drain(until: Sample.start.advanced(by: 30))
        #expect(sink.sent.count == 5)
        #expect(sink.sent.allSatisfy { $0.at == Sample.start })
        #expect(dead.sent.count == 5)
    }

    @Test(.timeLimit(.minutes(10)))
    func `draining tries each delivery once, though a retry comes due meanwhile`() async throws {
        let clock = clock
        let sink = RecordingSink { _ in clock.advance(by: 3) }
        try await store.apply([Sample.raise(1), Sample.raise(2), Sample.raise(3)])
        sink.script([failure])
        await deliverer(sink: sink, schedule: [1]).drain(until: Sample.start.advanced(by: 60))
        #expect(sink.sent.map(\.id) == ["msg_desk_1", "msg_desk_2", "msg_desk_3"])
        #expect(try await store.deliveryCounts() == DeliveryCounts(delivered: 2, pending: 1, dead: 0))
    }

    @Test(.timeLimit(.minutes(10)))
    func `draining ends with its time`() async throws {
        let clock = clock
        let sink = RecordingSink { _ in clock.advance(by: 20) }
        try await store.apply((1...50).map { Sample.raise($0) })
        await deliverer(sink: sink).drain(until: Sample.start.advanced(by: 30))
        #expect(sink.sent.count <= 16)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a cancelled run gives back what it had claimed`() async throws {
        try await store.apply([Sample.raise(1), Sample.raise(2)])
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let sink = RecordingSink { _ in
            enter.yield()
            while !Task.isCancelled { await Task.yield() }
        }
        sink.script([.failed(reason: "stopped", status: nil, retryAfter: nil)])
        let deliverer = deliverer(sink: sink)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await deliverer.run() }
            for await _ in entered { break }
            group.cancelAll()
        }
        let claimed = try await store.claim(receiver: "desk", at: Sample.start, until: Sample.start, limit: 9)
        #expect(claimed.map(\.attempts) == [0, 0])
    }
}
