import Domain

/// One poll and the state it leads to; the rules stand at `PollSchedule`.
struct Poll {
    static let longestWait: Int64 = 86_400
    static let week: Int64 = 7 * 86_400
    static let leastUnconditionalInterval: Int64 = 900
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

    /// What it comes to.
    consuming func end() -> FeedState { state }

    // MARK: successes

    mutating func took(_ document: FeedDocument, _ response: FetchResponse, overlap: Double?) {
        let isPart = response.status == 226
        // What redirects from the first poll on is the feed as it has always been.
        let isNew = !state.hasBacklog && state.lastDocument == nil
        let isSame = isNew || (overlap ?? 0) > 0 || (document.title != nil && document.title == state.title)
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
        state.freshFor = response.freshness.lifetime
        rest(response.freshness)
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
        // A 304 renews what it names and leaves the rest (RFC 9111 §4.3.4).
        if freshness.hasBody || freshness.voidsEarlier || freshness.lifetime != nil {
            state.freshFor = freshness.lifetime
        }
        rest(freshness)
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
        guard let target, target != state.url, !(isSecure(state.url) && !isSecure(target)) else { return forgetMove() }
        if target == state.movingTo, state.movingIsSame != nil {
            state.movingSeen = min(max(state.movingSeen, 0), 1_000) + 1
        } else {
            // Only now is the target compared with what was known before; from here on with what it told itself.
            (state.movingTo, state.movingSeen, state.movingIsSame) = (target, 1, isSameFeed)
        }
        guard state.movingSeen >= Self.sightingsOfMove, state.movingIsSame == true, isSameFeed else { return }
        state.url = target
        forgetMove()
    }

    private mutating func forgetMove() { (state.movingTo, state.movingSeen, state.movingIsSame) = (nil, 0, nil) }

    private func isSecure(_ url: String) -> Bool { url.prefix(8).lowercased() == "https://" }

    // MARK: failures

    mutating func failed(_ failure: FetchFailure, mends: Bool) {
        count(failure.message)
        undoMove()
        if failure.status != nil { state.goneSince = nil }  // it answers otherwise again
        if state.isGone, state.goneSince != nil { return later(Self.goneInterval, spread: true) }
        state.isGone = false
        // When this machine's own way to the net is mended, all feeds are to be back soon.
        let most = failure.isOfTheWay ? min(bounds.most, Self.longestWait) : Self.longestWait
        let isAnswered = failure.status != nil || !mends
        later(
            max(backOff(from: Self.firstBackOff, most: most), isAnswered ? rhythm : min(bounds.least, state.interval))
        )
    }

    mutating func throttled(_ status: Int, _ retryAfter: Int64?) {
        count("HTTP status \(status)")
        if status != 429 { undoMove() }  // "too many" is no failure of the address
        state.goneSince = nil
        state.isGone = false
        guard let retryAfter else {
            guard status == 429 else { return later(max(backOff(from: Self.firstBackOff), rhythm)) }
            // Who says "too many" without saying until when is left alone all the same, also by the next process.
            let wait = max(backOff(from: Self.firstThrottledBackOff), bounds.least)
            state.heldUntil = now.advanced(by: wait)
            return later(max(wait, rhythm))
        }
        guard retryAfter > 0 else { return later(max(backOff(from: Self.firstBackOff), rhythm)) }
        let held = Self.wish(retryAfter)
        state.heldUntil = now.advanced(by: held)
        let spread = Int64(Double(held) * 0.1 * jitter)
        later(max(held + spread, backOff(from: Self.firstBackOff), rhythm))
    }

    mutating func gone() {
        count("HTTP status 410")
        undoMove()
        let since = min(state.goneSince ?? now, now)
        state.goneSince = since
        state.isGone = state.isGone || now.seconds(since: since) >= Self.goneAfter
        if state.isGone { return later(Self.goneInterval, spread: true) }
        later(max(backOff(from: Self.firstGoneBackOff), rhythm))
    }

    private mutating func undoMove() {
        if state.failures >= Self.failuresThatUndoMove { state.url = feed.id.url }
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
    private func backOff(from first: Int64, most: Int64 = Poll.longestWait) -> Int64 {
        let doubled = first << Int64(min(max(state.failures - 1, 0), 12))
        return Int64(Double(min(doubled, most)) * (0.5 + 0.5 * jitter))
    }
}
