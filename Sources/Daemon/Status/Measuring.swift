import Alerting
import Domain
import Reporting

/// A fetcher whose requests are counted and timed.
struct MeasuredFetcher: Fetcher {
    let fetcher: any Fetcher
    let instruments: Instruments

    func fetch(_ feed: Feed, state: FeedState) async -> FetchOutcome {
        let start = ContinuousClock.now
        let outcome = await fetcher.fetch(feed, state: state)
        instruments.fetched(outcome, took: start.duration(to: .now))
        return outcome
    }
}

/// A sink whose attempts are timed.
struct MeasuredSink: AlertSink {
    let sink: any AlertSink
    let instruments: Instruments

    func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        let start = ContinuousClock.now
        let attempt = await sink.send(delivery, to: receiver, at: now)
        instruments.attempted(receiver.name, took: start.duration(to: .now))
        return attempt
    }
}

extension Instruments {
    /// A poll that was stored; `instant` is when its document had come.
    func settled(
        _ report: PollReport,
        from state: FeedState,
        seenAt instant: ContinuousClock.Instant,
        at now: Timestamp,
        isPushed: Bool = false
    ) {
        for alert in report.told { seen(alert.id, at: instant) }
        var poll = Tally.Settled(feed: report.feed.id, before: state, after: report.state ?? state)
        poll.entries = report.entries
        poll.decisions = report.decisions
        poll.alerts = report.alerts
        poll.hasGap = report.hasGap
        poll.isPushed = isPushed
        settled(poll, at: now)
        report.publicationDelays.forEach(sighted)
        if isPushed { pushed("taken") }
    }

    func note(_ event: DeliveryEvent, at now: Timestamp) {
        switch event {
        case .delivered(let delivery): delivered(delivery, at: now)
        case .failed(let delivery):
            failed(delivery.receiver, outcome: delivery.lastOutcome, isDead: false, at: now)
        case .died(let delivery), .gone(let delivery):
            failed(delivery.receiver, outcome: delivery.lastOutcome, isDead: true, at: now)
        case .parked(let receiver, let count): parked(receiver, count: count)
        case .storeFailed(_, let error): storeFailed(error.message, at: now)
        case .circuitOpened, .circuitClosed: break
        }
    }

    func note(_ event: AlertLogEvent, at now: Timestamp) {
        switch event {
        case .fileFailed(_, let reason): logFailed(reason, at: now)
        case .recovered: logFailed(nil, at: now)
        case .storeFailed(let error): storeFailed(error.message, at: now)
        }
    }
}
