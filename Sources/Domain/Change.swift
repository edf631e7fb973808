/// One thing the store is to do. A list of them is one transaction: all, or none.
package enum Change: Sendable {
    /// A poll ended: validators, health and the next due time.
    case feed(FeedID, FeedState)
    /// An entry was met: its keys lead to `item` from now on.
    case seen(FeedID, [IdentityKey], SeenEntry)
    /// A new item with all that was decided about it.
    case item(StoredItem)
    /// A story opens, or grows: stored as given.
    case story(Story)
    /// An alert, with its deliveries in the outbox.
    case alert(Alert, logLine: [UInt8], deliveries: [Delivery])
    /// Forget what is older: item texts, seen keys that were last sighted before, delivered alerts. Never what is undelivered.
    case retention(before: Timestamp)
}

/// What is kept of a met entry, to know it again and to tell an edit from a repeat.
package struct SeenEntry: Sendable, Hashable {
    package let item: ItemID
    /// Hash of the text that it had last.
    package let fingerprint: UInt64
    package let lastSeen: Timestamp

    package init(item: ItemID, fingerprint: UInt64, lastSeen: Timestamp) {
        self.item = item
        self.fingerprint = fingerprint
        self.lastSeen = lastSeen
    }
}

/// An item as the store keeps it.
package struct StoredItem: Sendable, Hashable, Codable {
    /// Summary and content are empty for an item that was off-topic: only what is on-topic keeps its text.
    package let item: Item
    package let verdict: Verdict
    package let decision: Decision

    package init(item: Item, verdict: Verdict, decision: Decision) {
        self.item = item
        self.verdict = verdict
        self.decision = decision
    }
}
