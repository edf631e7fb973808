/// One alert on its way to one destination: a row of the outbox.
package struct Delivery: Sendable, Hashable {
    /// Where it stands: to be sent, answered with 2xx, or given up (kept for `hotline alerts resend`).
    package enum State: String, Sendable, Hashable { case pending, delivered, dead }

    /// The receiver's key for idempotency, the same on every attempt (`webhook-id`). No dot in it.
    package let id: String
    /// What it tells.
    package let alert: AlertID
    /// The name of the destination.
    package let receiver: String
    /// Deliveries of one story to one receiver go one after the other.
    package let story: StoryID
    /// Rendered once, sent the same every time.
    package let body: [UInt8]
    /// Of `body`, as the header says it.
    package let contentType: String
    /// When it entered the outbox: it is given up three days later.
    package let created: Timestamp
    /// Pending until a 2xx answer, or until it is given up.
    package var state: State
    /// Attempts so far.
    package var attempts: Int
    /// Not before then, while it is pending.
    package var nextAttempt: Timestamp
    /// What the last attempt came to, in one line without secrets; nil before the first.
    package var lastOutcome: String?

    package init(
        id: String,
        alert: AlertID,
        receiver: String,
        story: StoryID,
        body: [UInt8],
        contentType: String,
        created: Timestamp,
        state: State = .pending,
        attempts: Int = 0,
        nextAttempt: Timestamp,
        lastOutcome: String? = nil
    ) {
        self.id = id
        self.alert = alert
        self.receiver = receiver
        self.story = story
        self.body = body
        self.contentType = contentType
        self.created = created
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastOutcome = lastOutcome
    }
}

/// What one POST of a delivery came to.
package enum Attempt: Sendable, Hashable {
    /// 2xx.
    case delivered(status: Int)
    /// 410: the destination wants no more.
    case gone
    /// Anything else; `retryAfter` in seconds where a 429 or 503 said so.
    case failed(reason: String, status: Int?, retryAfter: Int64?)
}
