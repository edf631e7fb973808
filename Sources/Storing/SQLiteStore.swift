package import Domain
import Foundation
import GRDB

/// What the daemon remembers, in one SQLite file.
///
/// Takes lists of changes, gives what is known. One connection, and one that reads the outbox beside it; each method is one
/// transaction; WAL with `synchronous=FULL`, so what was committed survives a power cut. A method that has begun ends,
/// cancelled or not. Bounds: 4 MB of page cache; a WAL of 16 MB, less on a small disk, unless one transaction is larger. Errors: `StoreError`, whose text says what to do.
package actor SQLiteStore: Store {
    private let queue: DatabaseQueue
    /// For what is due to receivers: an alert need not wait for the transaction that is being written after its own.
    private var outbox: DatabaseQueue?
    private var isClosed = false
    private var lock: Lock
    private let path: String
    /// The first error after which nothing may be tried again (damage, a failed sync).
    private var unsound: StoreError?

    var feedLeases = Leases<FeedID>()
    var deliveryLeases = Leases<Lane>()
    /// The time of the last `lease`, to notice a clock that was set back.
    var latestClock: Timestamp?

    /// Opens the state in `folder` for this process alone, and makes it where there is none.
    ///
    /// - Throws: `.locked` where another process has it; `.unavailable` where it cannot be made or written;
    ///   `.unsound` where the database is damaged, foreign or of a newer version; `.full` where there is no room.
    package init(folder: String) throws(StoreError) {
        let folder = StateFolder(path: folder)
        try folder.make()
        let lock = try FolderLock(folder)
        try folder.prepareDatabase(wasMade: lock.databaseWasMade)
        let path = folder.database
        self.path = path
        // Reading a large database through takes seconds: once after whatever was no clean end, not at every start.
        let isIntact = lock.closedAs != nil && lock.closedAs == FileStamp(path) && FileStamp(path + "-wal") == nil
        queue = try Self.open(path, isOwner: true, isIntact: isIntact)
        lock.noteDatabase()
        self.lock = .held(lock)
    }

    /// Opens the state in `folder` beside a daemon that may have it: to look, and for `resend` and the like.
    ///
    /// - Throws: `.missing` where there is no state.
    package init(beside folder: String) throws(StoreError) {
        path = StateFolder(path: folder).database
        try StateFolder(path: folder).requireDatabase()
        queue = try Self.open(path, isOwner: false)
        lock = .none
    }

    /// Ends all use and frees the folder. What comes later fails with `.unavailable`.
    package func close() {
        isClosed = true
        // First: who closes last copies the log back.
        do { try outbox?.close() } catch { /* Best effort, as below. */  }
        do {
            try queue.close()
            if unsound == nil, let stamp = FileStamp(path) { lock.noteClosed(stamp) }
        } catch { /* Best effort: the process ends, and the WAL is whole. */  }
        lock = .none
    }

    private enum Lock: ~Copyable {
        case none
        case held(FolderLock)

        borrowing func noteClosed(_ stamp: FileStamp) {
            switch self {
            case .none: break
            case .held(let lock): lock.noteClosed(stamp)
            }
        }
    }

    // MARK: transactions

    /// Runs `body` in a transaction that writes, and never in part.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError)
        -> Value
    {
        try await run { database in
            var value: Value?
            try database.inTransaction(.immediate) {
                value = try body(database)
                return .commit
            }
            return try value.orThrow()
        }
    }

    /// Runs `body` on one state of the database.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value
    {
        try await read(on: queue, body)
    }

    /// The same beside whatever is being written: on what was committed when it was called.
    func readBeside<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        if outbox == nil, !isClosed { outbox = Self.openBeside(path) }
        return try await read(on: outbox ?? queue, body)
    }

    private func read<Value: Sendable>(
        on queue: DatabaseQueue,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try await run(on: queue) { database in
            var value: Value?
            try database.inTransaction(.deferred) {
                value = try body(database)
                return .commit
            }
            return try value.orThrow()
        }
    }

    /// The database and its log, bytes.
    package func size() async throws(StoreError) -> Int64 {
        let path = path
        return try await read { database in
            let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let bytes = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int64
            return pages * bytes + (log ?? 0)
        }
    }

    /// Gives free pages back to the file system, some at a time, where a quarter of the file is free.
    func shrink() async throws(StoreError) {
        try await run { database in
            let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            if free > 256, free > all / 4 { try database.execute(sql: "PRAGMA incremental_vacuum(1000)") }
        }
    }

    /// GRDB's own async methods stop at a cancelled task; a settled delivery must be recorded all the same.
    private func run<Value: Sendable>(
        on other: DatabaseQueue? = nil,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        if let unsound { throw unsound }
        let path = path
        let queue = other ?? queue
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                do {
                    continuation.resume(returning: .success(try body(database)))
                } catch {
                    continuation.resume(returning: .failure(StoreError(error, at: path)))
                }
            }
        }
        if case .failure(let error) = result, case .unsound = error { unsound = error }
        return try result.get()
    }
}

/// A receiver's queue for one story: only its oldest unfinished delivery may go.
struct Lane: Hashable, Sendable {
    let receiver: String
    let story: String
}

extension Optional where Wrapped: Sendable {
    /// The value that a committed transaction has always set.
    fileprivate func orThrow() throws(StoreError) -> Wrapped {
        guard let self else { throw .unavailable("a transaction ended without a value") }
        return self
    }
}
