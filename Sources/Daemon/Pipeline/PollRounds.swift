import Domain
import Logging

/// The poll loop's memory from one round to the next: what waits, what is held back, what could not be stored.
struct PollRounds {
    typealias Ended = (feed: LeasedFeed, report: PollReport?)

    /// How long a lease lasts: longer than any poll and its wait for a place, or another host would poll the feed too.
    private static let leaseTime: Int64 = 600
    /// A feed that is overdue by more has waited for us, as after a stop: such ones are spread.
    private static let lateness: Int64 = 30
    /// Late feeds start over a minute, but never fewer a second than this.
    private static let fewestLate: Int64 = 20

    private let loop: PollLoop
    private let start = ContinuousClock.now
    private var queue: HostQueue
    private var holds: HostHolds
    /// Feeds that were leased and not asked for their host's sake, as they were: a good answer of the host sets them free.
    private var aside: [String: [FeedID: LeasedFeed]] = [:]
    private var late = Line<LeasedFeed>()
    /// Leased again before word of their poll's end came: the store had it, and the next one is due already.
    private var early: [FeedID: LeasedFeed] = [:]
    private var lateRate = PollRounds.fewestLate
    private var lateReleased: Int64 = -1_000
    private var backlog = Unstored()
    private var nextDue: Timestamp?
    private var latest: Timestamp
    private var milliseconds: Int64 = 0

    /// `holds`: the hosts that hold back from an earlier shift.
    init(_ loop: PollLoop, holds: HostHolds = HostHolds()) {
        self.loop = loop
        self.holds = holds
        queue = HostQueue(
            concurrency: loop.limits.concurrency,
            perHost: loop.limits.perHost,
            spacing: loop.spacing,
            keepsPlaces: true
        )
        latest = loop.clock.now
        nextDue = latest
    }

    /// Takes what has ended, and readies what is due.
    mutating func begin(with ended: [Ended]) async {
        let now = loop.clock.now
        if now < latest {
            // A clock that was set back: due times lie ahead by its step, and the store is to mend them.
            nextDue = now
            backlog.clockWasSetBack(to: now)
        }
        latest = now
        milliseconds = Int64(start.duration(to: .now) / .milliseconds(1))
        for (feed, report) in ended { await take(feed, report, now) }
        if await backlog.store(in: loop, now: now) { nextDue = now }
        guard !backlog.isBlocking else { return }
        if let due = nextDue, due <= now { await lease(now) }
        await releaseLate(now)
        queue.wake(at: milliseconds)
    }

    /// The next feed to poll; nil while there is no place, nothing due, or no store to keep what it would bring.
    mutating func next() -> LeasedFeed? { backlog.isBlocking ? nil : queue.next(at: milliseconds) }

    private mutating func take(_ feed: LeasedFeed, _ report: PollReport?, _ now: Timestamp) async {
        queue.finish(feed)
        await note(report?.answer ?? .other, from: feed, now)
        // The same state twice is the same lease, which the poll has used.
        if let next = early.removeValue(forKey: feed.id), next.state.lastPoll != feed.state.lastPoll {
            await offer([next], now)
        }
        guard let report else { return }
        if report.isStored {
            backlog.wasStored(feed.id)
            nextDue = min(nextDue ?? report.nextDue, report.nextDue)
        } else if let unstored = report.unstored {
            backlog.add(feed.id, unstored, now: now)
        }
    }

    /// What the answer says about its host.
    private mutating func note(_ answer: HostHolds.Answer, from feed: LeasedFeed, _ now: Timestamp) async {
        guard holds.mayChange(by: answer) else { return }
        let host = HostQueue.host(of: feed.state.url)
        switch holds.note(answer, from: feed.id, of: host, now: now) {
        case .none: break
        case .began(let end):
            loop.tellHold(of: host, until: end, now: now)
            let waited = aside.removeValue(forKey: host).map { Array($0.values) } ?? []
            await hold(queue.remove(host: host) + waited, until: end, now)
        case .ended: if let feeds = aside.removeValue(forKey: host) { add(Array(feeds.values)) }
        }
    }

    private mutating func add(_ feeds: [LeasedFeed]) {
        for feed in queue.add(feeds) { early[feed.id] = feed }
    }

    private mutating func lease(_ now: Timestamp) async {
        do {
            let leased = try await loop.store.lease(at: now, until: now.advanced(by: Self.leaseTime), limit: 10_000)
            var prompt: [LeasedFeed] = []
            for feed in leased {
                if feed.state.lastPoll != nil, now.seconds(since: feed.state.nextDue) > Self.lateness {
                    late.append(feed)
                } else {
                    prompt.append(feed)
                }
            }
            await offer(prompt, now)
            lateRate = max(Self.fewestLate, Int64(late.count) / 60)
            nextDue = try await loop.store.nextDue()
        } catch {
            if let unsaid = loop.rare.admit("due", at: now) {
                loop.log.error(
                    "due feeds cannot be read",
                    metadata: ["reason": "\(error.message)", "unsaid": "\(unsaid)"]
                )
            }
            if case .unsound = error { loop.broken(error) }
            nextDue = now.advanced(by: 5)
        }
    }

    private mutating func releaseLate(_ now: Timestamp) async {
        let count = min(max(0, milliseconds - lateReleased), 1_000) * lateRate / 1_000
        guard count > 0 else { return }
        lateReleased = milliseconds
        for _ in 0..<count {
            guard let feed = late.popFirst() else { return }
            await offer([feed], now)
        }
    }

    /// Adds what its host lets go; puts off the others.
    private mutating func offer(_ feeds: [LeasedFeed], _ now: Timestamp) async {
        guard !holds.isEmpty else { return add(feeds) }
        var free: [LeasedFeed] = []
        var held: [Timestamp: [LeasedFeed]] = [:]
        for feed in feeds {
            let host = HostQueue.host(of: feed.state.url)
            switch holds.leave(for: feed, now: now) {
            case .asked:
                // What was put off before the hold's end comes with a lease of its own.
                aside[host] = nil
                free.append(feed)
            case .held(let end): held[end, default: []].append(feed)
            case .waits: aside[host, default: [:]][feed.id] = feed
            }
        }
        add(free)
        for (end, feeds) in held { await hold(feeds, until: end, now) }
    }

    /// Puts off feeds that their host holds back. What cannot be stored is due again when its lease ends.
    private mutating func hold(_ feeds: [LeasedFeed], until end: Timestamp, _ now: Timestamp) async {
        guard !feeds.isEmpty else { return }
        for feed in feeds { aside[HostQueue.host(of: feed.state.url), default: [:]][feed.id] = feed }
        do {
            try await loop.store.apply(feeds.map { .feed($0.id, $0.state.putOff(until: end, now: now)) })
        } catch {
            if case .unsound = error { loop.broken(error) }
        }
    }
}
