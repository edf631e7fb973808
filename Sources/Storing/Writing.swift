import Domain
import GRDB

/// What a transaction that writes many rows keeps at hand: its statements, and the number of the last feed.
@safe final class Writing {
    let database: Database
    private var statements: [Purpose: QuickStatement] = [:]
    private var lastFeed: (url: String, key: Int64)?
    /// Of the last feed that was asked about; changes to it are written when another is, or with `finish`.
    private var first: (feed: Int64, document: FirstDocument?, mayBegin: Bool)?

    /// What a statement is for.
    enum Purpose: Hashable {
        case feed, pace, record, newSighting, oldSighting, sighting, forgottenSighting, newKey, key, oldKey, freeKey,
            newItem, item
        case keepsake, knownDocument, anything, firstDocument, oldFirstDocument, firstItems, oldFirstItems
    }

    init(_ database: Database) { self.database = database }

    /// The statement for `purpose`, which is always of the same `sql`.
    func statement(_ purpose: Purpose, _ sql: @autoclosure () -> String) throws -> QuickStatement {
        if let statement = statements[purpose] { return statement }
        let statement = try QuickStatement(database, sql: sql())
        statements[purpose] = statement
        return statement
    }

    /// The number of a feed; changes come feed by feed, so the last one is remembered.
    func key(of url: String) throws -> Int64 {
        if let lastFeed, lastFeed.url == url { return lastFeed.key }
        let key = try FeedRow.key(of: url, in: database)
        lastFeed = (url, key)
        return key
    }

    /// A feed's first document; nil where there is none. With `begins`, a new one where nothing is known of the feed yet.
    func firstDocument(of feed: Int64, begins: Bool = false) throws -> FirstDocument? {
        if let first, first.feed == feed, first.document != nil || !begins || !first.mayBegin { return first.document }
        try finish()
        let document = try FirstDocument.find(of: feed, begins: begins, self)
        first = (feed, document, mayBegin: !begins)
        return document
    }

    /// Writes what was gathered: once, at the end of a transaction's changes.
    func finish() throws {
        try first?.document?.save(self)
        first = nil
    }
}
