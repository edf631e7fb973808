import Domain
import Foundation
import GRDB

/// Items as rows. Columns, not a record: most items are off-topic, and a kilobyte is all that one may take.
enum ItemRow {
    private static let columns = """
        id, feed, feed_name, outlet, guid, url, canonical_url, url_hash, canonical_hash, title, language, published,
        is_stated, updated, first_seen, keys, fingerprint, is_on_topic, score, kind, watch, evidence, decision, reason,
        story, nearest, relation, similarity, why, summary, content
        """

    /// What `item(from:)` reads.
    static let selection = "item.*, feed.url AS feed_url FROM item JOIN feed ON feed.key = item.feed"

    /// Writes the item; one with the same id is replaced. Of an off-topic one, as `StoredItem.kept` tells.
    static func save(_ stored: StoredItem, feed: Int64, _ writing: Writing) throws {
        let stored = stored.kept
        let evidence = try evidence(of: stored)
        let new = try writing.statement(.newItem, insertSQL)
        bind(stored, evidence, feed: feed, to: new)
        if try new.run() > 0 { return }
        let known = try writing.statement(.item, saveSQL)
        bind(stored, evidence, feed: feed, to: known)
        try known.run()
    }

    /// Its evidence as JSON.
    static func evidence(of stored: StoredItem) throws -> String {
        stored.verdict.evidence.isEmpty ? "[]" : try Record.text(of: stored.verdict.evidence)
    }

    /// In the order of `columns`.
    private static func bind(_ stored: StoredItem, _ evidence: String, feed: Int64, to row: QuickStatement) {
        let item = stored.item
        row.bind(item.id.text)
        row.bind(feed)
        row.bind(item.feedName)
        row.bind(item.outlet)
        row.bind(item.guid)
        row.bind(item.url)
        row.bind(item.canonicalURL)
        row.bind(item.url.map(hash))
        row.bind(item.canonicalURL == item.url ? nil : item.canonicalURL.map(hash))
        row.bind(item.title)
        row.bind(item.language)
        row.bind(item.published.time.seconds)
        row.bind(item.published.isStated)
        row.bind(item.updated?.seconds)
        row.bind(item.firstSeen.seconds)
        row.bindBlob { KeyBytes.append(item.keys, to: &$0) }
        row.bind(Int64(bitPattern: item.fingerprint))
        bind(stored.verdict, evidence, stored.decision, to: row)
        row.bind(item.summary)
        row.bind(item.content)
    }

    private static func bind(_ verdict: Verdict, _ evidence: String, _ decision: Decision, to row: QuickStatement) {
        let nearness = decision.nearness
        row.bind(verdict.isOnTopic)
        row.bind(verdict.score.isFinite ? verdict.score : 0)
        row.bind(verdict.kind)
        row.bind(verdict.watch)
        row.bind(evidence)
        row.bind(decision.kind.rawValue)
        row.bind(decision.reason)
        row.bind(decision.story?.text)
        row.bind(nearness.nearest?.description)
        row.bind(nearness.relation.rawValue)
        row.bind(nearness.similarity.isFinite ? nearness.similarity : 0)
        row.bind(nearness.why)
    }

    /// Nearly all items are new: without the upsert's own journal of each statement.
    private static let insertSQL: String = {
        let marks = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
        return "INSERT OR IGNORE INTO item (\(columns)) VALUES (\(marks))"
    }()

    private static let saveSQL: String = {
        let names = columns.split(whereSeparator: { $0 == "," || $0.isWhitespace })
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        let updates = names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return "INSERT INTO item (\(columns)) VALUES (\(marks)) ON CONFLICT (id) DO UPDATE SET \(updates)"
    }()

    /// A row of `selection`.
    static func item(from row: Row) throws -> StoredItem {
        let time = Timestamp(seconds: row["published"])
        let item = Item(
            id: ItemID(row["id"]),
            feed: FeedID(row["feed_url"]),
            feedName: row["feed_name"],
            outlet: row["outlet"],
            guid: row["guid"],
            url: row["url"],
            canonicalURL: row["canonical_url"],
            title: row["title"],
            summary: row["summary"],
            content: row["content"],
            language: row["language"],
            published: row["is_stated"] ? .stated(time) : .firstSeen(time),
            updated: (row["updated"] as Int64?).map { Timestamp(seconds: $0) },
            firstSeen: Timestamp(seconds: row["first_seen"]),
            keys: KeyBytes.keys(in: (row["keys"] as Blob).bytes),
            fingerprint: UInt64(bitPattern: row["fingerprint"])
        )
        let verdict = Verdict(
            isOnTopic: row["is_on_topic"],
            score: row["score"],
            kind: row["kind"],
            evidence: try Record.value([Evidence].self, from: row["evidence"]),
            watch: row["watch"]
        )
        return StoredItem(item: item, verdict: verdict, decision: decision(from: row))
    }

    private static func decision(from row: Row) -> Decision {
        // What a newer version might have written under a name unknown here is told as the least it can mean.
        let nearness = Nearness(
            nearest: (row["nearest"] as String?).map(known),
            relation: Relation(rawValue: row["relation"]) ?? .different,
            similarity: row["similarity"],
            why: row["why"]
        )
        return Decision(
            kind: Decision.Kind(rawValue: row["decision"]) ?? .duplicate,
            nearness: nearness,
            story: (row["story"] as String?).map { StoryID($0) },
            reason: row["reason"]
        )
    }

    /// What `KnownText.description` gave.
    static func known(_ text: String) -> KnownText {
        text.hasPrefix("seed:") ? .seed(String(text.dropFirst(5))) : .item(ItemID(text))
    }

    /// Finds rows by URL without an index over long texts. The text itself decides.
    static func hash(_ text: String) -> Int64 { Int64(bitPattern: FNV1a.hash(text: text)) }
}

/// Bytes as SQLite's BLOB; `Array` itself is taken for a list of values.
struct Blob: DatabaseValueConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
        Data.fromDatabaseValue(value).map { Blob(Array($0)) }
    }
}

extension Publication {
    fileprivate var isStated: Bool {
        switch self {
        case .stated: true
        case .firstSeen: false
        }
    }
}
