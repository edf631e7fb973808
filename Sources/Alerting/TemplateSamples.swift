import Domain

/// Alerts that a template is tried on: full ones and bare ones, with everything in them that has to be escaped.
enum TemplateSamples {
    private static let now = Timestamp(seconds: 1_755_284_400)
    private static let hostile = #"A "quoted" \ <b>headline</b> & more"#
    private static let feed = Feed(id: FeedID("https://feed.example/rss"), name: hostile, policy: PollPolicy())

    static func alerts(of events: Set<EventType>) -> [Alert] {
        events.sorted { $0.rawValue < $1.rawValue }.flatMap { event -> [Alert] in
            switch event {
            case .storyOpened, .storyGrown, .testPing: [full(event), bare(event)]
            case .feedFailing: [health(from: sound, to: failing)].compactMap { $0 }
            case .feedRecovered: [health(from: failing, to: sound)].compactMap { $0 }
            case .stormDigest: Storm.digests(of: [full(.storyOpened)], topic: hostile, at: now)
            }
        }
    }

    // MARK: stories

    private static func full(_ type: EventType) -> Alert {
        let url = "https://feed.example/a?b=1&c=2"
        return story(
            type,
            item: item(url: url),
            kind: "call",
            evidence: Array(
                repeating: Evidence(concept: "call", text: hostile, where: .title, weight: 1),
                count: 25
            ),
            coverage: Array(repeating: Coverage(feed: hostile, url: url, title: hostile, published: now), count: 25)
        )
    }

    private static func bare(_ type: EventType) -> Alert {
        story(type, item: item(url: nil), kind: nil, evidence: [], coverage: [])
    }

    private static func story(
        _ type: EventType,
        item: Item,
        kind: String?,
        evidence: [Evidence],
        coverage: [Coverage]
    ) -> Alert {
        let story = Story(
            id: StoryID("s0"),
            first: item.id,
            title: hostile,
            kind: kind,
            opened: now,
            lastGrown: now,
            items: 2,
            outlets: [item.outlet],
            languages: ["en"],
            places: [hostile],
            people: [hostile],
            follows: nil
        )
        return Alert(
            id: AlertID("a0-1"),
            type: type,
            raised: now,
            topic: hostile,
            story: story,
            item: item,
            verdict: Verdict(isOnTopic: true, score: 0.9, kind: kind, evidence: evidence),
            nearness: .unknown,
            coverage: coverage
        )
    }

    private static func item(url: String?) -> Item {
        Item(
            id: ItemID("i0"),
            feed: feed.id,
            feedName: hostile,
            outlet: "feed.example",
            guid: nil,
            url: url,
            canonicalURL: nil,
            title: hostile,
            summary: hostile,
            content: "",
            language: "en",
            published: .stated(now),
            updated: nil,
            firstSeen: now,
            keys: [],
            fingerprint: 0
        )
    }

    // MARK: feeds

    private static let sound = FeedState(url: feed.id.url, nextDue: now, interval: 300)

    private static var failing: FeedState {
        var state = sound
        state.failingSince = now
        state.lastError = hostile
        return state
    }

    private static func health(from before: FeedState, to after: FeedState) -> Alert? {
        Alert.health(of: feed, from: before, to: after, topic: hostile, at: now)
    }
}
