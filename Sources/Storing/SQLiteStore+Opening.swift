import Domain
import GRDB

extension SQLiteStore {
    /// A connection that is configured, checked and migrated.
    ///
    /// Nothing is written before the file is known to be ours.
    static func open(_ path: String, isOwner: Bool) throws(StoreError) -> DatabaseQueue {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try refuseForeign(database, path)
                if isOwner { try refuseDamaged(database, path) }
            }
            if try queue.read({ try Schema.migrator.hasBeenSuperseded($0) }) {
                throw StoreError.unsound(
                    "\(path): was made by a newer hotline; install that version, or restore a backup"
                )
            }
            guard isOwner else {
                guard try queue.read({ try Schema.migrator.hasCompletedMigrations($0) }) else {
                    throw StoreError.unavailable(
                        "\(path): is of an older version; start `hotline run` once to bring it up to date"
                    )
                }
                return queue
            }
            try queue.writeWithoutTransaction { try useWAL($0, path) }
            try Schema.migrator.migrate(queue)
            return queue
        } catch {
            throw StoreError(error, at: path)
        }
    }

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "hotline"
        configuration.prepareDatabase { database in
            // Only an empty file takes the first; it must come before its first table.
            try database.execute(
                sql: """
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA journal_size_limit = 16777216;
                    PRAGMA cache_size = -4096;
                    """
            )
        }
        return configuration
    }

    private static func refuseForeign(_ database: Database, _ path: String) throws {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") ?? 0
        guard id == Schema.applicationID || (id == 0 && tables == 0) else {
            throw StoreError.unsound(
                "\(path): is another program's database; move it away, or name another folder as \"state\""
            )
        }
    }

    private static func refuseDamaged(_ database: Database, _ path: String) throws {
        let found = try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
        guard found == ["ok"] else {
            throw StoreError.unsound(
                "\(path): is damaged (\(found.joined(separator: "; ").prefix(200))); restore a backup, or move it away to begin anew"
            )
        }
    }

    private static func useWAL(_ database: Database, _ path: String) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard mode == "wal", level == 2 else {
            throw StoreError.unavailable(
                "\(path): cannot be kept safely here (journal \(mode ?? "none"), synchronous \(level ?? 0)); use a local disk"
            )
        }
    }
}
