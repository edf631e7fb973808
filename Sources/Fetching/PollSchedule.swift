package import Domain

/// When a feed is asked again, and what is remembered of it: pure, so that every rule is a row of a test.
///
/// What a poll came to, and what follows (now + wait; no wish of a publisher and no back-off is longer than 24 h unless said
/// otherwise). The pace is max(interval, publisher's):
///
/// | outcome | validators, body hash | interval | wait |
/// |---|---|---|---|
/// | whole document | those of the answer | by overlap, below | the pace |
/// | document cut or mended | kept as they were | by overlap | the pace |
/// | the same, the very bytes of the last, and none whole for a day | those of the answer | by overlap | same |
/// | 226, a part | those of the answer; hash kept | kept | the pace |
/// | 304 | those of the answer | × 1.1 up to the maximum | the pace |
/// | 200 with the bytes of the last | those of the answer | × 1.25 up to the maximum | the pace |
/// | 304 for 8 days | dropped, the hash is kept: the next poll is unconditional | × 1.1 | same |
/// | 2xx that is no feed | kept | kept | a failure that will not mend itself |
/// | no name, no connection, no answer in time | kept | kept | back-off: 30 s × 2ⁿ⁻¹, between half of it and all, up to the maximum |
/// | no safe connection (TLS) | kept | kept | the same, at least the pace |
/// | failure by an answer, or one that will not mend itself | kept | kept | max(pace, back-off) |
/// | 429, 503 with Retry-After | kept | kept | max(Retry-After, pace, back-off); `heldUntil` is set |
/// | 429, 503 with one of 0 or the past, 503 without | kept | kept | max(pace, back-off) |
/// | 429 without | kept | kept | max(pace, back-off from 10 min); `heldUntil` is set |
/// | 410 for less than 3 days | kept | kept | max(pace, 1 h × 2ⁿ⁻¹) |
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
/// Without validators each poll is a whole document: the interval then goes no lower by itself than a quarter of an hour, or than
/// the configured one where that is less; but for polls that share nothing.
///
/// The publisher's wait is HTTP's freshness where it was told, also before a 304 that says nothing of it, else `ttl` or `sy:*`,
/// and a second more, as clocks are whole; then the next hour and day that it does not skip, within a week (where all are
/// skipped, a day). A wait is never below the minimum and is spread by a tenth, upwards. The operator's own bounds hold up to
/// 30 days.
///
/// A permanent redirect is adopted at its third sighting in a row, if it told the same feed at the first one: an entry or the
/// title that was known before. Never from https to http; undone after five failures in a row, of which 429 is none. A feed
/// counts as failing after three failures in a row and fifteen minutes without success, and as well again after two successes
/// in a row.
package enum PollSchedule {
    /// The state of a feed that was never asked: due at once.
    package static func first(of feed: Feed, now: Timestamp) -> FeedState {
        FeedState(url: feed.id.url, nextDue: now, interval: Bounds(feed.policy).clamp(feed.policy.interval))
    }

    /// The longest interval that the operator permits, seconds.
    package static func mostInterval(_ policy: PollPolicy) -> Int64 { Bounds(policy).most }

    /// True while the server holds the feed back: by `Retry-After`, by a 429 without, or because it said 410. Such a feed is not asked,
    /// not even on request, before it is due.
    package static func isHeldBack(_ state: FeedState, now: Timestamp) -> Bool {
        let times = Times(of: state, now: now)
        if let until = times.heldUntil, until > now { return true }
        return state.goneSince != nil && times.nextDue > now
    }

    /// How many seconds an item may wait for the poll that finds it, if nothing changes: the interval with its spread, or
    /// what the publisher has made of it.
    package static func longestWait(_ state: FeedState) -> Int64 {
        let interval = min(max(state.interval, 0), 30 * 86_400)
        guard let last = state.lastPoll else { return interval }
        return max(interval + interval / 10, min(state.nextDue.seconds(since: last), Bounds.longest + 2 * Poll.week))
    }

    /// A state as it may be trusted whatever the clock did: one that was set back must not hold a feed for its step.
    package static func settled(_ state: consuming FeedState, now: Timestamp) -> FeedState {
        let times = Times(of: state, now: now)
        state.lastPoll = times.lastPoll
        state.nextDue = times.nextDue
        state.heldUntil = times.heldUntil
        return state
    }

    /// The times of a state by which it waits, as they may be trusted.
    ///
    /// A last poll in the future tells of a clock's step; the waits that were counted from it are counted from now.
    private struct Times {
        var lastPoll: Timestamp?
        var nextDue: Timestamp
        var heldUntil: Timestamp?

        init(of state: borrowing FeedState, now: Timestamp) {
            (lastPoll, nextDue, heldUntil) = (state.lastPoll, state.nextDue, state.heldUntil)
            if let last = lastPoll, last > now {
                let step = last.seconds(since: now)
                nextDue = nextDue.advanced(by: -step)
                heldUntil = heldUntil?.advanced(by: -step)
                lastPoll = now
            }
            let most = PollSchedule.mostWait(state)
            if nextDue.seconds(since: now) > most { nextDue = now }
            if let until = heldUntil, until.seconds(since: now) > Poll.longestWait { heldUntil = nil }
        }
    }

    /// No rule gives a later next poll, seconds: a tenth of spread included.
    private static func mostWait(_ state: borrowing FeedState) -> Int64 {
        var most = max(Poll.longestWait, min(max(state.interval, 0), Bounds.longest))
        if state.isGone { most = max(most, Poll.goneInterval) }
        // Where a hub sends what is new, polls rest as long as the operator permits.
        if !state.hubs.isEmpty { most = Bounds.longest }
        return most + most / 10 + (state.skipDays.isEmpty ? 0 : Poll.week)
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
        return poll.end()
    }
}
