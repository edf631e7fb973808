import Alerting
import Domain
import Logging

/// What a shift settles with the store about alerts before it begins: what changed in the configuration since the last.
enum Muster {
    /// Receivers that came, went, moved, or have other quiet hours; a log that is off.
    static func receivers(
        _ policy: AlertPolicy,
        store: any Store,
        now: Timestamp,
        log: Logger
    ) async throws(StoreError) {
        let orphaned = try await store.keepReceivers(Set(policy.receivers.map(\.name)))
        if orphaned > 0 {
            log.warning(
                "deliveries of receivers that are configured no more are dead",
                metadata: ["count": "\(orphaned)"]
            )
        }
        let places = Dictionary(
            policy.receivers.map { ($0.name, AlertRenderer.place(of: $0)) },
            uniquingKeysWith: { first, _ in first }
        )
        for name in try await store.settle(places: places).sorted() {
            log.notice(
                "receiver has another URL since its 410: enabled; hotline alerts resend --dead sends what it missed",
                metadata: ["receiver": "\(name)"]
            )
        }
        for name in try await store.disabledReceivers().intersection(places.keys).sorted() {
            log.warning(
                "receiver is disabled: it answered 410; give it another URL, or send something again",
                metadata: ["receiver": "\(name)"]
            )
        }
        for receiver in policy.receivers {
            let end = receiver.quiet?.end(after: now) ?? now
            let count = try await store.holdQuiet(receiver: receiver.name, until: end, at: now)
            if count > 0 {
                log.notice(
                    "quiet hours changed",
                    metadata: ["receiver": "\(receiver.name)", "held": "\(count)", "until": "\(end)"]
                )
            }
        }
        if policy.log == nil { try await store.skipLog() }
    }

    /// The storm as the store left it.
    static func storm(_ policy: AlertPolicy, store: any Store, now: Timestamp) async throws(StoreError) -> Storm {
        var recent: [Alert] = []
        if let rule = policy.storm {
            recent = try await store.alerts(since: now.advanced(by: -rule.window), limit: 4 * rule.stories + 100)
        }
        return Storm(rule: policy.storm, recent: recent, folded: try await store.folded())
    }
}
