package import Domain

/// Small values for tests of stores and of what delivers from them.
package enum Sample {
    package static let start = Timestamp(seconds: 1_755_284_400)

    /// From 10 on in the form that the program gives them.
    package static func itemID(_ number: Int) -> ItemID {
        let digits = String(number, radix: 16)
        return ItemID("i" + (number < 10 ? digits : String(repeating: "0", count: 16 - digits.count) + digits))
    }

    package static func state(_ url: String, due: Timestamp = start) -> FeedState {
        FeedState(url: url, nextDue: due, interval: 300)
    }

    package static func keys(_ number: Int) -> [IdentityKey] {
        let base = UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15
        return [IdentityKey(.guid, base), IdentityKey(.url, base &+ 1), IdentityKey(.text, ~base)]
    }

    package static func keepsake(
        _ number: Int,
        maker: UInt64 = 7,
        file: String? = "s1",
        isBeside: Bool = false,
        time: Timestamp = start
    ) -> Keepsake {
        Keepsake(
            item: itemID(number),
            maker: maker,
            file: file.map { StoryID($0) },
            isBeside: isBeside,
            traits: [.anchors, .isTold],
            time: time,
            digest: [0, 255, UInt8(truncatingIfNeeded: number)]
        )
    }

    package static func item(
        _ number: Int,
        feed: String = "https://a.example/rss",
        onTopic: Bool = true,
        story: String? = nil,
        kind: Decision.Kind = .alert,
        at time: Timestamp = start
    ) -> StoredItem {
        let item = Item(
            id: itemID(number),
            feed: FeedID(feed),
            feedName: "A",
            outlet: "a.example",
            guid: "urn:\(number)",
            url: "https://a.example/\(number)?utm=1",
            canonicalURL: "https://a.example/\(number)",
            title: "Talks \(number)",
            summary: "They met.",
            content: "They met at noon.",
            language: "en",
            published: .stated(time),
            updated: nil,
            firstSeen: time,
            keys: keys(number),
            fingerprint: UInt64.max - UInt64(max(0, number))
        )
        let verdict = Verdict(
            isOnTopic: onTopic,
            score: onTopic ? 0.97 : 0.05,
            kind: onTopic ? "summit" : nil,
            evidence: [Evidence(concept: "talks", text: "Talks", where: .title, weight: 1.5)]
        )
        let nearness = Nearness(nearest: .seed("000-first"), relation: .different, similarity: 0.12, why: "other day")
        return StoredItem(
            item: item,
            verdict: verdict,
            decision: Decision(
                kind: kind,
                nearness: nearness,
                story: story.map { StoryID($0) },
                reason: "opens a story"
            )
        )
    }

    package static func story(_ name: String, first: Int = 1, at time: Timestamp = start) -> Story {
        Story(
            id: StoryID(name),
            first: itemID(first),
            title: "Talks",
            kind: "summit",
            opened: time,
            lastGrown: time,
            items: 1,
            outlets: ["a.example"],
            languages: ["en"],
            places: ["alaska"],
            people: ["envoy"],
            follows: nil
        )
    }

    package static func alert(_ number: Int, story: String? = nil, at time: Timestamp = start) -> Alert {
        let stored = item(number, at: time)
        return Alert(
            id: AlertID("a\(number)"),
            type: .storyOpened,
            raised: time,
            topic: "talks",
            story: self.story(story ?? "s\(number)", first: number, at: time),
            item: stored.item,
            verdict: stored.verdict,
            nearness: stored.decision.nearness,
            coverage: [Coverage(feed: "B", url: nil, title: "Also talks", published: time)]
        )
    }

    /// An alert of what a feed says, where a test is about just that. No format tells an item's content.
    package static func alert(
        _ number: Int,
        title: String,
        summary: String,
        url: String?,
        feedName: String,
        feed: FeedID = FeedID("https://a.example/rss"),
        topic: String = "talks",
        published: Timestamp = start,
        raised: Timestamp = start,
        coverage: [Coverage]? = nil
    ) -> Alert {
        let base = alert(number)
        let item = Item(
            id: base.item.id,
            feed: feed,
            feedName: feedName,
            outlet: base.item.outlet,
            guid: nil,
            url: url,
            canonicalURL: nil,
            title: title,
            summary: summary,
            content: "Never sent.",
            language: "en",
            published: .stated(published),
            updated: nil,
            firstSeen: start,
            keys: [],
            fingerprint: 1
        )
        return Alert(
            id: base.id,
            type: base.type,
            raised: raised,
            topic: topic,
            story: base.story,
            item: item,
            verdict: base.verdict,
            nearness: base.nearness,
            coverage: coverage ?? base.coverage
        )
    }

    package static func delivery(
        _ number: Int,
        story: String? = nil,
        to receiver: String = "desk",
        at time: Timestamp = start
    ) -> Delivery {
        Delivery(
            id: "msg_\(receiver)_\(number)",
            alert: AlertID("a\(number)"),
            receiver: receiver,
            story: StoryID(story ?? "s\(number)"),
            body: Array("{\"n\":\(number)}".utf8),
            contentType: "application/json",
            created: time,
            nextAttempt: time
        )
    }

    /// An alert with a delivery for each receiver.
    package static func raise(
        _ number: Int,
        story: String? = nil,
        to receivers: [String] = ["desk"],
        at time: Timestamp = start
    ) -> Change {
        .alert(
            alert(number, story: story, at: time),
            logLine: Array("line \(number)".utf8),
            deliveries: receivers.map { delivery(number, story: story, to: $0, at: time) }
        )
    }

    package static func receiver(_ name: String = "desk", format: AlertFormat = .standard) -> Receiver {
        Receiver(
            name: name,
            url: "https://\(name).example/hook",
            format: format,
            secret: Array("a key of thirty-two bytes, or so".utf8),
            events: [.storyOpened]
        )
    }
}
