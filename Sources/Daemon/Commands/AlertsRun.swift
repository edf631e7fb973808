package import Domain
import Storing

/// `hotline alerts`: what was raised, where it went, and sending it again.
package enum AlertsRun {
    /// The newest alerts with their deliveries, one a line, then the outbox's counts.
    package static func list(
        since: Timestamp?,
        limit: Int,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let beside = try Beside(configPath: configPath, environment: environment)
        let store = beside.store
        for alert in try await store.alerts(since: since, limit: limit) {
            let deliveries = try await store.deliveries(alert: alert.id, state: nil, since: nil, limit: 100)
            let states = deliveries.map { "\($0.receiver): \(state(of: $0))" }.joined(separator: ", ")
            Console.out(
                Console.singleLine(
                    "\(alert.raised)\t\(alert.id)\t\(WhyRun.rounded(alert.verdict.score))\t"
                        + "\(alert.severity.rawValue)\t\(title(of: alert))\t"
                        + (states.isEmpty ? "log only" : states)
                )
            )
        }
        let counts = try await store.deliveryCounts()
        Console.out("deliveries: \(counts.delivered) delivered, \(counts.pending) pending, \(counts.dead) dead")
        for name in try await store.disabledReceivers().sorted() {
            Console.out(
                Console.singleLine("disabled: \(name) answered 410; another url or `hotline alerts resend` enables it")
            )
        }
        return .ok
    }

    private static func title(of alert: Alert) -> String {
        alert.type == .storyGrown ? "\(alert.story.outlets.count) outlets: \(alert.story.title)" : alert.item.title
    }

    private static func state(of delivery: Delivery) -> String {
        let isHeld = delivery.state == .pending && delivery.attempts == 0 && delivery.nextAttempt > delivery.created
        return isHeld ? "held until \(delivery.nextAttempt)" : delivery.state.rawValue
    }

    /// The whole chain of an alert's item. Throws `CommandFailure` 66 where the alert is unknown.
    package static func show(_ id: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        let beside = try Beside(configPath: configPath, environment: environment)
        let store = beside.store
        guard let alert = try await store.alert(AlertID(id)) else {
            throw CommandFailure(
                .noInput,
                Problem("no alert \"\(id)\" is known", remedy: "`hotline alerts list` prints the ids")
            )
        }
        guard alert.type == .storyOpened || alert.type == .storyGrown else {
            let deliveries = try await store.deliveries(alert: alert.id, state: nil, since: nil, limit: 100)
            Console.out(Console.singleLine("\(alert.type.rawValue)\t\(alert.raised)\t\(alert.item.title)"))
            Console.out(Console.singleLine(alert.item.summary))
            for one in deliveries {
                Console.out(Console.singleLine("  \(one.receiver): \(state(of: one))\t\(one.lastOutcome ?? "")"))
            }
            return .ok
        }
        return try await WhyRun.run(alert.item.id.text, configPath: configPath, environment: environment)
    }

    /// Puts deliveries back into the outbox; a running daemon sends them within seconds, with their old ids and bytes.
    package static func resend(
        _ ids: [String],
        dead: Bool,
        since: Timestamp?,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let beside = try Beside(configPath: configPath, environment: environment)
        let store = beside.store
        var wanted = Set<String>()
        var named = Set<String>()
        if dead || since != nil {
            let found = try await store.deliveries(alert: nil, state: dead ? .dead : nil, since: since, limit: .max)
            wanted.formUnion(found.map(\.id))
        }
        for id in ids {
            let found = try await store.deliveries(alert: AlertID(id), state: nil, since: nil, limit: .max)
            if found.isEmpty {
                named.insert(id)
            } else {
                wanted.formUnion(found.map(\.id))
            }
        }
        let now = SystemClock().now
        for id in named.sorted() where try await store.resend([id], at: now) == 0 {
            let alert = try await store.alert(AlertID(id))
            throw CommandFailure(
                .noInput,
                alert == nil
                    ? Problem("no alert or delivery \"\(id)\" is known", remedy: "`hotline alerts list` prints the ids")
                    : Problem("alert \"\(id)\" went to no webhook", remedy: "it stands in the alert log alone")
            )
        }
        guard !wanted.isEmpty || !named.isEmpty else {
            Console.out("nothing to send again")
            return .ok
        }
        let count = try await store.resend(wanted.sorted(), at: now) + named.count
        Console.out("\(count) deliveries will be sent again")
        return count > 0 ? .ok : .noInput
    }
}
