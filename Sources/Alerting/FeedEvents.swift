package import Domain

extension Alert {
    /// `feed.failing`, or `feed.recovered` where the outage is over; once an outage, whatever is repeated.
    ///
    /// `before` and `after` are the feed's states around a poll that ended at `now`. Nil where that changed nothing of its
    /// health; the hysteresis is `PollSchedule`'s.
    package static func health(
        of feed: Feed,
        from before: FeedState,
        to after: FeedState,
        topic: String,
        at now: Timestamp
    ) -> Alert? {
        switch (before.failingSince, after.failingSince) {
        case (nil, let since?):
            let health = FeedHealth(
                feed: feed.id,
                name: feed.name,
                since: since,
                failures: after.failures,
                error: after.lastError
            )
            return event(.feedFailing, health, topic: topic, at: now)
        case (let since?, nil):
            let health = FeedHealth(feed: feed.id, name: feed.name, since: since, failures: 0, error: nil)
            return event(.feedRecovered, health, topic: topic, at: now)
        default: return nil
        }
    }

    private static func event(_ type: EventType, _ health: FeedHealth, topic: String, at now: Timestamp) -> Alert {
        let lane = "f" + Digest.base32(Digest.sha256(Array(health.feed.url.utf8)).prefix(10))
        let isDown = type == .feedFailing
        var alert = standIn(
            id: AlertID("\(lane)-\(health.since.seconds)-\(isDown ? "failing" : "recovered")"),
            type: type,
            at: now,
            topic: topic,
            lane: lane,
            title: isDown ? "Feed fails: \(health.name)" : "Feed is back: \(health.name)",
            summary: isDown
                ? "No success since \(health.since); last: \(health.error ?? "unknown"). It is polled on."
                : "It had failed since \(health.since).",
            feed: health
        )
        alert.health = health
        return alert
    }

    /// An alert that tells of no story: story and item stand in, so that every way out has a title and a text for it.
    /// `lane` is what belongs together and keeps its order; `feed` what it is about, where that is one.
    static func standIn(
        id: AlertID,
        type: EventType,
        at now: Timestamp,
        topic: String,
        lane: String,
        title: String,
        summary: String,
        feed: FeedHealth?
    ) -> Alert {
        let item = standIn(for: feed, lane, title, summary, at: now)
        let story = Story(
            id: StoryID(lane),
            first: item.id,
            title: title,
            kind: nil,
            opened: now,
            lastGrown: now,
            items: 1,
            outlets: [],
            languages: [],
            places: [],
            people: [],
            follows: nil
        )
        return Alert(
            id: id,
            type: type,
            raised: now,
            topic: topic,
            story: story,
            item: item,
            verdict: Verdict(isOnTopic: true, score: 1, kind: nil, evidence: []),
            nearness: .unknown,
            coverage: []
        )
    }

    private static func standIn(
        for feed: FeedHealth?,
        _ lane: String,
        _ title: String,
        _ summary: String,
        at now: Timestamp
    ) -> Item {
        Item(
            id: ItemID("i-\(lane)"),
            feed: feed?.feed ?? FeedID(""),
            feedName: feed?.name ?? "Hotline",
            outlet: "",
            guid: nil,
            url: nil,
            canonicalURL: nil,
            title: title,
            summary: summary,
            content: "",
            language: "en",
            published: .stated(now),
            updated: nil,
            firstSeen: now,
            keys: [],
            fingerprint: 0
        )
    }
}
