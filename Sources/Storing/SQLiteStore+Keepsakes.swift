package import Domain
import GRDB

extension SQLiteStore {
    /// Read at once: a slow body holds no transaction, and memory holds one part.
    private static let part = 500

    /// By the items' keys, which is the order in which they were first stored.
    package func everyKeepsake(
        of maker: UInt64,
        _ body: @Sendable ([Remembered]) async -> Void
    ) async throws(StoreError) {
        var after = Int64.min
        while true {
            let from = after
            let batch = try await read { database in
                let rows = try QuickStatement(
                    database,
                    sql: "SELECT \(KeepsakeRow.columns) FROM keepsake WHERE item > ? ORDER BY item LIMIT \(Self.part)"
                )
                rows.bind(from)
                return try rows.all(KeepsakeRow.keepsake).map { key, keepsake in
                    let isOthers = keepsake.maker != maker || keepsake.file == nil
                    let stored = isOthers ? try Self.item(key, in: database) : nil
                    return (key: key, remembered: Remembered(keepsake: keepsake, stored: stored))
                }
            }
            await body(batch.map(\.remembered))
            guard batch.count == Self.part, !Task.isCancelled, let last = batch.last else { return }
            after = last.key
        }
    }

    private static func item(_ key: Int64, in database: Database) throws -> StoredItem? {
        let statement = try database.cachedStatement(sql: "SELECT \(ItemRow.selection) WHERE item.key = ?")
        return try Row.fetchOne(statement, arguments: [key]).map { try ItemRow.item(from: $0) }
    }

    /// As they were stored first.
    package func adoptions() async throws(StoreError) -> [StoryID: StoryID] {
        try await read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT file, story FROM adoption")
            return Dictionary(rows.map { (StoryID($0[0]), StoryID($0[1])) }) { first, _ in first }
        }
    }

    /// Answered from an index alone.
    package func keptIDs(publishedBefore time: Timestamp) async throws(StoreError) -> Set<ItemID> {
        try await read { database in
            let rows = try QuickStatement(
                database,
                sql: "SELECT id FROM keepsake INDEXED BY keepsake_time WHERE is_beside = 0 AND time < ?"
            )
            rows.bind(time.seconds)
            return Set(try rows.all { ItemID($0.text(0)) })
        }
    }

    /// In the order in which they were first stored.
    package func everyStory(_ body: @Sendable (Story) -> Void) async throws(StoreError) {
        var after = Int64.min
        while true {
            let from = after
            let batch = try await read { database in
                let rows = try QuickStatement(
                    database,
                    sql: "SELECT key, record FROM story WHERE key > ? ORDER BY key LIMIT \(Self.part)"
                )
                rows.bind(from)
                return try rows.all { (key: $0.int(0), record: $0.blob(1)) }.map { row in
                    if let story = StoryRecord.story(from: row.record) { return (key: row.key, story: story) }
                    let record = String(decoding: row.record, as: UTF8.self)
                    return (key: row.key, story: try Record.value(Story.self, from: record))
                }
            }
            batch.forEach { body($0.story) }
            guard batch.count == Self.part, let last = batch.last else { return }
            after = last.key
        }
    }
}
