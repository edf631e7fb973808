import Foundation
import GRDB
import Testing

@testable import Storing

@Suite struct QuickStatementTests {
    private func scratch(_ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue()
        try queue.write { database in
            try database.execute(sql: "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL) STRICT")
            try body(database)
        }
    }

    @Test func `values arrive as they are, row after row`() throws {
        try scratch { database in
            let insert = try QuickStatement(database, sql: "INSERT INTO t VALUES (?, ?, ?, ?)")
            let texts = ["", "text", "ü", String(repeating: "long ", count: 2_000)]
            for (index, text) in texts.enumerated() {
                insert.bind(Int64(index))
                insert.bind(text)
                insert.bindBlob { $0 += [0, UInt8(index)] }
                insert.bind(0.5)
                #expect(try insert.run() == 1)
            }
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM t ORDER BY a")
            #expect(rows.map { $0["b"] as String } == texts)
            #expect(rows.map { Array($0["c"] as Data) } == texts.indices.map { [0, UInt8($0)] })
            #expect(rows.allSatisfy { $0["d"] == 0.5 })
        }
    }

    @Test func `nothing is NULL, and an empty text is none`() throws {
        try scratch { database in
            let insert = try QuickStatement(database, sql: "INSERT INTO t VALUES (?, ?, ?, 1)")
            insert.bind(nil as Int64?)
            insert.bind("")
            insert.bindBlob { _ in }
            try insert.run()
            let types = try String.fetchOne(
                database,
                sql: "SELECT typeof(a) || ' ' || typeof(b) || ' ' || typeof(c) FROM t"
            )
            #expect(types == "null text blob")
        }
    }

    @Test func `an error says what SQLite says, and the statement can be used again`() throws {
        try scratch { database in
            try database.execute(sql: "CREATE TABLE u (a INTEGER NOT NULL UNIQUE) STRICT")
            let insert = try QuickStatement(database, sql: "INSERT INTO u VALUES (?)")
            insert.bind(nil as Int64?)
            #expect { try insert.run() } throws: {
                ($0 as? DatabaseError)?.extendedResultCode == .SQLITE_CONSTRAINT_NOTNULL
            }
            insert.bind(1)
            #expect(try insert.run() == 1)
            let find = try QuickStatement(database, sql: "SELECT a FROM u WHERE a = ?")
            find.bind(1)
            #expect(try find.first { $0.int(0) } == 1)
            find.bind(2)
            #expect(try find.first { $0.int(0) } == nil)
        }
    }
}
