import Domain

/// Leased feeds that wait for their turn. Hosts take turns, each with at most `perHost` polls at once and a pause between
/// two starts, so a host with a thousand feeds, or one that stalls, delays its own feeds and no other's. Pure.
///
/// Feeds whose last poll went well keep a quarter of all places to themselves, and one of their host's: feeds that
/// stall, each for a whole time-out, never take every place.
struct HostQueue {
    private let perHost: Int
    private let concurrency: Int
    private let spacing: HostSpacing
    /// The most places for feeds that failed last time, or were never asked: in all, and of one host.
    private let doubtful: (all: Int, host: Int)
    private var hosts: [String: Host] = [:]
    /// Hosts that may have something to start, in turn.
    private var turns = Line<String>()
    /// Hosts whose pause is not over.
    private var resting: [String] = []
    /// Hosts that wait for a place of those for doubtful feeds.
    private var stuck = Line<String>()
    private var present: Set<FeedID> = []
    private(set) var inFlight = 0
    private var doubtfulInFlight = 0

    private struct Host {
        var proven = Line<LeasedFeed>()
        var doubtful = Line<LeasedFeed>()
        var running = 0
        var doubtfulRunning = 0
        /// Milliseconds; nothing starts before.
        var nextStart = Int64.min
        var tookDoubtful = false
        /// It is in `turns`, `resting` or `stuck`.
        var isListed = false

        var isIdle: Bool { running == 0 && proven.isEmpty && doubtful.isEmpty && !isListed }
    }

    /// `keepsPlaces` is for a loop that goes on: one sweep over all has nobody to keep places for.
    init(concurrency: Int, perHost: Int, spacing: HostSpacing = HostSpacing(), keepsPlaces: Bool = false) {
        self.concurrency = max(1, concurrency)
        self.perHost = max(1, perHost)
        self.spacing = spacing
        let kept = keepsPlaces ? max(1, concurrency / 4) : 0
        doubtful = (max(1, concurrency - kept), max(1, perHost - (keepsPlaces ? 1 : 0)))
    }

    var isEmpty: Bool { present.isEmpty }

    /// Adds feeds that are not in the queue already. Returns those that are: they wait, or their poll has not finished.
    @discardableResult
    mutating func add(_ feeds: [LeasedFeed]) -> [LeasedFeed] {
        var known: [LeasedFeed] = []
        for feed in feeds {
            guard present.insert(feed.id).inserted else {
                known.append(feed)
                continue
            }
            let name = Self.host(of: feed.state.url)
            if feed.state.isDoubtful {
                hosts[name, default: Host()].doubtful.append(feed)
            } else {
                hosts[name, default: Host()].proven.append(feed)
            }
            offerTurn(to: name)
        }
        return known
    }

    /// Gives hosts their turn whose pause is over at `now`, milliseconds.
    mutating func wake(at now: Int64) {
        guard !resting.isEmpty else { return }
        let names = resting
        resting.removeAll()
        for name in names {
            if let host = hosts[name], host.nextStart > now { resting.append(name) } else { turns.append(name) }
        }
    }

    /// The next feed that may be polled at `now`, milliseconds; its place is taken until `finish`.
    mutating func next(at now: Int64 = 0) -> LeasedFeed? {
        while inFlight < concurrency {
            if turns.isEmpty, doubtfulInFlight < doubtful.all, let name = stuck.popFirst() { turns.append(name) }
            guard let name = turns.popFirst() else { return nil }
            if let feed = start(name, at: now) { return feed }
        }
        return nil
    }

    mutating func finish(_ feed: LeasedFeed) {
        let name = Self.host(of: feed.state.url)
        hosts[name]?.running -= 1
        inFlight -= 1
        if feed.state.isDoubtful {
            hosts[name]?.doubtfulRunning -= 1
            doubtfulInFlight -= 1
        }
        present.remove(feed.id)
        offerTurn(to: name)
        forgetIfIdle(name)
    }

    /// Takes out all that waits for `host`.
    mutating func remove(host name: String) -> [LeasedFeed] {
        guard var host = hosts[name] else { return [] }
        let feeds = host.proven.removeAll() + host.doubtful.removeAll()
        hosts[name] = host
        present.subtract(feeds.map(\.id))
        forgetIfIdle(name)
        return feeds
    }

    private mutating func offerTurn(to name: String) {
        guard let host = hosts[name], !host.isListed, host.running < perHost,
            !host.proven.isEmpty || !host.doubtful.isEmpty && host.doubtfulRunning < doubtful.host
        else { return }
        hosts[name]?.isListed = true
        turns.append(name)
    }

    /// What `name` may start now; else the host goes to where it waits.
    private mutating func start(_ name: String, at now: Int64) -> LeasedFeed? {
        guard var host = hosts[name] else { return nil }
        host.isListed = false
        defer { forgetIfIdle(name) }
        guard host.running < perHost, !host.proven.isEmpty || !host.doubtful.isEmpty else {
            hosts[name] = host
            return nil
        }
        guard host.nextStart <= now else {
            host.isListed = true
            hosts[name] = host
            resting.append(name)
            return nil
        }
        let mayDoubt = !host.doubtful.isEmpty && host.doubtfulRunning < doubtful.host
        let hasPlace = doubtfulInFlight < doubtful.all
        guard !host.proven.isEmpty || mayDoubt && hasPlace else {
            if mayDoubt {
                host.isListed = true
                stuck.append(name)
            }
            hosts[name] = host
            return nil
        }
        host.tookDoubtful = mayDoubt && hasPlace && (host.proven.isEmpty || !host.tookDoubtful)
        let feed = host.tookDoubtful ? host.doubtful.popFirst() : host.proven.popFirst()
        host.running += 1
        inFlight += 1
        if host.tookDoubtful {
            host.doubtfulRunning += 1
            doubtfulInFlight += 1
        }
        host.nextStart = now + spacing.pause(of: name)
        hosts[name] = host
        offerTurn(to: name)
        return feed
    }

    private mutating func forgetIfIdle(_ name: String) {
        // A host whose pause is not over is remembered through it.
        guard let host = hosts[name], host.isIdle, spacing.pause(of: name) == 0 else { return }
        hosts[name] = nil
    }

    /// Host and port as written, lower case; good enough to take turns by.
    static func host(of url: String) -> String {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return ""
        }
        let rest = bytes[bytes.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let authority = rest[..<(end ?? rest.endIndex)]
        let start = authority.lastIndex(of: UInt8(ascii: "@")).map { authority.index(after: $0) }
        let host = authority[(start ?? authority.startIndex)...]
        return String(Substring(host)).lowercased()
    }
}

extension FeedState {
    /// Its last poll did not go well, or there was none.
    fileprivate var isDoubtful: Bool { failures > 0 || lastSuccess == nil }
}
