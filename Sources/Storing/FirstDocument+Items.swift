import Domain
import GRDB

extension FirstDocument {
    /// The items of first documents that have this id or, in either form, this URL.
    static func items(_ idOrURL: String, in database: Database) throws -> [StoredItem] {
        let selection = "SELECT url, items FROM first_item JOIN feed ON key = first_item.feed WHERE "
        let found: [(feed: String, items: [UInt8])]
        if let number = ItemNumber.of(ItemID(idOrURL)) {
            let find = try QuickStatement(database, sql: selection + "scope = ? AND instr(items, ?) > 0")
            find.bind(ItemNumber.scope(number))
            find.bindBlob { KnownBytes.append(number, to: &$0) }
            found = try find.all { ($0.text(0), $0.blob(1)) }
        } else {
            // A URL is written out once, and its canonical form is its end or is written out, too.
            let find = try QuickStatement(database, sql: selection + "instr(items, ?) > 0")
            find.bindBlob { $0.append(contentsOf: idOrURL.utf8) }
            found = try find.all { ($0.text(0), $0.blob(1)) }
        }
        return try found.flatMap { feed, bytes in
            try FirstItemReader.items(in: bytes, of: FeedID(feed)).filter {
                $0.item.id.text == idOrURL || $0.item.url == idOrURL || $0.item.canonicalURL == idOrURL
            }
        }
    }

    /// Forgets those of the feed's first items that no sighting leads to any more.
    static func forgetItems(of feed: Int64, _ writing: Writing) throws {
        let find = try QuickStatement(
            writing.database,
            sql: "SELECT url, items FROM first_item JOIN feed ON key = first_item.feed WHERE first_item.feed = ?"
        )
        find.bind(feed)
        guard let (url, bytes) = try find.first({ ($0.text(0), $0.blob(1)) }) else { return }
        let items = try FirstItemReader.items(in: bytes, of: FeedID(url))
        let known = Set(try writing.firstDocument(of: feed)?.known.map(\.item) ?? [])
        let sighting = try QuickStatement(
            writing.database,
            sql: "SELECT EXISTS (SELECT 1 FROM sighting WHERE feed = ? AND item = ?)"
        )
        var left: [FirstItem] = []
        for stored in items {
            guard let number = ItemNumber.of(stored.item.id) else { continue }
            if !known.contains(number) {
                sighting.bind(feed)
                sighting.bind(stored.item.id.text)
                guard try sighting.first({ $0.int(0) != 0 }) ?? false else { continue }
            }
            left.append(FirstItem(number: number, stored: stored))
        }
        guard left.count < items.count else { return }
        let change = try QuickStatement(
            writing.database,
            sql: left.isEmpty
                ? "DELETE FROM first_item WHERE ? NOTNULL AND feed = ?"
                : "UPDATE first_item SET items = ? WHERE feed = ?"
        )
        let evidence = try left.map { try ItemRow.evidence(of: $0.stored) }
        change.bindBlob { FirstItems.append(left, evidence, to: &$0) }
        change.bind(feed)
        try change.run()
    }
}
