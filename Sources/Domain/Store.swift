/// What the daemon remembers. SQLite by default; shaped so that PostgreSQL can serve several hosts.
///
/// Every method is one transaction. The decisions are made outside; the store holds and finds.
package protocol Store: Sendable {
    // MARK: feeds

    /// Makes `feeds` the subscribed set; known ones keep their state, new ones get `first`'s. Returns how many were new.
    func subscribe(_ feeds: [FeedID], first: @Sendable (FeedID) -> FeedState) async throws(StoreError) -> Int
    /// The subscribed feeds that are due at `now`, longest overdue first, leased to the caller until `leaseEnd`.
    func lease(at now: Timestamp, until leaseEnd: Timestamp, limit: Int) async throws(StoreError) -> [LeasedFeed]
    /// Frees all leases that this process holds, of feeds and of deliveries: a new shift begins.
    func freeLeases() async throws(StoreError)
    /// When the next feed may be leased: the earliest due time, or lease's end where that is later; nil without feeds.
    func nextDue() async throws(StoreError) -> Timestamp?
    /// The states of the subscribed feeds: all in memory at once, so ask for one where one is enough.
    func states() async throws(StoreError) -> [FeedID: FeedState]
    /// The state of one feed, subscribed or not; nil where it is unknown.
    func state(of feed: FeedID) async throws(StoreError) -> FeedState?
    /// The states of the subscribed feeds whose server refused them and holds them back beyond `now`: few, or none.
    func refused(at now: Timestamp) async throws(StoreError) -> [FeedID: FeedState]
    /// How the subscribed feeds fare, in one pass: for the start of a shift.
    func census() async throws(StoreError) -> FeedCensus
    /// Bytes on disk.
    func size() async throws(StoreError) -> Int64
    /// How many different items of each feed are known; of those that have any.
    func itemCounts() async throws(StoreError) -> [FeedID: Int]

    // MARK: items

    /// What is known under any of `keys` in `feed`; one may be among them twice.
    func seen(_ keys: [IdentityKey], in feed: FeedID) async throws(StoreError) -> [IdentityKey: SeenEntry]
    /// What the index keeps, in the order in which it came, some hundred at a time; for rebuilding the index.
    ///
    /// - Parameters:
    ///   - maker: who reads the digests; what another one made comes with its item.
    ///   - body: is given each part. A cancelled task gets some of them.
    /// - Throws: where they cannot be read.
    func everyKeepsake(of maker: UInt64, _ body: @Sendable ([Remembered]) async -> Void) async throws(StoreError)
    /// The groups beside the topic that a story has adopted, each with its story.
    func adoptions() async throws(StoreError) -> [StoryID: StoryID]
    /// Of what the index keeps and does not lie beside the topic, the ids of what was published before `time`: what a
    /// retention run has left of it.
    func keptIDs(publishedBefore time: Timestamp) async throws(StoreError) -> Set<ItemID>
    /// An item by its id or by a URL, with what else is known of it. The newest where several fit.
    func item(_ idOrURL: String) async throws(StoreError) -> StoredItem?
    /// The stories that grew last, latest first; at most `limit`.
    func stories(limit: Int) async throws(StoreError) -> [Story]
    /// Every story that is kept, in no order, some at a time.
    func everyStory(_ body: @Sendable (Story) -> Void) async throws(StoreError)
    /// A story with its items, oldest first; nil where it is unknown.
    func story(_ id: StoryID) async throws(StoreError) -> (story: Story, items: [StoredItem])?

    // MARK: labels

    /// Keeps a desk's label; one that the item has already is replaced. Labels are never forgotten, only taken back.
    func save(_ label: DeskLabel) async throws(StoreError)
    /// Takes an item's label back. False where it had none.
    func removeLabel(of item: ItemID) async throws(StoreError) -> Bool
    /// What the desk says of an item; nil where it says nothing.
    func label(of item: ItemID) async throws(StoreError) -> DeskLabel?
    /// All labels, oldest first.
    func labels() async throws(StoreError) -> [DeskLabel]

    // MARK: changes

    /// Applies all of `changes`, or none.
    func apply(_ changes: [Change]) async throws(StoreError)

    // MARK: outbox

    /// Takes up to `limit` deliveries that are due for `receiver`: only the oldest unfinished one of each story,
    /// leased until `leaseEnd`.
    func claim(receiver: String, at now: Timestamp, until leaseEnd: Timestamp, limit: Int) async throws(StoreError)
        -> [Delivery]
    /// Takes one delivery to `receiver` that has failed before, though it is not due yet: a probe of a receiver that may be
    /// back. The head that is due first, leased like a claimed one; nil where none has failed, or the receiver is held.
    func claimProbe(receiver: String, at now: Timestamp, until leaseEnd: Timestamp) async throws(StoreError)
        -> Delivery?
    /// Records what an attempt came to (state, attempts, next attempt, outcome) and frees the lease.
    ///
    /// - Parameters:
    ///   - delivery: as it is from here on. A failure does not revive one that was made dead meanwhile.
    ///   - held: nothing is claimed for its receiver before then (Retry-After); nil leaves that as it is.
    /// - Throws: where it could not be noted; the lease then stays, so that it is not sent again meanwhile.
    func settle(_ delivery: Delivery, holdingReceiverUntil held: Timestamp?) async throws(StoreError)
    /// Frees leases without an attempt: the deliveries stay as they are.
    func release(_ deliveries: [Delivery]) async throws(StoreError)
    /// When the next delivery of `receiver` may be tried; nil when nothing is pending or the receiver is disabled.
    func nextAttempt(receiver: String) async throws(StoreError) -> Timestamp?
    /// The receiver answers again: ends its hold and makes all that waits for it due at `now`.
    func hasten(receiver: String, at now: Timestamp) async throws(StoreError)
    /// Makes what is pending for `receiver` and was created before `limit` dead. Returns how many.
    func park(receiver: String, createdBefore limit: Timestamp, outcome: String) async throws(StoreError) -> Int
    /// Makes `names` the configured receivers: what is pending for others becomes dead. Returns how many did.
    func keepReceivers(_ names: Set<String>) async throws(StoreError) -> Int
    func deliveryCounts() async throws(StoreError) -> DeliveryCounts
    /// What waits or has died, by receiver; receivers without either are left out.
    func backlog() async throws(StoreError) -> [String: Backlog]
    /// Deliveries of an alert, or all that fit; newest first.
    func deliveries(alert: AlertID?, state: Delivery.State?, since: Timestamp?, limit: Int) async throws(StoreError)
        -> [Delivery]
    /// Newest first.
    func alerts(since: Timestamp?, limit: Int) async throws(StoreError) -> [Alert]
    func alert(_ id: AlertID) async throws(StoreError) -> Alert?
    /// Puts deliveries back to pending with no attempts, due at `now`. Returns how many.
    func resend(_ ids: [String], at now: Timestamp) async throws(StoreError) -> Int
    /// A receiver that answered 410 is disabled until it is enabled again: what is pending for it becomes dead, and what
    /// comes is dead from the start.
    func setDisabled(receiver: String, _ isDisabled: Bool) async throws(StoreError)
    func disabledReceivers() async throws(StoreError) -> Set<String>
    /// Notes where each receiver leads. One that leads elsewhere than when it answered 410 is enabled again, its holds are
    /// over. `places` has a fingerprint of each one's address; returned are the names of those that were enabled.
    func settle(places: [String: String]) async throws(StoreError) -> Set<String>
    /// Quiet hours changed: what waits for their end alone is due at `time`. Returns how many.
    func holdQuiet(receiver: String, until time: Timestamp, at now: Timestamp) async throws(StoreError) -> Int
    /// The alerts that a storm has folded so far, oldest first; none when there is no storm.
    func folded() async throws(StoreError) -> [Alert]

    // MARK: hubs

    /// The subscriptions at hubs, of all feeds.
    func subscriptions() async throws(StoreError) -> [HubSubscription]

    // MARK: alert log

    /// The log lines after `position`, oldest first, with their positions: the log file is written from here.
    func logLines(after position: Int64, limit: Int) async throws(StoreError) -> [(position: Int64, line: [UInt8])]
    /// The position up to which the log file is known to be on disk.
    func logPosition() async throws(StoreError) -> Int64
    func setLogPosition(_ position: Int64) async throws(StoreError)
    /// There is no log: all lines so far count as written, so that retention need not wait for them, and a log that is
    /// switched on later begins there.
    func skipLog() async throws(StoreError)
}

/// A feed that the caller may poll until its lease ends.
package final class LeasedFeed: Sendable {
    /// The feed to poll.
    package let id: FeedID
    /// As it is stored; give it back with `Change.feed`.
    package let state: FeedState

    package init(id: FeedID, state: FeedState) {
        self.id = id
        self.state = state
    }
}

/// How many rows of the outbox are in which state.
package struct DeliveryCounts: Sendable, Hashable {
    /// Answered with 2xx, and not yet forgotten.
    package var delivered: Int
    /// To be sent, or to be tried again.
    package var pending: Int
    /// Given up, kept for `resend`.
    package var dead: Int

    package init(delivered: Int, pending: Int, dead: Int) {
        self.delivered = delivered
        self.pending = pending
        self.dead = dead
    }
}

/// What one receiver has not got yet.
package struct Backlog: Sendable, Hashable {
    /// To be sent, or to be tried again.
    package var pending: Int
    /// Given up, kept for `resend`.
    package var dead: Int
    /// Since when the oldest of the pending ones could have gone: its creation, or the end of the quiet hours it waited for.
    package var oldestPending: Timestamp?

    package init(pending: Int, dead: Int, oldestPending: Timestamp?) {
        self.pending = pending
        self.dead = dead
        self.oldestPending = oldestPending
    }
}

/// What a caller may do differently about.
package enum StoreError: Error, Sendable {
    /// No room, or a limit: nothing was written; try again later.
    case full(String)
    /// Cannot be opened, read or written.
    case unavailable(String)
    /// There is none yet, and who asks does not make one.
    case missing(String)
    /// This user may not.
    case forbidden(String)
    /// Another process holds the state.
    case locked(String)
    /// The store is damaged, or of a newer version; never replaced silently.
    case unsound(String)

    /// One line for the operator: file, what is wrong, what to do.
    package var message: String {
        switch self {
        case .full(let text), .unavailable(let text), .missing(let text), .forbidden(let text), .locked(let text),
            .unsound(let text):
            text
        }
    }
}
