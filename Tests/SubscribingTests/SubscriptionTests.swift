import CCrypto
import Domain
import Testing

@testable import Subscribing

/// What becomes of a subscription at a hub.
struct SubscriptionTests {
    private static let start = Timestamp(seconds: 1_755_284_400)

    private static func sample(_ change: (inout HubSubscription) -> Void = { _ in }) -> HubSubscription {
        var sample = HubSubscription(
            feed: FeedID("https://a.example/rss"),
            topic: "https://a.example/rss?x=1",
            hub: "https://hub.example/",
            token: String(repeating: "a", count: 32),
            secret: "secret",
            nextAttempt: start
        )
        change(&sample)
        return sample
    }

    private static func active(lease: Int64 = 1_000) -> HubSubscription {
        SubscriptionSchedule.verified(asking(sample(), at: start), lease: lease, now: start)
    }

    private static func asking(_ subscription: HubSubscription, at now: Timestamp) -> HubSubscription {
        SubscriptionSchedule.asking(subscription, publicURL: "https://us.example", now: now)
    }

    @Test func `a lease is renewed when four fifths are over, and stays alive meanwhile`() {
        let active = Self.active()
        #expect(active.leaseEnd == Self.start.advanced(by: 1_000))
        #expect(active.nextAttempt == Self.start.advanced(by: 800))
        let asking = Self.asking(active, at: Self.start.advanced(by: 800))
        #expect(asking.state == .active && asking.askedAt != nil)
        let late = Self.asking(active, at: Self.start.advanced(by: 1_000))
        #expect(late.state == .pending)
    }

    @Test(arguments: [(nil, 864_000), (-5, 60), (1, 60), (7_200, 7_200), (Int64.max, 2_592_000)] as [(Int64?, Int64)])
    func `a lease is clamped`(_ given: Int64?, _ taken: Int64) {
        let active = SubscriptionSchedule.verified(Self.sample(), lease: given, now: Self.start)
        #expect(active.leaseEnd == Self.start.advanced(by: taken))
    }

    @Test func `failures wait longer and longer, at most a day`() {
        var subscription = Self.sample()
        var waits: [Int64] = []
        for _ in 0..<20 {
            guard let next = SubscriptionSchedule.asked(subscription, error: "no", now: Self.start, jitter: 1) else {
                break
            }
            subscription = next
            waits.append(next.nextAttempt.seconds(since: Self.start))
        }
        #expect(waits.prefix(4) == [60, 120, 240, 480])
        #expect(waits.count == 20 && waits.last == 86_400)
        #expect(subscription.state == .pending && subscription.lastError == "no")
    }

    @Test func `a farewell is tried five times and then forgotten`() throws {
        #expect(SubscriptionSchedule.left(Self.sample(), now: Self.start) == nil)
        // Whether the hub fails, or says yes each time and never asks back.
        for error in ["no", nil] {
            var leaving = try #require(SubscriptionSchedule.left(Self.active(), now: Self.start))
            var waits: [Int64] = []
            for _ in 0..<4 {
                let asking = Self.asking(leaving, at: Self.start)
                leaving = try #require(SubscriptionSchedule.asked(asking, error: error, now: Self.start, jitter: 0))
                waits.append(leaving.nextAttempt.seconds(since: Self.start))
            }
            #expect(waits == Array(repeating: error == nil ? 3_600 : 60, count: 4))
            let last = Self.asking(leaving, at: Self.start)
            #expect(SubscriptionSchedule.asked(last, error: error, now: Self.start, jitter: 0) == nil)
        }
    }

    @Test func `the callback lies where the hub was told, wherever we are reached today`() {
        let asked = Self.asking(Self.sample(), at: Self.start)
        let callback = HubMessages.callback(asked, publicURL: "https://new.example", path: "/websub/")
        #expect(callback == "https://us.example/websub/\(asked.token)")
    }

    @Test func `a hub earns trust by sending, and loses it to a poll or with its lease`() {
        let active = Self.active()
        #expect(!SubscriptionSchedule.isTrusted(active, now: Self.start))
        let pushed = SubscriptionSchedule.pushed(active, now: Self.start)
        #expect(SubscriptionSchedule.isTrusted(pushed, now: Self.start))
        #expect(!SubscriptionSchedule.isTrusted(pushed, now: Self.start.advanced(by: 1_000)))
        let missed = SubscriptionSchedule.polled(pushed, hasNew: true)
        #expect(!SubscriptionSchedule.isTrusted(missed, now: Self.start))
        #expect(SubscriptionSchedule.isTrusted(SubscriptionSchedule.pushed(missed, now: Self.start), now: Self.start))
        #expect(SubscriptionSchedule.polled(pushed, hasNew: false) == pushed)
    }

    @Test func `a lease that ends while its renewal was only taken is told as over`() {
        let active = Self.active()
        let renewal = active.nextAttempt
        let asked = Self.asking(active, at: renewal)
        #expect(asked.state == .active && SubscriptionSchedule.lapsed(asked, now: renewal) == nil)
        let end = Self.start.advanced(by: 1_000)
        let lapsed = SubscriptionSchedule.lapsed(asked, now: end)
        #expect(lapsed?.state == .pending && lapsed?.leaseEnd == nil && lapsed?.lastError != nil)
        #expect(lapsed?.askedAt == renewal && lapsed?.nextAttempt == asked.nextAttempt, "it may still be verified")
        let unasked = SubscriptionSchedule.lapsed(active, now: end.advanced(by: 1))
        #expect(unasked?.state == .pending && unasked?.nextAttempt == renewal)
        #expect(lapsed.map { SubscriptionSchedule.lapsed($0, now: end) == nil } == true)
    }

    @Test func `a clock that was set back puts no renewal off`() {
        let ahead = Self.sample { $0.nextAttempt = Self.start.advanced(by: 400 * 86_400) }
        #expect(SubscriptionSchedule.isDue(ahead, now: Self.start))
        #expect(!SubscriptionSchedule.isDue(Self.active(), now: Self.start))
    }

    // MARK: what a hub asks

    private static func question(_ mode: String, topic: String? = nil, challenge: String = "c") -> HubQuestion? {
        HubQuestion(query: [
            ("hub.mode", mode), ("hub.topic", topic ?? sample().topic), ("hub.challenge", challenge),
            ("hub.lease_seconds", "100"), ("hub.reason", "no"),
        ])
    }

    @Test func `only what was asked for is confirmed`() throws {
        let asked = Self.asking(Self.sample(), at: Self.start)
        let leaving = Self.sample {
            $0.state = .leaving
            $0.askedAt = Self.start
        }
        let subscribe = try #require(Self.question("subscribe"))
        guard case .confirmed(let active?) = subscribe.outcome(for: asked, now: Self.start) else {
            Issue.record("not confirmed")
            return
        }
        #expect(active.state == .active && active.leaseEnd == Self.start.advanced(by: 100))
        #expect(subscribe.outcome(for: Self.sample(), now: Self.start) == .refused, "never asked")
        #expect(
            subscribe.outcome(for: active, now: Self.start) == .confirmed(active),
            "a second time, for the same lease"
        )
        #expect(subscribe.outcome(for: active, now: Self.start.advanced(by: 100)) == .refused, "its lease is over")
        #expect(subscribe.outcome(for: leaving, now: Self.start) == .refused)
        let other = try #require(Self.question("subscribe", topic: "https://b.example/"))
        #expect(other.outcome(for: asked, now: Self.start) == .refused)
        let unsubscribe = try #require(Self.question("unsubscribe"))
        #expect(unsubscribe.outcome(for: active, now: Self.start) == .refused)
        #expect(unsubscribe.outcome(for: leaving, now: Self.start) == .confirmed(nil))
        let denied = try #require(Self.question("denied", challenge: ""))
        #expect(denied.outcome(for: leaving, now: Self.start) == .noted(nil))
        guard case .noted(let ended?) = denied.outcome(for: active, now: Self.start) else {
            Issue.record("not noted")
            return
        }
        #expect(ended.state == .denied && ended.nextAttempt == Self.start.advanced(by: 7 * 86_400))
        #expect(Self.question("subscribe", challenge: "") == nil)
        #expect(Self.question("subscribe", challenge: String(repeating: "x", count: 2_000)) == nil)
        #expect(HubQuestion(query: []) == nil)
        let odd = try #require(Self.question("publish"))
        #expect(odd.outcome(for: asked, now: Self.start) == .refused)
    }

    @Test func `the form says who, what, how long, and the secret only to subscribe`() {
        let asked = Self.asking(Self.sample(), at: Self.start)
        let form = String(decoding: HubMessages.form(asked, callback: "https://me.example/websub/x"), as: UTF8.self)
        #expect(
            form == "hub.callback=https%3A%2F%2Fme.example%2Fwebsub%2Fx&hub.mode=subscribe"
                + "&hub.topic=https%3A%2F%2Fa.example%2Frss%3Fx%3D1&hub.lease_seconds=864000&hub.secret=secret"
        )
        let leaving = Self.sample { $0.state = .leaving }
        let farewell = String(decoding: HubMessages.form(leaving, callback: "c"), as: UTF8.self)
        #expect(farewell == "hub.callback=c&hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fa.example%2Frss%3Fx%3D1")
    }

    // MARK: signatures

    @Test(arguments: [("sha1", 20), ("SHA1", 20), ("sha256", 32), ("sha384", 48), ("sha512", 64)] as [(String, Int)])
    func `each method's signature is known, and a changed one is not`(_ method: String, _ length: Int) {
        let body = Array("what is new".utf8)
        let key = Array("key".utf8)
        var mac = [UInt8](repeating: 0, count: 64)
        _ = unsafe hl_hmac_sha(Int32(length), key, Int32(key.count), body, body.count, &mac)
        let hex = mac.prefix(length).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let signed = "\(method)=\(hex)"
        #expect(HubSignature.isGenuine(signed, body: body, secret: "key"))
        #expect(HubSignature.isGenuine(signed.uppercased(), body: body, secret: "key"))
        #expect(!HubSignature.isGenuine(signed, body: body, secret: "kez"))
        #expect(!HubSignature.isGenuine(signed, body: body + [0], secret: "key"))
        #expect(!HubSignature.isGenuine(String(signed.dropLast(2)), body: body, secret: "key"))
    }

    @Test func `a published value is met`() {
        // RFC 4231, test case 2.
        let field = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        #expect(HubSignature.isGenuine(field, body: Array("what do ya want for nothing?".utf8), secret: "Jefe"))
    }

    @Test(arguments: [
        nil, "", "sha256", "sha256=", "md5=00", "sha1=zz", "sha1=0", "=", "sha256=" + String(repeating: "0", count: 64),
    ])
    func `anything else is none`(_ field: String?) {
        #expect(!HubSignature.isGenuine(field, body: [1, 2, 3], secret: "key"))
    }
}
