import Domain
import GRDB

/// What the index of what is known keeps, as rows.
enum KeepsakeRow {
    /// Without its item's row there is nothing to keep: such a one is passed over.
    static func save(_ keepsake: Keepsake, _ writing: Writing) throws {
        let row = try writing.statement(
            .keepsake,
            """
            INSERT OR REPLACE INTO keepsake (\(columns))
            SELECT key, id, ?, ?, ?, ?, ?, ? FROM item WHERE id = ?
            """
        )
        row.bind(Int64(bitPattern: keepsake.maker))
        row.bind(keepsake.file?.text)
        row.bind(keepsake.isBeside)
        row.bind(Int64(keepsake.traits.rawValue))
        row.bind(keepsake.time.seconds)
        row.bindBlob { $0.append(contentsOf: keepsake.digest) }
        row.bind(keepsake.item.text)
        try row.run()
    }

    static func adopt(_ group: StoryID, by story: StoryID, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO adoption (file, story) VALUES (?, ?)",
            arguments: [group.text, story.text]
        )
    }

    /// Of what lies beside the topic.
    static func forget(_ limit: Timestamp, from first: ItemID?, in database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM keepsake WHERE is_beside = 1
                    AND (time < ? OR item < (SELECT key FROM item WHERE item.id = ?))
                """,
            arguments: [limit.seconds, first?.text]
        )
        try database.execute(
            sql: """
                DELETE FROM adoption WHERE NOT EXISTS (
                    SELECT 1 FROM keepsake WHERE is_beside = 1 AND keepsake.file = adoption.file)
                """
        )
    }

    static let columns = "item, id, maker, file, is_beside, traits, time, digest"

    /// A row of `columns`, with its key.
    static func keepsake(from row: QuickRow) -> (key: Int64, keepsake: Keepsake) {
        let keepsake = Keepsake(
            item: ItemID(row.text(1)),
            maker: UInt64(bitPattern: row.int(2)),
            file: row.isNull(3) ? nil : StoryID(row.text(3)),
            isBeside: row.int(4) != 0,
            traits: Keepsake.Traits(rawValue: UInt8(truncatingIfNeeded: row.int(5))),
            time: Timestamp(seconds: row.int(6)),
            digest: row.blob(7)
        )
        return (row.int(0), keepsake)
    }
}
