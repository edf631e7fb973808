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
    private var turns = Line<Host>()
    /// Hosts whose pause is not over.
    private var resting: [Host] = []
    /// Hosts that wait for a place of those for doubtful feeds.
    private var stuck = Line<Host>()
    private var present: Set<FeedID> = []
    private(set) var inFlight = 0
    private var doubtfulInFlight = 0

    /// An object, as it is met at each step.
    private final class Host {
        let name: String
        /// Milliseconds between two starts.
        let pause: Int64
        var proven = Line<LeasedFeed>()
        var doubtful = Line<LeasedFeed>()
        var running = 0
        var doubtfulRunning = 0
        /// Milliseconds; nothing starts before.
        var nextStart = Int64.min
        var tookDoubtful = false
        /// It is in `turns`, `resting` or `stuck`.
        var isListed = false

        init(name: String, pause: Int64) {
            self.name = name
            self.pause = pause
        }

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
            let host = host(of: feed)
            if feed.state.isDoubtful { host.doubtful.append(feed) } else { host.proven.append(feed) }
            offerTurn(to: host)
        }
        return known
    }

    /// Gives hosts their turn whose pause is over at `now`, milliseconds.
    mutating func wake(at now: Int64) {
        guard !resting.isEmpty else { return }
        let waiting = resting
        resting.removeAll()
        for host in waiting {
            if host.nextStart > now { resting.append(host) } else { turns.append(host) }
        }
    }

    /// The next feed that may be polled at `now`, milliseconds; its place is taken until `finish`.
    mutating func next(at now: Int64 = 0) -> LeasedFeed? {
        while inFlight < concurrency {
            if turns.isEmpty, doubtfulInFlight < doubtful.all, let host = stuck.popFirst() { turns.append(host) }
            guard let host = turns.popFirst() else { return nil }
            if let feed = start(host, at: now) { return feed }
        }
        return nil
    }

    mutating func finish(_ feed: LeasedFeed) {
        inFlight -= 1
        if feed.state.isDoubtful { doubtfulInFlight -= 1 }
        present.remove(feed.id)
        guard let host = hosts[Self.host(of: feed.state.url)] else { return }
        host.running -= 1
        if feed.state.isDoubtful { host.doubtfulRunning -= 1 }
        offerTurn(to: host)
        forgetIfIdle(host)
    }

    /// Takes out all that waits for `host`.
    mutating func remove(host name: String) -> [LeasedFeed] {
        guard let host = hosts[name] else { return [] }
        let feeds = host.proven.removeAll() + host.doubtful.removeAll()
        present.subtract(feeds.map(\.id))
        forgetIfIdle(host)
        return feeds
    }

    private mutating func host(of feed: LeasedFeed) -> Host {
        let name = Self.host(of: feed.state.url)
        if let host = hosts[name] { return host }
        let host = Host(name: name, pause: spacing.pause(of: name))
        hosts[name] = host
        return host
    }

    private mutating func offerTurn(to host: Host) {
        guard !host.isListed, host.running < perHost,
            !host.proven.isEmpty || !host.doubtful.isEmpty && host.doubtfulRunning < doubtful.host
        else { return }
        host.isListed = true
        turns.append(host)
    }

    /// What `host` may start now; else it goes to where it waits.
    private mutating func start(_ host: Host, at now: Int64) -> LeasedFeed? {
        host.isListed = false
        defer { forgetIfIdle(host) }
        guard host.running < perHost, !host.proven.isEmpty || !host.doubtful.isEmpty else { return nil }
        guard host.nextStart <= now else {
            host.isListed = true
            resting.append(host)
            return nil
        }
        let mayDoubt = !host.doubtful.isEmpty && host.doubtfulRunning < doubtful.host
        let hasPlace = doubtfulInFlight < doubtful.all
        guard !host.proven.isEmpty || mayDoubt && hasPlace else {
            if mayDoubt {
                host.isListed = true
                stuck.append(host)
            }
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
        host.nextStart = now + host.pause
        offerTurn(to: host)
        return feed
    }

    private mutating func forgetIfIdle(_ host: Host) {
        // A host whose pause is not over is remembered through it.
        guard host.isIdle, host.pause == 0 else { return }
        hosts[host.name] = nil
    }

    /// Host and port as written, lower case; good enough to take turns by.
    static func host(of url: String) -> String {
        let bytes = url.utf8Span.span
        var start = 0
        while start < bytes.count, bytes[start] != UInt8(ascii: ":") { start += 1 }
        guard start + 2 < bytes.count, bytes[start + 1] == UInt8(ascii: "/"), bytes[start + 2] == UInt8(ascii: "/")
        else { return "" }
        start += 3
        var end = start
        var isLower = true
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { break }
            end += 1
            if byte == UInt8(ascii: "@") { start = end }
            if byte >= 0x80 || byte &- 65 < 26 { isLower = false }
        }
        let utf8 = url.utf8
        let from = utf8.index(utf8.startIndex, offsetBy: start)
        let host = url[from..<utf8.index(from, offsetBy: end - start)]
        return isLower ? String(host) : host.lowercased()
    }
}

extension FeedState {
    /// Its last poll did not go well, or there was none.
    fileprivate var isDoubtful: Bool { failures > 0 || lastSuccess == nil }
}
