package import Domain
import GRDB

extension SQLiteStore {
    /// One row an item: a later label replaces the one before.
    package func save(_ label: DeskLabel) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO label (item, time, record) VALUES (?, ?, ?)
                    ON CONFLICT (item) DO UPDATE SET time = excluded.time, record = excluded.record
                    """,
                arguments: [label.item.text, label.time.seconds, try Record.text(of: label)]
            )
        }
    }

    /// False where the item had none.
    package func removeLabel(of item: ItemID) async throws(StoreError) -> Bool {
        try await write { database in
            try database.execute(sql: "DELETE FROM label WHERE item = ?", arguments: [item.text])
            return database.changesCount > 0
        }
    }

    /// nil where the desk says nothing.
    package func label(of item: ItemID) async throws(StoreError) -> DeskLabel? {
        try await read { database in
            try String.fetchOne(database, sql: "SELECT record FROM label WHERE item = ?", arguments: [item.text])
                .map { try Record.value(DeskLabel.self, from: $0) }
        }
    }

    /// Oldest first.
    package func labels() async throws(StoreError) -> [DeskLabel] {
        try await read { database in
            try String.fetchAll(database, sql: "SELECT record FROM label ORDER BY time, item")
                .map { try Record.value(DeskLabel.self, from: $0) }
        }
    }
}
