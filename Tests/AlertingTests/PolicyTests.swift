import Domain
import TestSupport
import Testing

@testable import Alerting

struct PolicyTests {
    private let policy = DeliveryPolicy(schedule: AlertPolicy().retry)
    private let failure = Attempt.failed(reason: "answered 500", status: 500, retryAfter: nil)

    @Test func `the default schedule tries fourteen times over three days, then gives up`() {
        var delivery = Sample.delivery(1)
        var now = Sample.start
        var waits: [Int64] = []
        while delivery.state == .pending, waits.count < 50 {
            delivery = policy.settled(delivery, failure, at: now, jitter: 0.5)
            guard delivery.state == .pending else { break }
            waits.append(delivery.nextAttempt.seconds(since: now))
            now = delivery.nextAttempt
        }
        #expect(waits == AlertPolicy().retry)
        #expect(delivery.attempts == 14)
        #expect(delivery.state == .dead)
        #expect(delivery.lastOutcome == "answered 500")
        #expect((3 * 86_400...76 * 3_600).contains(policy.patience))
    }

    @Test(arguments: [(0.0, 8), (0.5, 10), (0.999, 12), (-3, 8), (7, 12)] as [(Double, Int64)])
    func `jitter moves a wait by a fifth at most`(_ jitter: Double, _ wait: Int64) {
        let settled = DeliveryPolicy(schedule: [10]).settled(
            Sample.delivery(1),
            failure,
            at: Sample.start,
            jitter: jitter
        )
        #expect(settled.nextAttempt.seconds(since: Sample.start) == wait)
    }

    @Test func `a Retry-After overrules a shorter wait and holds the receiver`() {
        let attempt = Attempt.failed(reason: "answered 429", status: 429, retryAfter: 60)
        let settled = policy.settled(Sample.delivery(1), attempt, at: Sample.start, jitter: 0.5)
        #expect(settled.nextAttempt == Sample.start.advanced(by: 60))
        #expect(policy.hold(after: attempt, at: Sample.start) == Sample.start.advanced(by: 61))
        #expect(policy.hold(after: failure, at: Sample.start) == nil)
        let absurd = Attempt.failed(reason: "", status: 429, retryAfter: .max)
        #expect(policy.hold(after: absurd, at: Sample.start) == Sample.start.advanced(by: 86_401))
    }

    @Test func `what was taken is delivered and what is gone is dead`() {
        let taken = policy.settled(Sample.delivery(1), .delivered(status: 204), at: Sample.start, jitter: 0)
        #expect(taken.state == .delivered)
        #expect(taken.attempts == 1)
        #expect(policy.settled(Sample.delivery(1), .gone, at: Sample.start, jitter: 0).state == .dead)
    }

    @Test func `a circuit opens after five failures and closes with the first success`() {
        var breaker = CircuitBreaker()
        var now = Sample.start
        #expect((1...4).map { _ in breaker.failed(at: now, jitter: 1) } == [false, false, false, false])
        #expect(breaker.admit(now) == .all)
        #expect(breaker.failed(at: now, jitter: 1) == true)
        #expect(breaker.admit(now) == .none(until: now.advanced(by: 2)))
        now = now.advanced(by: 2)
        #expect(breaker.admit(now) == .probe)
        #expect(breaker.failed(at: now, jitter: 1) == false)
        #expect(breaker.admit(now) == .none(until: now.advanced(by: 4)))
        now = now.advanced(by: 4)
        #expect(breaker.admit(now) == .probe)
        #expect(breaker.succeeded() == true)
        #expect(breaker.admit(now) == .all)
        #expect(breaker.succeeded() == false)
    }

    @Test(arguments: [
        (nil, ReceiverWay.webhook, false), (500, .webhook, false), (503, .webhook, false), (302, .webhook, false),
        (400, .webhook, true), (404, .webhook, true), (408, .webhook, false), (425, .webhook, false),
        (429, .webhook, false), (75, .command(CommandWay(arguments: ["/a"], timeout: 1)), false),
        (451, mail, false), (550, mail, true), (nil, mail, false),
    ])
    func `a refusal is told from an outage`(_ status: Int?, _ way: ReceiverWay, _ isRefusal: Bool) {
        let attempt = Attempt.failed(reason: "no", status: status, retryAfter: nil)
        #expect(DeliveryPolicy.isRefusal(attempt, of: way) == isRefusal)
        #expect(!DeliveryPolicy.isRefusal(.delivered(status: 200), of: way))
    }

    private static let mail: ReceiverWay =
        MailAddress("a@a.example").map { address in
            .mail(
                MailWay(
                    server: "smtp://a.example",
                    from: address,
                    to: [address],
                    username: nil,
                    password: nil,
                    security: .off,
                    allowsPrivate: false
                )
            )
        } ?? .webhook

    @Test func `receivers that failed together are not probed in step`() {
        let waits = [0.0, 0.5, 1].map { jitter -> [Int64] in
            var breaker = CircuitBreaker()
            var now = Sample.start
            var waits: [Int64] = []
            for _ in 0..<20 {
                _ = breaker.failed(at: now, jitter: jitter)
                guard case .none(let until) = breaker.admit(now) else { continue }
                waits.append(until.seconds(since: now))
                now = until
                _ = breaker.admit(now)
            }
            return waits
        }
        #expect(waits[2].prefix(9) == [2, 4, 8, 16, 32, 64, 128, 256, 300])
        #expect(waits.map(\.last) == [240, 270, 300])
    }

    @Test func `probes are never further apart than five minutes, and a clock set back ends the wait`() {
        var breaker = CircuitBreaker()
        var now = Sample.start
        for _ in 0..<40 {
            _ = breaker.failed(at: now, jitter: 1)
            if case .none(let until) = breaker.admit(now) {
                #expect(until.seconds(since: now) <= 300)
                now = until
                #expect(breaker.admit(now) == .probe)
            }
        }
        _ = breaker.failed(at: now, jitter: 1)
        #expect(breaker.admit(now.advanced(by: -86_400)) == .probe)
    }

    @Test func `a success between failures keeps the circuit closed`() {
        var breaker = CircuitBreaker()
        for _ in 0..<20 {
            for _ in 0..<4 { #expect(breaker.failed(at: Sample.start, jitter: 1) == false) }
            #expect(breaker.succeeded() == false)
        }
        #expect(breaker.admit(Sample.start) == .all)
    }
}
