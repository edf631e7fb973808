import Domain

/// One poll and the state it leads to; the rules stand at `PollSchedule`.
struct Poll {
    static let longestWait: Int64 = 86_400
    static let firstBackOff: Int64 = 30
    static let firstThrottledBackOff: Int64 = 600
    static let firstGoneBackOff: Int64 = 3_600
    static let goneAfter: Int64 = 3 * 86_400
    static let goneInterval: Int64 = 7 * 86_400
    static let longestUnchanged: Int64 = 8 * 86_400
    static let cutForGood: Int64 = 86_400
    static let sightingsOfMove = 3
    static let failuresThatUndoMove = 5
    static let failuresThatCount = 3
    static let failingAfter: Int64 = 900

    let feed: Feed
    var state: FeedState
    let now: Timestamp
    let jitter: Double
    let bounds: Bounds

    init(feed: Feed, state: FeedState, now: Timestamp, jitter: Double) {
        self.feed = feed
        self.state = state
        self.now = now
        self.jitter = jitter
        bounds = Bounds(feed.policy)
        self.state.interval = bounds.clamp(state.interval)
        self.state.lastPoll = now
    }

    // MARK: successes

    mutating func took(_ document: FeedDocument, _ response: FetchResponse, overlap: Double?) {
        let isPart = response.status == 226
        let isSame = (overlap ?? 0) > 0 || (document.title != nil && document.title == state.title)
        succeeded(permanentURL: response.permanentURL ?? response.freshness.permanentURL, isSameFeed: isSame)
        if isWhole(document, response) {
            state.validators = response.freshness.validators
            if !isPart {
                state.bodyHash = response.bodyHash
                state.lastDocument = now
                state.unchangedSince = nil
            }
        }
        if !isPart, let overlap, overlap.isFinite { adapt(to: min(max(overlap, 0), 1)) }
        takeHints(document, response)
        wait(response.freshness)
    }

    /// True where nothing is missing, so that validators may be kept.
    ///
    /// A feed that never closes its root would be fetched whole for ever. After a day without a whole document, bytes that
    /// came twice are taken for all there is.
    private mutating func isWhole(_ document: FeedDocument, _ response: FetchResponse) -> Bool {
        if document.isComplete {
            if response.status != 226 { (state.cutHash, state.cutSince) = (nil, nil) }
            if !document.entries.isEmpty { state.hasBacklog = true }
            return true
        }
        guard response.status != 226, let hash = response.bodyHash else { return false }
        let cameTwice = hash == state.cutHash
        let since = min(state.cutSince ?? now, now)
        (state.cutHash, state.cutSince) = (hash, since)
        if cameTwice, !document.entries.isEmpty { state.hasBacklog = true }
        return cameTwice && now.seconds(since: since) >= Self.cutForGood
    }

    /// The hash of the body stays when the validators go: a body with that hash proves what the 304s said.
    mutating func unchanged(_ freshness: Freshness) {
        succeeded(permanentURL: freshness.permanentURL, isSameFeed: true)
        state.validators = freshness.validators
        if freshness.hasBody {
            state.unchangedSince = nil
        } else if let since = state.unchangedSince, since <= now {
            if now.seconds(since: since) >= Self.longestUnchanged {
                state.validators = Validators()
                state.unchangedSince = now
            }
        } else {
            state.unchangedSince = now
        }
        slowDown(by: freshness.hasBody ? 0.25 : 0.1)
        if !freshness.hubs.isEmpty { state.hubs = freshness.hubs }
        if let address = freshness.selfURL { state.selfURL = address }
        wait(freshness)
    }

    private mutating func succeeded(permanentURL: String?, isSameFeed: Bool) {
        if state.failures == 0 { state.failingSince = nil }  // the last one was a success too
        state.failures = 0
        state.lastError = nil
        state.lastSuccess = now
        state.heldUntil = nil
        state.goneSince = nil
        state.isGone = false
        sight(permanentURL, isSameFeed: isSameFeed)
    }

    private mutating func sight(_ target: String?, isSameFeed: Bool) {
        guard let target, target != state.url, !(isSecure(state.url) && !isSecure(target)) else {
            state.movingTo = nil
            state.movingSeen = 0
            return
        }
        state.movingSeen = target == state.movingTo ? min(state.movingSeen, 1_000) + 1 : 1
        state.movingTo = target
        guard state.movingSeen >= Self.sightingsOfMove, isSameFeed else { return }
        state.url = target
        state.movingTo = nil
        state.movingSeen = 0
    }

    private func isSecure(_ url: String) -> Bool { url.prefix(8).lowercased() == "https://" }

    // MARK: failures

    mutating func failed(_ failure: FetchFailure, mends: Bool) {
        count(failure.message)
        if failure.status != nil { state.goneSince = nil }  // it answers otherwise again
        if state.isGone, state.goneSince != nil { return later(Self.goneInterval, spread: true) }
        state.isGone = false
        if state.failures >= Self.failuresThatUndoMove { state.url = feed.id.url }
        let wait = backOff(from: Self.firstBackOff)
        later(max(wait, mends ? min(bounds.least, state.interval) : state.interval))
    }

    mutating func throttled(_ status: Int, _ retryAfter: Int64?) {
        count("HTTP status \(status)")
        state.goneSince = nil
        state.isGone = false
        guard let retryAfter else {
            guard status == 429 else { return later(max(backOff(from: Self.firstBackOff), bounds.least)) }
            // Who says "too many" without saying until when is left alone all the same, also by the next process.
            let wait = max(backOff(from: Self.firstThrottledBackOff), bounds.least)
            state.heldUntil = now.advanced(by: wait)
            return later(wait)
        }
        guard retryAfter > 0 else { return later(max(backOff(from: Self.firstBackOff), state.interval)) }
        let held = min(retryAfter, Self.longestWait)
        state.heldUntil = now.advanced(by: held)
        let spread = Int64(Double(held) * 0.1 * jitter)
        later(max(held + spread, backOff(from: Self.firstBackOff), bounds.least))
    }

    mutating func gone() {
        count("HTTP status 410")
        let since = min(state.goneSince ?? now, now)
        state.goneSince = since
        state.isGone = state.isGone || now.seconds(since: since) >= Self.goneAfter
        if state.isGone { return later(Self.goneInterval, spread: true) }
        later(max(backOff(from: Self.firstGoneBackOff), state.interval))
    }

    private mutating func count(_ error: String) {
        state.failures = min(max(state.failures, 0), 1_000_000) + 1
        state.lastError = error
        state.heldUntil = nil
        // A success in the future tells of a clock that was set back, not of a feed that is well.
        let isLong = state.lastSuccess.map { $0 > now || now.seconds(since: $0) >= Self.failingAfter } ?? true
        if state.failingSince == nil, state.failures >= Self.failuresThatCount, isLong {
            state.failingSince = now
        }
    }

    /// Doubles with each failure in a row; between half of it and all, so that feeds that failed together part.
    private func backOff(from first: Int64) -> Int64 {
        let doubled = first << Int64(min(max(state.failures - 1, 0), 12))
        return Int64(Double(min(doubled, Self.longestWait)) * (0.5 + 0.5 * jitter))
    }

    // MARK: waits

    private mutating func adapt(to overlap: Double) {
        state.overlap = overlap
        let configured = bounds.clamp(feed.policy.interval)
        switch overlap {
        case 0: state.interval = bounds.least
        case ..<(1.0 / 3): state.interval = bounds.clamp(state.interval / 2)
        case ...(2.0 / 3): state.interval = min(state.interval, configured)
        case ..<1: state.interval = min(bounds.clamp(grown(by: 0.25)), configured)
        default: slowDown(by: 0.1)
        }
    }

    private mutating func slowDown(by share: Double) { state.interval = bounds.clamp(grown(by: share)) }

    private func grown(by share: Double) -> Int64 {
        state.interval + max(1, Int64(Double(state.interval) * share))
    }

    private mutating func takeHints(_ document: FeedDocument, _ response: FetchResponse) {
        let minutes = document.ttlMinutes.map { Int64(min(max($0, 0), 1_440)) * 60 }
        let seconds = document.updateInterval.map { Int64(min(max($0, 0), 86_400)) }
        state.hintedInterval = [minutes, seconds].compactMap(\.self).filter { $0 > 0 }.max()
        state.skipHours = Array(Set(document.skipHours.filter { (0...23).contains($0) })).sorted()
        state.skipDays = Array(Set(document.skipDays.compactMap(Self.day))).sorted()
        let hubs = document.hubs + response.freshness.hubs.filter { !document.hubs.contains($0) }
        state.hubs = Array(hubs.prefix(8))
        state.selfURL = response.freshness.selfURL ?? document.selfURL
        if let title = document.title { state.title = title }
    }

    /// 0 for Sunday.
    private static func day(_ name: String) -> Int? {
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"].firstIndex(of: name.lowercased())
    }

    private mutating func wait(_ freshness: Freshness) {
        let published = freshness.secondsLeft ?? state.hintedInterval ?? 0
        let wait = max(state.interval, min(max(published, 0), Self.longestWait), bounds.least)
        later(wait + Int64(Double(wait) * 0.1 * jitter))
        state.nextDue = afterSkips(state.nextDue)
    }

    /// Spread upwards by a tenth where asked; `wait` is given its own spread else.
    private mutating func later(_ wait: Int64, spread: Bool = false) {
        state.nextDue = now.advanced(by: max(1, spread ? wait + Int64(Double(wait) * 0.1 * jitter) : wait))
    }

    /// The first full hour that the publisher does not skip, at most 24 h from now.
    private func afterSkips(_ due: Timestamp) -> Timestamp {
        guard !state.skipHours.isEmpty || !state.skipDays.isEmpty else { return due }
        let last = max(due, now.advanced(by: Self.longestWait))
        var time = due
        while isSkipped(time) {
            let hour = time.seconds - Int64(time.civil.minute * 60 + time.civil.second) + 3_600
            time = Timestamp(seconds: hour + Int64(600 * jitter))
            if time >= last { return last }
        }
        return time
    }

    private func isSkipped(_ time: Timestamp) -> Bool {
        let weekday = ((time.day + 4) % 7 + 7) % 7  // 1970-01-01 was a Thursday
        return state.skipHours.contains(time.civil.hour) || state.skipDays.contains(weekday)
    }
}

/// The least and most seconds between polls that an operator permits.
struct Bounds {
    let least: Int64
    let most: Int64

    init(_ policy: PollPolicy) {
        least = min(max(policy.minInterval, 1), Poll.longestWait)
        most = min(max(policy.maxInterval, least), Poll.longestWait)
    }

    func clamp(_ seconds: Int64) -> Int64 { min(max(seconds, least), most) }
}
