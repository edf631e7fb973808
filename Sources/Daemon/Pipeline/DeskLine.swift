import Domain

/// Those who wait for their turn at the desk, in the order in which they came.
struct DeskLine {
    enum Call: Sendable {
        /// Another is at work, or leads in a moment.
        case wait
        /// Give others who bring nothing to tell a moment to come, then lead.
        case linger
        /// It is your turn, and you are to call the next.
        case lead
        case settled(Result<PollReport, StoreError>)
    }

    typealias Waiting = (poll: Preparation, call: CheckedContinuation<Call, Never>)

    /// Polls of one transaction, and their items: what a failed transaction costs is bounded.
    private static let mostPolls = 128
    private static let mostItems = 2_000
    /// So many need wait for no more, nor do so many that hold a document's place, or so many items.
    private static let fullGroup = 96
    private static let fullDocuments = 20
    private static let fullItems = 1_000

    /// Without a poll: what must be alone.
    private var waiting: [(poll: Preparation?, call: CheckedContinuation<Call, Never>)] = []

    /// Of those who wait: how many bring something to store, and how much.
    private var documents = 0
    private var items = 0

    mutating func append(_ poll: Preparation?, _ call: CheckedContinuation<Call, Never>) {
        waiting.append((poll, call))
        count(poll, 1)
    }

    /// Who has waited longest.
    mutating func popFirst() -> CheckedContinuation<Call, Never>? {
        guard !waiting.isEmpty else { return nil }
        let first = waiting.removeFirst()
        count(first.poll, -1)
        return first.call
    }

    private mutating func count(_ poll: Preparation?, _ change: Int) {
        guard let poll, poll.newItems > 0 else { return }
        documents += change
        items += poll.newItems * change
    }

    /// None of them brings anything that could be told.
    var isQuiet: Bool { waiting.allSatisfy { $0.poll?.isQuiet ?? false } }

    /// They make a transaction that is worth its sync, together with `poll`.
    func isFull(with poll: Preparation? = nil) -> Bool {
        guard waiting.count < Self.fullGroup else { return true }
        let own = poll?.newItems ?? 0
        return documents + min(own, 1) >= Self.fullDocuments || items + own >= Self.fullItems
    }

    /// Takes those who have waited longest, within the bounds of one transaction.
    mutating func take(beside first: Preparation) -> [Waiting] {
        var taken: [Waiting] = []
        var size = first.judged.count
        for other in waiting {
            guard let poll = other.poll, taken.count + 1 < Self.mostPolls else { break }
            size += poll.judged.count
            if size > Self.mostItems { break }
            taken.append((poll, other.call))
        }
        for other in taken { count(other.poll, -1) }
        waiting.removeFirst(taken.count)
        return taken
    }
}
