import CSQLite
import GRDB

/// A prepared statement for many rows: values go to SQLite as they are, without a list of boxed ones in between.
///
/// Bind in the order of the marks, then `run` or `first`, which begin a new row. The statement is GRDB's, from its cache, and
/// is used within one transaction, on the connection's own queue. Texts are gathered in one buffer, so that a row allocates
/// nothing.
@safe final class QuickStatement {
    private let statement: Statement
    private let database: Database
    private var bytes: [UInt8] = []
    private var places: [Place] = []
    private var index: Int32 = 0
    private var flaw = SQLITE_OK

    /// Where a mark's bytes lie in `bytes`.
    private struct Place {
        let mark: Int32
        let range: Range<Int>
        let isText: Bool
    }

    init(_ database: Database, sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
        bytes.reserveCapacity(2_048)
    }

    // MARK: binding

    func bind(_ value: Int64?) {
        index += 1
        guard let value else { return note(unsafe sqlite3_bind_null(statement.sqliteStatement, index)) }
        note(unsafe sqlite3_bind_int64(statement.sqliteStatement, index, value))
    }

    func bind(_ value: Bool) { bind(value ? 1 : 0) }

    func bind(_ value: Double) {
        index += 1
        note(unsafe sqlite3_bind_double(statement.sqliteStatement, index, value))
    }

    func bind(_ text: String?) {
        guard let text else { return bind(nil as Int64?) }
        bind(isText: true) { $0.append(contentsOf: text.utf8) }
    }

    /// Binds what `write` appends, as UTF-8.
    func bindText(_ write: (inout [UInt8]) -> Void) { bind(isText: true, write) }

    /// Binds what `write` appends, as a BLOB.
    func bindBlob(_ write: (inout [UInt8]) -> Void) { bind(isText: false, write) }

    private func bind(isText: Bool, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        index += 1
        places.append(Place(mark: index, range: start..<bytes.count, isText: isText))
    }

    // MARK: running

    /// How many rows it inserted, changed or deleted.
    @discardableResult
    func run() throws -> Int {
        try step { _ in }
        return Int(unsafe sqlite3_changes(database.sqliteConnection))
    }

    /// What `read` makes of the first row; nil where there is none.
    func first<Value>(_ read: (QuickRow) -> Value) throws -> Value? {
        var value: Value?
        try step { value = read($0) }
        return value
    }

    /// What `read` makes of each row.
    func all<Value>(_ read: (QuickRow) -> Value) throws -> [Value] {
        var values: [Value] = []
        try step(isWhole: true) { values.append(read($0)) }
        return values
    }

    private func step(isWhole: Bool = false, _ read: (QuickRow) -> Void) throws {
        let pointer = unsafe statement.sqliteStatement
        defer {
            unsafe sqlite3_reset(pointer)
            bytes.removeAll(keepingCapacity: true)
            places.removeAll(keepingCapacity: true)
            index = 0
            flaw = SQLITE_OK
        }
        // Never empty: a text of no bytes needs an address all the same, or it would be NULL.
        bytes.append(0)
        let code = unsafe bytes.withUnsafeBytes { buffer in
            for place in places { note(unsafe Self.bind(place, in: buffer, to: pointer)) }
            if flaw != SQLITE_OK { return flaw }
            var isFirst = true
            var code = unsafe sqlite3_step(pointer)
            while code == SQLITE_ROW {
                if isFirst || isWhole { read(unsafe QuickRow(pointer)) }
                isFirst = false
                code = unsafe sqlite3_step(pointer)
            }
            return code
        }
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: unsafe String(cString: sqlite3_errmsg(database.sqliteConnection)),
                sql: statement.sql
            )
        }
    }

    /// SQLite reads the bytes where they lie: they stay there until the statement was run.
    private static func bind(_ place: Place, in buffer: UnsafeRawBufferPointer, to pointer: OpaquePointer) -> Int32 {
        guard let base = buffer.baseAddress else { return SQLITE_MISUSE }
        let start = unsafe base + place.range.lowerBound
        let count = UInt64(place.range.count)
        if !place.isText { return unsafe sqlite3_bind_blob64(pointer, place.mark, start, count, nil) }
        let text = unsafe start.assumingMemoryBound(to: CChar.self)
        return unsafe sqlite3_bind_text64(pointer, place.mark, text, count, nil, UInt8(SQLITE_UTF8))
    }

    private func note(_ code: Int32) {
        if flaw == SQLITE_OK { flaw = code }
    }
}

/// A row that a statement stands on; columns count from 0.
@safe struct QuickRow {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    /// 0 for NULL.
    func int(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(pointer, column) }

    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL }

    /// Empty for NULL.
    func blob(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(pointer, column) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    /// Empty for NULL.
    func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(pointer, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
