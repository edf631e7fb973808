import Domain
import Storing

/// `hotline feeds`: what is subscribed and how it fares.
package enum FeedsRun {
    /// One line a feed: its health, when it is polled next, its rhythm, its worst-case latency.
    package static func list(configPath: String?, environment: [String: String]) async throws -> ExitStatus {
        let setup = try Setup.load(path: configPath, environment: environment, needsSecrets: false)
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        let states = try await store.states()
        let hubs = Dictionary(
            try await store.subscriptions().map { ($0.feed, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for feed in setup.configuration.feeds {
            guard let state = states[feed.id] else {
                Console.out(Console.singleLine("new\t\(feed.name)\t<\(feed.id.url)>\tnot polled yet"))
                continue
            }
            Console.out(Console.singleLine(line(feed, state) + told(hubs[feed.id])))
        }
        Console.out("\(setup.configuration.feeds.count) feeds")
        return .ok
    }

    private static func told(_ hub: HubSubscription?) -> String {
        guard let hub else { return "" }
        let until = hub.state == .active ? hub.leaseEnd.map { " until \($0)" } ?? "" : ""
        return "; hub \(hub.state.rawValue)\(until)\(hub.lastError.map { ": \($0)" } ?? "")"
    }

    private static func line(_ feed: Feed, _ state: FeedState) -> String {
        let health = state.health.rawValue
        let overlap = state.overlap.map { ", \(Int(($0 * 100).rounded())) % known last time" } ?? ""
        let trouble = state.lastError.map { "; \($0)" } ?? ""
        let moved = state.url == feed.id.url ? "" : " now at <\(state.url)>"
        return "\(health)\t\(feed.name)\t<\(feed.id.url)>\(moved)\tnext \(state.nextDue), every \(state.interval) s"
            + " (an item waits that long at worst)\(overlap)\(trouble)"
    }
}
