package import Domain

/// When a feed is asked again, and what is remembered of it: pure, so that every rule is a row of a test.
///
/// What a poll came to, and what follows (now + wait; all waits are clamped to 24 h unless said otherwise):
///
/// | outcome | validators, body hash | interval | wait |
/// |---|---|---|---|
/// | whole document | those of the answer | by overlap, below | max(interval, publisher's) |
/// | document cut or mended | kept as they were | by overlap | max(interval, publisher's) |
/// | the same, the very bytes of the last, and none whole for a day | those of the answer | by overlap | same |
/// | 226, a part | those of the answer; hash kept | kept | max(interval, publisher's) |
/// | 304 | those of the answer | × 1.1 up to the maximum | max(interval, publisher's) |
/// | 200 with the bytes of the last | those of the answer | × 1.25 up to the maximum | max(interval, publisher's) |
/// | 304 for 8 days | dropped, the hash is kept: the next poll is unconditional | × 1.1 | same |
/// | 2xx that is no feed | kept | kept | a failure that will not mend itself |
/// | failure, may mend itself | kept | kept | 30 s × 2ⁿ⁻¹, between half of it and all |
/// | failure, will not | kept | kept | the same, but at least the interval |
/// | 429, 503 with Retry-After | kept | kept | Retry-After, at least the back-off; `heldUntil` is set |
/// | 429, 503 with one of 0 or the past | kept | kept | max(interval, back-off) |
/// | 429 without | kept | kept | back-off from 10 min; `heldUntil` is set |
/// | 503 without | kept | kept | back-off from 30 s |
/// | 410 for less than 3 days | kept | kept | 1 h × 2ⁿ⁻¹ |
/// | 410 for 3 days or more | kept | kept | 7 days; `isGone` |
/// | cancelled | – | – | nothing changes |
///
/// Overlap is the share of a document's entries that were known:
///
/// | overlap | interval |
/// |---|---|
/// | none at all | the minimum: items may have been missed |
/// | below 1/3 | half |
/// | 1/3 … 2/3 | the configured one at most |
/// | above 2/3, something new | × 1.25 if below the configured one, else the configured one |
/// | all known | × 1.1 up to the maximum: after a silence of t the interval is about t/10 |
///
/// The publisher's wait is HTTP's freshness where it was told, else `ttl` or `sy:*`; then the next hour and day that it
/// does not skip. A wait is never below the minimum and is spread by a tenth, upwards.
///
/// A permanent redirect is adopted at its third sighting in a row, if the document is of the same feed; never from https
/// to http; and undone after five failures in a row. A feed counts as failing after three failures in a row and fifteen
/// minutes without success, and as well again after two successes in a row.
package enum PollSchedule {
    /// The state of a feed that was never asked: due at once.
    package static func first(of feed: Feed, now: Timestamp) -> FeedState {
        FeedState(url: feed.id.url, nextDue: now, interval: Bounds(feed.policy).clamp(feed.policy.interval))
    }

    /// True while the server holds the feed back: by `Retry-After`, by a 429 without, or because it said 410. Such a feed is not asked,
    /// not even on request, before it is due.
    package static func isHeldBack(_ state: FeedState, now: Timestamp) -> Bool {
        let state = settled(state, now: now)
        if let until = state.heldUntil, until > now { return true }
        return state.goneSince != nil && state.nextDue > now
    }

    /// How many seconds an item may wait for the poll that finds it, if nothing changes: the interval with its spread, or
    /// what the publisher has made of it.
    package static func longestWait(_ state: FeedState) -> Int64 {
        let interval = min(max(state.interval, 0), 30 * 86_400)
        guard let last = state.lastPoll else { return interval }
        return max(interval + interval / 10, min(state.nextDue.seconds(since: last), Poll.goneInterval * 2))
    }

    /// A state as it may be trusted whatever the clock did: one that was set back must not hold a feed for its step.
    ///
    /// A last poll in the future tells of the step; the waits that were counted from it are counted from now.
    package static func settled(_ state: FeedState, now: Timestamp) -> FeedState {
        var state = state
        if let last = state.lastPoll, last > now {
            let step = last.seconds(since: now)
            state.nextDue = state.nextDue.advanced(by: -step)
            state.heldUntil = state.heldUntil?.advanced(by: -step)
            state.lastPoll = now
        }
        let most = state.isGone ? Poll.goneInterval + Poll.goneInterval / 10 : Poll.longestWait + Poll.longestWait / 10
        if state.nextDue.seconds(since: now) > most { state.nextDue = now }
        if let until = state.heldUntil, until.seconds(since: now) > Poll.longestWait { state.heldUntil = nil }
        return state
    }

    /// The state after a poll that ended at `now`.
    ///
    /// `document` is what the body was parsed to; nil on `.modified` means that it is no feed. `overlap` is the share of
    /// its entries that were known, 0…1; nil where there is nothing to compare. `jitter`, 0..<1, spreads feeds that were
    /// asked together.
    package static func state(
        after outcome: FetchOutcome,
        document: FeedDocument?,
        overlap: Double?,
        of feed: Feed,
        from state: FeedState,
        now: Timestamp,
        jitter: Double
    ) -> FeedState {
        var poll = Poll(feed: feed, state: state, now: now, jitter: min(max(jitter.isNaN ? 0 : jitter, 0), 1))
        switch outcome {
        case .modified(let response):
            if let document {
                poll.took(document, response, overlap: overlap)
            } else {
                poll.failed(FetchFailure(.other, status: response.status, "the answer is no feed"), mends: false)
            }
        case .notModified(let freshness): poll.unchanged(freshness)
        case .gone: poll.gone()
        case .throttled(let status, let retryAfter): poll.throttled(status, retryAfter)
        case .failed(let failure):
            if failure.kind == .cancelled { return state }
            poll.failed(failure, mends: failure.isTransient)
        }
        return poll.state
    }
}
