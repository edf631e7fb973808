package import Domain

/// What becomes of a subscription, and when its hub is asked again: pure, each rule a row of a test.
///
/// | what happened | state | asked again |
/// |---|---|---|
/// | the hub took the request (2xx) | as it was | after an hour, if it has not verified by then |
/// | it could not be asked, or said no (3xx…5xx) | as it was | 1 min × 2ⁿ⁻¹, at most a day, between half of it and all |
/// | it verified (a GET of the callback) | active | when four fifths of the lease are over |
/// | it denied | denied | after seven days |
/// | the lease ended without a renewal | pending | at once, then as failures are |
/// | it verified again what is active | as it was | as it was; the challenge is repeated |
/// | it denied what is being left | forgotten | |
/// | the feed or its hub is gone | leaving | told five times at most: a minute after a failure, an hour after a 2xx |
/// | `status.public_url` is gone | forgotten: nobody could answer the hub's question | |
///
/// A hub *earns* that its feed is polled more rarely by sending, and loses it with the first poll that finds something
/// new before it: polling is the truth, pushing makes it faster.
package enum SubscriptionSchedule {
    /// Asked of hubs: ten days, the default of most.
    package static let wantedLease: Int64 = 864_000
    static let shortestLease: Int64 = 60
    static let longestLease: Int64 = 30 * 86_400
    static let patience: Int64 = 3_600
    static let longestWait: Int64 = 86_400
    static let denialTime: Int64 = 7 * 86_400
    static let mostFarewells = 5

    /// The request is about to be sent: from here on its verification is expected.
    ///
    /// `publicURL`: where the hub is to reach us from here on.
    package static func asking(_ subscription: HubSubscription, publicURL: String, now: Timestamp) -> HubSubscription {
        var next = subscription
        if next.state == .leaving {
            // A hub that takes the request and never verifies it is not told for ever.
            next.failures = min(max(next.failures, 0), 1_000) + 1
        } else {
            next.publicURL = publicURL
        }
        next.askedAt = now
        next.nextAttempt = now.advanced(by: patience)
        if next.state == .denied { next.state = .pending }
        if next.state == .active, !isAlive(next, now: now) { next.state = .pending }
        return next
    }

    /// The hub took the request, or `error` says why not.
    ///
    /// - Parameters:
    ///   - subscription: as it is by now: a hub may verify before it answers.
    ///   - error: one line without secrets; nil for a 2xx.
    ///   - now: the time of the answer.
    ///   - jitter: 0..<1, spreads subscriptions that failed together.
    /// - Returns: nil where it is to be forgotten.
    package static func asked(
        _ subscription: HubSubscription,
        error: String?,
        now: Timestamp,
        jitter: Double
    ) -> HubSubscription? {
        var next = subscription
        if next.state == .leaving, next.failures >= mostFarewells { return nil }
        guard let error else {
            next.lastError = nil
            return next
        }
        next.lastError = error
        next.askedAt = nil
        if next.state == .leaving {
            next.nextAttempt = now.advanced(by: 60)
            return next
        }
        next.failures = min(max(next.failures, 0), 1_000) + 1
        let doubled = min(Int64(60) << Int64(min(next.failures - 1, 12)), longestWait)
        next.nextAttempt = now.advanced(by: max(1, Int64(Double(doubled) * (0.5 + 0.5 * min(max(jitter, 0), 1)))))
        return next
    }

    /// The hub verified the intent to subscribe for `lease` seconds; nil where it did not say.
    package static func verified(_ subscription: HubSubscription, lease: Int64?, now: Timestamp) -> HubSubscription {
        var next = subscription
        let lease = min(max(lease ?? wantedLease, shortestLease), longestLease)
        next.state = .active
        next.askedAt = nil
        next.failures = 0
        next.lastError = nil
        next.leaseEnd = now.advanced(by: lease)
        next.nextAttempt = now.advanced(by: lease / 5 * 4)
        return next
    }

    /// The hub says no, for the first time or after all.
    package static func denied(_ subscription: HubSubscription, reason: String, now: Timestamp) -> HubSubscription {
        var next = subscription
        next.state = .denied
        next.askedAt = nil
        next.leaseEnd = nil
        next.lastError = "denied: \(String(reason.unicodeScalars.prefix(200)))"
        next.nextAttempt = now.advanced(by: denialTime)
        return next
    }

    /// A lease that ended without a renewal is told as no subscription any more; nil where it has not. A renewal that the
    /// hub took and has not verified yet may still be.
    package static func lapsed(_ subscription: HubSubscription, now: Timestamp) -> HubSubscription? {
        guard subscription.state == .active, !isAlive(subscription, now: now) else { return nil }
        var next = subscription
        next.state = .pending
        next.leaseEnd = nil
        next.lastError = next.lastError ?? "its lease ended before the hub renewed it"
        if next.askedAt == nil, next.failures == 0 { next.nextAttempt = min(next.nextAttempt, now) }
        return next
    }

    /// No longer wanted. Nil where the hub need not be told: it has nothing, or its lease is over.
    package static func left(_ subscription: HubSubscription, now: Timestamp) -> HubSubscription? {
        guard isAlive(subscription, now: now) || subscription.askedAt != nil else { return nil }
        var next = subscription
        next.state = .leaving
        next.failures = 0
        next.askedAt = nil
        next.nextAttempt = now
        return next
    }

    /// A document came that was the hub's.
    package static func pushed(_ subscription: HubSubscription, now: Timestamp) -> HubSubscription {
        var next = subscription
        next.lastPush = now
        next.missed = 0
        return next
    }

    /// A poll ended; `hasNew` where it found what the hub had not sent.
    package static func polled(_ subscription: HubSubscription, hasNew: Bool) -> HubSubscription {
        var next = subscription
        next.missed = hasNew ? min(next.missed, 1_000) + 1 : next.missed
        return next
    }

    /// Verified, and its lease has not ended.
    package static func isAlive(_ subscription: HubSubscription, now: Timestamp) -> Bool {
        guard subscription.state == .active, let end = subscription.leaseEnd else { return false }
        return end > now
    }

    /// Until when the feed may be polled as rarely as its policy allows; nil where it may not.
    package static func trustEnd(_ subscription: HubSubscription, now: Timestamp) -> Timestamp? {
        isTrusted(subscription, now: now) ? subscription.leaseEnd : nil
    }

    /// The feed may be polled as rarely as its policy allows.
    package static func isTrusted(_ subscription: HubSubscription, now: Timestamp) -> Bool {
        isAlive(subscription, now: now) && subscription.lastPush != nil && subscription.missed == 0
    }

    /// A clock that was set back must not put a renewal off.
    package static func isDue(_ subscription: HubSubscription, now: Timestamp) -> Bool {
        let wait = subscription.nextAttempt.seconds(since: now)
        return wait <= 0 || wait > longestLease
    }
}
