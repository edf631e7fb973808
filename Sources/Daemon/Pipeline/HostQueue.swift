import Domain

/// Leased feeds that wait for their turn: hosts take turns, each with at most `perHost` polls at once.
///
/// So a host with a thousand feeds, or one that stalls, delays its own feeds and no other's. Pure.
struct HostQueue {
    private let perHost: Int
    private let concurrency: Int
    private var waiting: [String: [LeasedFeed]] = [:]
    /// Hosts with something waiting, in turn.
    private var turns: [String] = []
    private var running: [String: Int] = [:]
    private var present: Set<FeedID> = []
    private(set) var inFlight = 0

    init(concurrency: Int, perHost: Int) {
        self.concurrency = concurrency
        self.perHost = perHost
    }

    var isEmpty: Bool { present.isEmpty }

    /// Adds feeds that are not in the queue already.
    mutating func add(_ feeds: [LeasedFeed]) {
        for feed in feeds where present.insert(feed.id).inserted {
            let host = Self.host(of: feed.state.url)
            if waiting[host, default: []].isEmpty { turns.append(host) }
            waiting[host, default: []].append(feed)
        }
    }

    /// The next feed that may be polled now; its place is taken until `finish`.
    mutating func next() -> LeasedFeed? {
        guard inFlight < concurrency else { return nil }
        for (index, host) in turns.enumerated() where running[host, default: 0] < perHost {
            turns.remove(at: index)
            guard var feeds = waiting[host], !feeds.isEmpty else { continue }
            let feed = feeds.removeFirst()
            waiting[host] = feeds.isEmpty ? nil : feeds
            if !feeds.isEmpty { turns.append(host) }
            running[host, default: 0] += 1
            inFlight += 1
            return feed
        }
        return nil
    }

    mutating func finish(_ feed: LeasedFeed) {
        let host = Self.host(of: feed.state.url)
        let left = running[host, default: 1] - 1
        running[host] = left > 0 ? left : nil
        present.remove(feed.id)
        inFlight -= 1
    }

    /// Host and port as written, lower case; good enough to take turns by.
    static func host(of url: String) -> String {
        guard let scheme = url.utf8.firstRange(of: "://".utf8) else { return "" }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.split(separator: "@").last.map { $0.lowercased() } ?? ""
    }
}
