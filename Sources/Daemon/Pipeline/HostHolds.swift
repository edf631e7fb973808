import Domain

/// Hosts that asked to be left alone.
///
/// One feed that is refused (429, or 503 with `Retry-After`) waits alone. A second one, with no good answer of any feed of
/// that host in between, holds the host: none of its feeds is asked for as long as the shortest of the refusals asked, a
/// quarter of an hour at most. Then one feed goes first, a well one where there is one: unless it is refused too, the hold is
/// over. A good answer of any feed of the host ends it at once, so that feeds that are refused for themselves silence no other.
///
/// In memory; who was refused is in the feeds' own states, so a restart begins with the same holds.
struct HostHolds {
    /// What an answer says about its host.
    enum Answer: Equatable {
        /// 200, 226 or 304.
        case well
        /// Not to be asked for so many seconds.
        case refused(Int64)
        /// Neither: an error of the feed or of the way to it.
        case other
    }

    /// What a feed of a host may do.
    enum Leave: Equatable {
        case asked
        /// Put off.
        case held(until: Timestamp)
        /// Until the one that goes first has its answer.
        case waits
    }

    /// What an answer has changed.
    enum Change: Equatable {
        case none
        case began(until: Timestamp)
        case ended
    }

    /// The longest hold, seconds.
    static let longest: Int64 = 900
    private static let mostHosts = 4_096
    /// A well feed that was put off comes back within this after the hold, seconds; the others let it go first.
    private static let grace: Int64 = 120
    /// Who goes first and has no answer by then is waited for no longer, seconds.
    private static let longestProbe: Int64 = 600

    private struct Host {
        /// The refused feeds and until when each is to be left alone.
        var refused: [FeedID: Timestamp] = [:]
        /// When the first of them was, of earlier polls.
        var since: Timestamp?
        /// When the hold began and ends; nil while there is none.
        var hold: (began: Timestamp, end: Timestamp)?
        /// A feed that was well is among those that were put off.
        var hasWell = false
        /// Who goes first after the hold.
        var probe: (feed: FeedID, since: Timestamp)?

        mutating func begin(at now: Timestamp, until end: Timestamp) {
            hold = (now, end)
            (hasWell, probe) = (false, nil)
        }
    }

    private var hosts: [String: Host] = [:]

    init() {}

    /// What earlier polls were told. `states` are those of the feeds that their server refused and holds back, or of all.
    init(refused states: [FeedID: FeedState], now: Timestamp) {
        for (feed, state) in states {
            guard let end = state.heldUntil, end > now, state.failures > 0 else { continue }
            hosts[HostQueue.host(of: state.url), default: Host()].refused[feed] = end
        }
        hosts = hosts.filter { $0.value.refused.count >= 2 }
        for (name, host) in hosts {
            let times = host.refused.keys.map { min(states[$0]?.lastPoll ?? now, now) }
            guard let first = times.min(), let last = times.max(), let end = host.refused.values.min() else { continue }
            // A feed's own back-off is longer than what it was asked to wait, which is not known any more.
            hosts[name]?.hold = (now, min(end, last.advanced(by: Self.longest)))
            hosts[name]?.since = first
        }
        guard !hosts.isEmpty else { return }
        for state in states.values where state.failures == 0 {
            guard let success = state.lastSuccess, success <= now else { continue }
            let name = HostQueue.host(of: state.url)
            if let first = hosts[name]?.since, success > first { hosts[name] = nil }
        }
    }

    /// True while nothing is known of any host.
    var isEmpty: Bool { hosts.isEmpty }

    /// False where `note` of such an answer changes nothing.
    func mayChange(by answer: Answer) -> Bool {
        if case .refused = answer { return true }
        return !hosts.isEmpty
    }

    /// Until when the host is held; nil where it is not.
    func end(of name: String, now: Timestamp) -> Timestamp? {
        hosts[name]?.hold.flatMap { $0.end > now ? $0.end : nil }
    }

    /// Whether the feed may be asked now. `isWell`: its last poll went well.
    mutating func leave(for feed: FeedID, isWell: Bool, of name: String, now: Timestamp) -> Leave {
        guard let host = hosts[name], let hold = host.hold else { return .asked }
        guard now >= hold.began else {
            // A clock that was set back must not hold a host for its step.
            hosts[name] = nil
            return .asked
        }
        if now < hold.end {
            if isWell { hosts[name]?.hasWell = true }
            return .held(until: hold.end)
        }
        if let probe = host.probe, (0..<Self.longestProbe).contains(now.seconds(since: probe.since)) { return .waits }
        if !isWell, host.hasWell, now.seconds(since: hold.end) < Self.grace {
            return .held(until: hold.end.advanced(by: Self.grace))
        }
        hosts[name]?.probe = (feed, now)
        return .asked
    }

    /// Takes what the answer of `feed` says about its host.
    mutating func note(_ answer: Answer, from feed: FeedID, of name: String, now: Timestamp) -> Change {
        switch answer {
        case .well: return end(hosts[name], of: name)
        case .other:
            guard let host = hosts[name], host.probe?.feed == feed else { return .none }
            return end(host, of: name)
        case .refused(let seconds): return refused(feed, seconds, of: name, now: now)
        }
    }

    private mutating func end(_ host: Host?, of name: String) -> Change {
        guard let host else { return .none }
        hosts[name] = nil
        return host.hold == nil ? .none : .ended
    }

    private mutating func refused(_ feed: FeedID, _ seconds: Int64, of name: String, now: Timestamp) -> Change {
        if hosts.count >= Self.mostHosts { forget(before: now) }
        guard hosts[name] != nil || hosts.count < Self.mostHosts else { return .none }
        var host = hosts[name, default: Host()]
        defer { hosts[name] = host }
        let wait = max(1, min(seconds, 86_400))
        host.refused = host.refused.filter { $0.value > now }
        host.refused[feed] = now.advanced(by: wait)
        let latest = now.advanced(by: Self.longest)
        if let hold = host.hold {
            // Who was asked before the hold has nothing new to say; who was asked after it begins another.
            guard now >= hold.end else { return .none }
            let end = min(now.advanced(by: wait), latest)
            host.begin(at: now, until: end)
            return .began(until: end)
        }
        guard host.refused.count >= 2, let first = host.refused.values.min() else { return .none }
        let end = min(first, latest)
        host.begin(at: now, until: end)
        return .began(until: end)
    }

    private mutating func forget(before now: Timestamp) {
        hosts = hosts.filter { _, host in
            host.refused.values.contains { $0 > now } || (host.hold?.end ?? now) > now
        }
    }
}
