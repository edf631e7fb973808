import Domain
import Fetching
import Foundation
import HTTP
import Storing
import Subscribing

/// `hotline feeds`: what is subscribed and how it fares.
package enum FeedsRun {
    /// One line a feed, or one JSON object: its health, what its last poll came to, when it is polled next, its rhythm, its
    /// worst-case latency. No secrets: of URLs, neither userinfo nor query.
    package static func list(configPath: String?, json: Bool, environment: [String: String]) async throws -> ExitStatus
    {
        let beside = try Beside(configPath: configPath, environment: environment)
        let feeds = beside.configuration.feeds
        let store = beside.store
        let states = try await store.states()
        let hubs = Dictionary(
            try await store.subscriptions().map { ($0.feed, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let now = SystemClock().now
        let holds = HostHolds(refused: states, now: now)
        let lines = feeds.map { feed in
            let state = states[feed.id]
            // Also while no daemon runs, a lease that is over is not told as one that holds.
            let hub = hubs[feed.id].map { SubscriptionSchedule.lapsed($0, now: now) ?? $0 }
            let end = state.flatMap { holds.end(of: HostQueue.host(of: $0.url), now: now) }
            return FeedLine(feed, state, hub, hostHeldUntil: end)
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            Console.out(String(decoding: try encoder.encode(["feeds": lines]), as: UTF8.self))
            return .ok
        }
        for line in lines { Console.out(Console.singleLine(line.text)) }
        Console.out("\(feeds.count) feeds")
        return .ok
    }
}

/// A feed as `hotline feeds list` tells of it. Times are RFC 3339, durations seconds.
struct FeedLine: Encodable {
    let name: String
    let url: String
    /// Where a permanent redirect has led it.
    let movedTo: String?
    let health: String
    /// `new`, `modified`, `unchanged`, `truncated` (a document that was cut: its entries are taken) or `error`.
    let lastOutcome: String
    let lastPoll: String?
    let lastSuccess: String?
    let error: String?
    let nextDue: String?
    let heldUntil: String?
    let interval: Int64?
    /// Share of the last document's entries that were known before, 0…1.
    let overlap: Double?
    /// How long an item may wait for its poll, for as long as the feed answers as it did last.
    let worstLatency: Int64?
    /// Of its subscription at a hub: `pending`, `active`, `denied` or `leaving`.
    let hub: String?
    let hubLeaseEnd: String?
    let hubError: String?

    /// Until when its host is left alone, which has refused others of its feeds.
    let hostHeldUntil: String?

    init(
        _ feed: Feed,
        _ state: FeedState?,
        _ subscription: HubSubscription? = nil,
        hostHeldUntil: Timestamp? = nil
    ) {
        self.hostHeldUntil = hostHeldUntil?.description
        hub = subscription?.state.rawValue
        hubLeaseEnd = subscription?.leaseEnd?.description
        hubError = subscription?.lastError
        name = feed.name
        url = WebURL.withoutSecrets(feed.id.url)
        movedTo = state.flatMap { $0.url == feed.id.url ? nil : WebURL.withoutSecrets($0.url) }
        health = (state?.condition ?? .new).rawValue
        lastOutcome = state.map(Self.outcome) ?? "new"
        lastPoll = state?.lastPoll?.description
        lastSuccess = state?.lastSuccess?.description
        error = state?.lastError
        nextDue = state?.nextDue.description
        heldUntil = state?.heldUntil?.description
        interval = state?.interval
        overlap = state?.overlap.map { ($0 * 100).rounded() / 100 }
        worstLatency = state.map { PollSchedule.longestWait($0) }
    }

    private static func outcome(_ state: FeedState) -> String {
        if state.failures > 0 { return "error" }
        guard let last = state.lastSuccess else { return "new" }
        if state.cutHash != nil, state.lastDocument != last { return "truncated" }
        return state.lastDocument == last ? "modified" : "unchanged"
    }

    var text: String {
        guard let nextDue, let interval, let worstLatency else { return "\(health)\t\(name)\t<\(url)>\tnot polled yet" }
        var parts = [
            "last \(lastOutcome)\(lastPoll.map { " at \($0)" } ?? "")", "next \(nextDue), every \(interval) s",
        ]
        parts.append("an item waits \(worstLatency) s at worst")
        if let overlap { parts.append("\(Int((overlap * 100).rounded())) % known last time") }
        if let heldUntil { parts.append("held back by its server until \(heldUntil)") }
        if let hostHeldUntil { parts.append("held back by its host until \(hostHeldUntil)") }
        if let error { parts.append(error) }
        if let hub {
            let until = hubLeaseEnd.map { " until \($0)" } ?? ""
            parts.append("hub \(hub)\(until)\(hubError.map { ": \($0)" } ?? "")")
        }
        let moved = movedTo.map { " now at <\($0)>" } ?? ""
        return "\(health)\t\(name)\t<\(url)>\(moved)\t\(parts.joined(separator: "; "))"
    }
}
