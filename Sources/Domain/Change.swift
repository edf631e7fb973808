/// One thing the store is to do. A list of them is one transaction: all, or none.
///
/// Indirect, as an item is large, and lists of thousands are put together.
package indirect enum Change: Sendable {
    /// A poll ended: validators, health and the next due time.
    case feed(FeedID, FeedState)
    /// An entry was met: its keys lead to `item` from now on, and the item has this fingerprint in this feed.
    case seen(FeedID, [IdentityKey], SeenEntry)
    /// A new item with all that was decided about it.
    case item(StoredItem)
    /// What the index keeps of an item that comes in the same list, or came with one; the one that it has is replaced.
    case keepsake(Keepsake)
    /// A story tells what a group beside the topic tells: the group is coverage of it from now on.
    case adoption(group: StoryID, story: StoryID)
    /// Forget the keepsakes of what lies beside the topic and was published before, or was stored before the item `from`, and
    /// adoptions of groups without any.
    case besideForgotten(before: Timestamp, from: ItemID?)
    /// A story opens, or grows: stored as given.
    case story(Story)
    /// An alert, with its deliveries in the outbox. One that is known already changes nothing: a story alerts once.
    case alert(Alert, logLine: [UInt8], deliveries: [Delivery])
    /// A subscription at a hub, new or changed; one a feed.
    case subscription(HubSubscription)
    /// A feed's subscription has ended.
    case unsubscribed(FeedID)
    /// Further deliveries of an alert that is known; one whose id is known stays as it is.
    case deliveries([Delivery])
    /// A storm folds what is raised from this alert on; nil: it is over, and what it folded has been told.
    case storm(first: AlertID?)
    /// Forget what is older: seen keys that were last sighted before, items that no feed has shown since, delivered alerts,
    /// stories without either. What a subscribed feed still shows stays, however old: what was sighted at most a day before
    /// the feed's newest sighting (a repeat is noted once a day), so one that answers 304 for a year forgets nothing.
    /// Never what is undelivered, dead deliveries included, while their receiver is configured.
    /// Takes at most 20,000 of a kind, so that no transaction is long: ask hourly.
    case retention(before: Timestamp)
}

/// What is kept of a met entry, to know it again and to tell an edit from a repeat.
package struct SeenEntry: Sendable, Hashable {
    /// The item that the keys lead to.
    package let item: ItemID
    /// Hash of the text that it had last.
    package let fingerprint: UInt64
    /// When a document last had it, noted at most once a day.
    package let lastSeen: Timestamp

    package init(item: ItemID, fingerprint: UInt64, lastSeen: Timestamp) {
        self.item = item
        self.fingerprint = fingerprint
        self.lastSeen = lastSeen
    }
}

/// An item as the store keeps it. An object, like the item.
package final class StoredItem: Sendable, Hashable, Codable {
    /// As `kept` tells, an item that was off-topic has less of its text, or none.
    package let item: Item
    /// As it was judged on its day: changed rules do not change it.
    package let verdict: Verdict
    /// What became of it.
    package let decision: Decision

    package init(item: Item, verdict: Verdict, decision: Decision) {
        self.item = item
        self.verdict = verdict
        self.decision = decision
    }

    package static func == (left: StoredItem, right: StoredItem) -> Bool {
        left === right
            || left.item == right.item && left.verdict == right.verdict && left.decision == right.decision
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(item)
        hasher.combine(decision.kind)
    }
}

extension StoredItem {
    /// What a store keeps of the summary and the content of an off-topic item in which something was found, UTF-8 bytes each.
    package static let mostKeptBytes = 1_000

    /// What a store keeps of it.
    ///
    /// What is on-topic keeps its text. Of what is off-topic, which is nearly all, only the title stays; unless something in
    /// it spoke for or against the topic: then the beginning of its text does too, for a desk that calls it on-topic.
    package var kept: StoredItem {
        let (summary, content) = keptTexts
        if summary.utf8.count == item.summary.utf8.count, content.utf8.count == item.content.utf8.count { return self }
        let item = item.shortened(summary: summary, content: content)
        return StoredItem(item: item, verdict: verdict, decision: decision)
    }

    /// What a store keeps of its summary and its content.
    package var keptTexts: (summary: String, content: String) {
        if verdict.isOnTopic { return (item.summary, item.content) }
        guard !verdict.evidence.isEmpty else { return ("", "") }
        let most = Self.mostKeptBytes
        return (Self.beginning(of: item.summary, most), Self.beginning(of: item.content, most))
    }

    /// At most `most` bytes of `text`, whole scalars.
    private static func beginning(of text: String, _ most: Int) -> String {
        guard text.utf8.count > most else { return text }
        let scalars = text.unicodeScalars
        var end = text.utf8.index(text.startIndex, offsetBy: most)
        while end > text.startIndex, end.samePosition(in: scalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
