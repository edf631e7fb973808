import Domain
import GRDB

/// What a transaction that writes many rows keeps at hand: its statements, and the number of the last feed.
@safe final class Writing {
    let database: Database
    private var statements: [Purpose: QuickStatement] = [:]
    private var lastFeed: (url: String, key: Int64)?

    /// What a statement is for.
    enum Purpose: Hashable {
        case feed, newSighting, oldSighting, sighting, forgottenSighting, newKey, key, oldKey, newItem, item, keepsake
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
}
