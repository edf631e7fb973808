import Domain

/// Hosts that asked to be left alone: one feed that is refused (429, 503) is held alone, a second one holds all of them.
///
/// In memory; who was refused is in the feeds' own states, so a restart begins with the same holds.
struct HostHolds {
    private static let mostHosts = 4_096

    /// The refused feeds of a host and until when each is held; two are enough.
    private var refused: [String: [FeedID: Timestamp]] = [:]

    init() {}

    /// What earlier polls were told. `refused` are the feeds that their server refused and holds back.
    init(refused states: [FeedID: FeedState], now: Timestamp) {
        for (feed, state) in states {
            guard let end = state.heldUntil, end > now, state.failures > 0 else { continue }
            note(feed, of: HostQueue.host(of: state.url), until: end, now: now)
        }
    }

    /// `feed` of `host` was told not to come before `end`.
    mutating func note(_ feed: FeedID, of host: String, until end: Timestamp, now: Timestamp) {
        if refused.count >= Self.mostHosts { refused = refused.filter { $0.value.values.contains { $0 > now } } }
        guard refused[host] != nil || refused.count < Self.mostHosts else { return }
        var feeds = refused[host, default: [:]].filter { $0.value > now }
        if feeds.count >= 2, feeds[feed] == nil, let least = feeds.min(by: { $0.value < $1.value }), least.value < end {
            feeds[least.key] = nil
        }
        if feeds.count < 2 || feeds[feed] != nil { feeds[feed] = end }
        refused[host] = feeds
    }

    /// Until when none of the host's feeds is asked; nil while it holds back none, or one alone.
    ///
    /// As long as two of its feeds are held, and not longer than the shorter of the two.
    func end(of host: String, now: Timestamp) -> Timestamp? {
        guard let feeds = refused[host], feeds.count >= 2 else { return nil }
        let ends = feeds.values.filter { $0 > now }
        return ends.count >= 2 ? ends.min() : nil
    }
}
