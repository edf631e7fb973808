package import Domain
import Storing

/// `hotline alerts`: what was raised, where it went, and sending it again.
package enum AlertsRun {
    package static func list(
        since: Timestamp?,
        limit: Int,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let setup = try Setup.load(path: configPath, environment: environment, needsSecrets: false)
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        for alert in try await store.alerts(since: since, limit: limit) {
            let deliveries = try await store.deliveries(alert: alert.id, state: nil, since: nil, limit: 100)
            let states = deliveries.map { "\($0.receiver): \($0.state.rawValue)" }.joined(separator: ", ")
            Console.out(
                Console.singleLine(
                    "\(alert.raised)\t\(alert.id)\t\(WhyRun.rounded(alert.verdict.score))\t\(title(of: alert))\t"
                        + (states.isEmpty ? "log only" : states)
                )
            )
        }
        let counts = try await store.deliveryCounts()
        Console.out("deliveries: \(counts.delivered) delivered, \(counts.pending) pending, \(counts.dead) dead")
        return .ok
    }

    private static func title(of alert: Alert) -> String {
        alert.type == .storyGrown ? "\(alert.story.outlets.count) outlets: \(alert.story.title)" : alert.item.title
    }

    package static func show(_ id: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        let setup = try Setup.load(path: configPath, environment: environment, needsSecrets: false)
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        guard let alert = try await store.alert(AlertID(id)) else {
            throw CommandFailure(
                .noInput,
                Problem("no alert \"\(id)\" is known", remedy: "`hotline alerts list` prints the ids")
            )
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
        let setup = try Setup.load(path: configPath, environment: environment, needsSecrets: false)
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        var wanted = Set<String>()
        if dead || since != nil {
            let found = try await store.deliveries(alert: nil, state: dead ? .dead : nil, since: since, limit: .max)
            wanted.formUnion(found.map(\.id))
        }
        for id in ids {
            let found = try await store.deliveries(alert: AlertID(id), state: nil, since: nil, limit: .max)
            if found.isEmpty { wanted.insert(id) } else { wanted.formUnion(found.map(\.id)) }
        }
        guard !wanted.isEmpty else {
            Console.out("nothing to send again")
            return .ok
        }
        let count = try await store.resend(wanted.sorted(), at: SystemClock().now)
        Console.out("\(count) deliveries will be sent again")
        return count > 0 ? .ok : .noInput
    }
}
