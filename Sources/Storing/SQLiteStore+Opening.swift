import CSQLite
import Domain
import Foundation
import GRDB

extension SQLiteStore {
    /// A connection that is configured, checked and migrated.
    ///
    /// Nothing is written before the file is known to be ours. `isIntact`: it is as its last owner left it, closed in order.
    static func open(_ path: String, isOwner: Bool, isIntact: Bool = false) throws(StoreError) -> DatabaseQueue {
        _ = withoutStatistics
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(path))
            try queue.writeWithoutTransaction { database in
                try refuseForeign(database, path)
                if isOwner, !isIntact { try refuseDamaged(database, path) }
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
            try queue.writeWithoutTransaction { database in
                try useWAL(database, path)
                try sign(database)
            }
            // Asked first, since the migrator writes even when it has nothing to do, and the disk may be full.
            if try !queue.read({ try Schema.migrator.hasCompletedMigrations($0) }) {
                try Schema.migrator.migrate(queue)
            }
            return queue
        } catch {
            throw StoreError(error, at: path)
        }
    }

    /// SQLite takes no lock for each allocation: once, before its first use. Where it is too late, it is slower and no more.
    private static let withoutStatistics = hl_sqlite_without_statistics()

    /// Bytes that the disk of a file has left; nil where it does not tell.
    private static func room(_ path: String) -> Int64? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            return try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int64
        } catch {
            return nil
        }
    }

    /// After how many pages the log is copied back: the more, the fewer pages are copied twice. On a small disk it must not be
    /// what fills it, or it is never copied back.
    static func logPages(room: Int64?) -> Int {
        switch room ?? 0 {
        case ..<(100 << 20): 128
        case ..<(1 << 30): 1_000
        default: 4_000
        }
    }

    private static func configuration(_ path: String) -> GRDB.Configuration {
        let pages = logPages(room: room(path))
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "hotline"
        configuration.prepareDatabase { database in
            // Only an empty file takes it, before its first table; said again it would be a write at every start.
            if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            }
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA wal_autocheckpoint = \(pages);
                    PRAGMA journal_size_limit = \(pages * 4_096);
                    PRAGMA cache_size = -4096;
                    PRAGMA temp_store = MEMORY;
                    """
            )
        }
        return configuration
    }

    /// A connection that only reads, to a database that is open already; nil where there is none to be had.
    static func openBeside(_ path: String) -> DatabaseQueue? {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.label = "hotline-outbox"
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -256;"
            )
        }
        do { return try DatabaseQueue(path: path, configuration: configuration) } catch { return nil }
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

    /// Marks a new database as ours before the migrator's first table, which is a transaction of its own: a power cut
    /// in between must not leave what looks like another program's.
    private static func sign(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == 0 else { return }
        try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
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
