package import Domain

/// Takes one receiver's deliveries out of the outbox to it, for as long as it runs.
///
/// - Takes: what the store says is due: the oldest unfinished delivery of each story, in the order of their making.
/// - Gives: each attempt's outcome back to the store; `DeliveryEvent`s to whoever logs.
/// - Isolation: each receiver has its own; one that hangs delays no other.
/// - Bounds: one delivery in flight, so that a Retry-After is obeyed by the very next one, and `batch` bodies in memory.
/// - Errors: none are thrown. While the store cannot note an outcome nothing more is sent, and the noting is tried again.
package actor Deliverer {
    private let receiver: Receiver
    private let store: any Store
    private let sink: any AlertSink
    private let clock: any WallClock
    private let policy: DeliveryPolicy
    private let jitter: @Sendable () -> Double
    private let sleep: @Sendable (Int64) async throws -> Void
    private let tell: @Sendable (DeliveryEvent) -> Void
    private let wakeUp = WakeUp()
    private var breaker = CircuitBreaker()
    /// The receiver answers, and refuses what it is sent: there is no return to wait for.
    private var isRefusing = false
    /// What was sent and could not be noted yet.
    private var unnoted: Outcome?
    /// When the failures began that nothing has ended yet.
    private var failingSince: Timestamp?
    /// Why the store failed last; nil since it worked again.
    private var trouble: String?

    private struct Outcome: Sendable {
        let delivery: Delivery
        let hold: Timestamp?
        let isGone: Bool
        let endsOutage: Bool
    }

    private static let batch = 16
    /// Longer than a request may take.
    private static let lease: Int64 = 60

    /// - Parameters:
    ///   - receiver: where to.
    ///   - store: the outbox.
    ///   - sink: sends one delivery once.
    ///   - clock: for due times and for the signature's timestamp.
    ///   - policy: when to try again.
    ///   - jitter: 0..<1, anew for each failure.
    ///   - sleep: waits for that many seconds, or throws when cancelled.
    ///   - tell: what an operator may want to know; called in order, must not block.
    package init(
        receiver: Receiver,
        store: any Store,
        sink: any AlertSink,
        clock: any WallClock,
        policy: DeliveryPolicy,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        tell: @escaping @Sendable (DeliveryEvent) -> Void = { _ in }
    ) {
        self.receiver = receiver
        self.store = store
        self.sink = sink
        self.clock = clock
        self.policy = policy
        self.jitter = jitter
        self.sleep = sleep
        self.tell = tell
    }

    /// Says that the outbox may have something for this receiver.
    package nonisolated func wake() { wakeUp.set() }

    /// Delivers until its task is cancelled; a request in flight is then cut off and sent again after the next start.
    package func run() async {
        await resume()
        while !Task.isCancelled {
            let wait = await deliverAllDue()
            if Task.isCancelled { return }
            let sleep = sleep
            await wakeUp.wait { try await sleep(wait) }
        }
    }

    /// Tries once each delivery that is due now, in order, until `end`; for `hotline poll`.
    package func drain(until end: Timestamp) async {
        let start = clock.now
        do throws(StoreError) {
            while clock.now < end, !Task.isCancelled {
                if case .none = breaker.admit(clock.now) { return }
                // What fails is due after `start` again, so it is not claimed twice.
                guard try await deliverBatch(dueAt: start) else { return }
            }
        } catch {
            report(error)
        }
    }

    /// What an earlier process left failing is probed at once, not when its schedule has it next.
    private func resume() async {
        do throws(StoreError) {
            let now = clock.now
            let until = now.advanced(by: Self.lease)
            guard let failed = try await store.claimProbe(receiver: receiver.name, at: now, until: until) else {
                return
            }
            if failed.attempts >= CircuitBreaker.threshold { breaker.resume() }
            try await store.release([failed])
        } catch {
            report(error)
        }
    }

    /// Delivers until nothing is due. Returns how many seconds there is nothing to do.
    private func deliverAllDue() async -> Int64 {
        do throws(StoreError) {
            try await noteAgain()
            while !Task.isCancelled {
                let now = clock.now
                if case .none(let until) = breaker.admit(now) { return Self.wait(until: until, from: now) }
                guard try await deliverBatch(dueAt: now) else { break }
            }
            let next = try await store.nextAttempt(receiver: receiver.name)
            trouble = nil
            return Self.wait(until: next, from: clock.now)
        } catch {
            report(error)
            return 5
        }
    }

    /// Five seconds at most: the clock may be set, and a person may resend from another process.
    private static func wait(until time: Timestamp?, from now: Timestamp) -> Int64 {
        min(max(time?.seconds(since: now) ?? 5, 1), 5)
    }

    /// Sends some of what is due; one alone while the receiver is only probed. False when there was nothing.
    private func deliverBatch(dueAt now: Timestamp) async throws(StoreError) -> Bool {
        let isProbed = breaker.admit(clock.now) != .all
        let limit = isProbed ? 1 : Self.batch
        let until = clock.now.advanced(by: Self.lease * Int64(limit))
        let claimed = try await store.claim(receiver: receiver.name, at: now, until: until, limit: limit)
        if claimed.isEmpty, isProbed, !isRefusing { return try await probe(until: until) }
        for (index, delivery) in claimed.enumerated() {
            let rest = Array(claimed[(index + 1)...])
            do throws(StoreError) {
                guard try await deliver(delivery) else { continue }
                try await store.release(rest)
                return true
            } catch {
                try await store.release(rest)
                throw error
            }
        }
        return !claimed.isEmpty
    }

    /// Nothing is due: what failed before goes ahead of its time. False when there is nothing of that kind.
    private func probe(until end: Timestamp) async throws(StoreError) -> Bool {
        guard let delivery = try await store.claimProbe(receiver: receiver.name, at: clock.now, until: end) else {
            return false
        }
        _ = try await deliver(delivery, isEarly: true)
        return true
    }

    /// One attempt. True when the receiver is to be left alone for a while.
    ///
    /// `isEarly`: a probe ahead of its time, which uses up nothing of its delivery's schedule.
    private func deliver(_ delivery: Delivery, isEarly: Bool = false) async throws(StoreError) -> Bool {
        let attempt = await sink.send(delivery, to: receiver, at: clock.now)
        let now = clock.now
        if Task.isCancelled, case .failed = attempt {
            // Cut off by us, which is no fault of the receiver's.
            try await store.release([delivery])
            return true
        }
        var settled = policy.settled(delivery, attempt, at: now, jitter: jitter())
        if isEarly, case .failed(let reason, _, _) = attempt { settled = policy.probed(delivery, reason: reason) }
        let hold = policy.hold(after: attempt, at: now)
        isRefusing = DeliveryPolicy.isRefusal(attempt, of: receiver.way)
        var endsOutage = false
        var opened = false
        if case .failed = attempt {
            opened = breaker.failed(at: now, jitter: jitter())
            failingSince = failingSince ?? now
        } else {
            endsOutage = breaker.succeeded()
            failingSince = nil
        }
        unnoted = Outcome(delivery: settled, hold: hold, isGone: attempt == .gone, endsOutage: endsOutage)
        report(attempt, settled)
        if opened { tell(.circuitOpened(receiver: receiver.name, outcome: settled.lastOutcome ?? "")) }
        if endsOutage { tell(.circuitClosed(receiver: receiver.name)) }
        try await noteAgain()
        try await parkWhatIsLate(now)
        return Task.isCancelled || hold != nil || attempt == .gone || breaker.admit(now) != .all
    }

    /// While a receiver is down only one delivery at a time meets it. What has waited through a whole schedule's time
    /// behind that one is given up with it, or the outbox of a receiver that never comes back would grow for ever.
    private func parkWhatIsLate(_ now: Timestamp) async throws(StoreError) {
        guard let failingSince, now.seconds(since: failingSince) > policy.patience else { return }
        let count = try await store.park(
            receiver: receiver.name,
            createdBefore: now.advanced(by: -policy.patience),
            outcome: "the receiver failed for all of its retry time"
        )
        if count > 0 { tell(.parked(receiver: receiver.name, count: count)) }
    }

    /// Notes the last outcome; nothing is sent before that is done.
    private func noteAgain() async throws(StoreError) {
        guard let outcome = unnoted else { return }
        try await store.settle(outcome.delivery, holdingReceiverUntil: outcome.hold)
        if outcome.isGone { try await store.setDisabled(receiver: receiver.name, true) }
        if outcome.endsOutage { try await store.hasten(receiver: receiver.name, at: clock.now) }
        unnoted = nil
    }

    /// A trouble that lasts is told once.
    private func report(_ error: StoreError) {
        if trouble != error.message { tell(.storeFailed(receiver: receiver.name, error)) }
        trouble = error.message
    }

    private func report(_ attempt: Attempt, _ settled: Delivery) {
        switch (attempt, settled.state) {
        case (.delivered, _): tell(.delivered(settled))
        case (.gone, _): tell(.gone(settled))
        case (.failed, .dead): tell(.died(settled))
        case (.failed, _): tell(.failed(settled))
        }
    }
}

/// What a deliverer tells an operator; no case holds a URL or a secret.
package enum DeliveryEvent: Sendable {
    case delivered(Delivery)
    /// It is tried again at the delivery's `nextAttempt`.
    case failed(Delivery)
    /// Its schedule is used up: kept for `hotline alerts resend`.
    case died(Delivery)
    /// That many that were never tried have waited out their time behind an open circuit: dead as well.
    case parked(receiver: String, count: Int)
    /// 410: the receiver is disabled and all that waited for it is dead.
    case gone(Delivery)
    /// Five failures in a row: probed at growing distances from here on.
    case circuitOpened(receiver: String, outcome: String)
    case circuitClosed(receiver: String)
    case storeFailed(receiver: String, StoreError)
}
