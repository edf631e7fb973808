import Domain

/// Reads what `FirstItemWriter` wrote, one item after the other; ends where it is cut off or of another version.
struct FirstItemReader {
    private let feed: FeedID
    private var reader: ByteReader
    private var before: StoredItem?
    private var evidenceBefore: String?
    private var sources: UInt64 = 0
    private var left: UInt64 = 0
    private var isBroken = false

    init(_ bytes: [UInt8], of feed: FeedID) {
        self.feed = feed
        reader = ByteReader(bytes)
        isBroken = reader.byte() != FirstItems.version
    }

    /// All items.
    static func items(in bytes: [UInt8], of feed: FeedID) throws -> [StoredItem] {
        var reader = FirstItemReader(bytes, of: feed)
        var items: [StoredItem] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    fileprivate struct Numbers {
        let id: UInt64
        let fingerprint: UInt64
        let published: Publication
        let updated: Timestamp?
        let firstSeen: Timestamp
        let score: Double
        let similarity: Double
        let keys: [IdentityKey]
    }

    mutating func next() throws -> StoredItem? {
        guard !isBroken, let sources = reader.word(), let numbers = numbers() else { return nil }
        self.sources = sources
        left = FirstItems.texts
        let url = text(after: nil)
        let guid = text(after: nil, orOf: url)
        let canonicalURL = end(of: url)
        let item = Item(
            id: ItemID(number: numbers.id),
            feed: feed,
            feedName: text(after: before?.item.feedName) ?? "",
            outlet: text(after: before?.item.outlet) ?? "",
            guid: guid,
            url: url,
            canonicalURL: canonicalURL,
            title: text(after: nil) ?? "",
            language: text(after: before?.item.language) ?? "und",
            summary: text(after: nil) ?? "",
            content: text(after: nil) ?? "",
            numbers
        )
        let stored = try stored(item, numbers)
        before = stored
        return isBroken ? nil : stored
    }

    private mutating func stored(_ item: Item, _ numbers: Numbers) throws -> StoredItem {
        let kind = text(after: before?.verdict.kind)
        let evidence = text(after: evidenceBefore) ?? "[]"
        evidenceBefore = evidence
        let verdict = Verdict(
            isOnTopic: false,
            score: numbers.score,
            kind: kind,
            evidence: evidence == "[]" || isBroken ? [] : try Record.value([Evidence].self, from: evidence)
        )
        let decided = text(after: before?.decision.kind.rawValue)
        let reason = text(after: before?.decision.reason) ?? ""
        let nearest = text(after: before?.decision.nearness.nearest?.description)
        let relation = text(after: before?.decision.nearness.relation.rawValue)
        let nearness = Nearness(
            nearest: nearest.map(ItemRow.known),
            relation: relation.flatMap(Relation.init(rawValue:)) ?? .different,
            similarity: numbers.similarity,
            why: text(after: before?.decision.nearness.why) ?? ""
        )
        let decision = Decision(
            kind: decided.flatMap(Decision.Kind.init(rawValue:)) ?? .offTopic,
            nearness: nearness,
            story: nil,
            reason: reason
        )
        return StoredItem(item: item, verdict: verdict, decision: decision)
    }

    private mutating func numbers() -> Numbers? {
        guard let marks = reader.byte().map(FirstItems.Marks.init(rawValue:)), let id = reader.word(),
            let fingerprint = reader.word(), let published = time()
        else { return nil }
        let updated = marks.contains(.hasUpdate) ? time() : nil
        let firstSeen = marks.contains(.sameFirstSeen) ? before?.item.firstSeen : time()
        var score = before?.verdict.score ?? 0
        var similarity = before?.decision.nearness.similarity ?? 0
        if !marks.contains(.sameScores) {
            guard let first = reader.word(), let second = reader.word() else { return nil }
            score = Double(bitPattern: first)
            similarity = Double(bitPattern: second)
        }
        guard let firstSeen, let count = reader.byte(), let keys = reader.part(Int(count) * 9) else { return nil }
        return Numbers(
            id: id,
            fingerprint: fingerprint,
            published: marks.contains(.isStated) ? .stated(published) : .firstSeen(published),
            updated: updated,
            firstSeen: firstSeen,
            score: score,
            similarity: similarity,
            keys: KeyBytes.keys(in: keys)
        )
    }

    private mutating func time() -> Timestamp? { reader.word().map { Timestamp(seconds: Int64(bitPattern: $0)) } }

    private mutating func source() -> FirstItems.Source {
        left -= left > 0 ? 1 : 0
        return FirstItems.Source(rawValue: sources >> (2 * left) & 3) ?? .none
    }

    private mutating func text(after before: String?, orOf url: String? = nil) -> String? {
        switch source() {
        case .none: return nil
        case .before: return before
        case .url: return url
        case .own:
            guard let text = reader.text() else {
                isBroken = true
                return nil
            }
            return text
        }
    }

    private mutating func end(of url: String?) -> String? {
        switch source() {
        case .none, .before: return nil
        case .own: return reader.text()
        case .url:
            guard let count = reader.count(), let url, count <= url.utf8.count else { return nil }
            return String(decoding: url.utf8.suffix(count), as: UTF8.self)
        }
    }
}

extension Item {
    fileprivate convenience init(
        id: ItemID,
        feed: FeedID,
        feedName: String,
        outlet: String,
        guid: String?,
        url: String?,
        canonicalURL: String?,
        title: String,
        language: String,
        summary: String,
        content: String,
        _ numbers: FirstItemReader.Numbers
    ) {
        self.init(
            id: id,
            feed: feed,
            feedName: feedName,
            outlet: outlet,
            guid: guid,
            url: url,
            canonicalURL: canonicalURL,
            title: title,
            summary: summary,
            content: content,
            language: language,
            published: numbers.published,
            updated: numbers.updated,
            firstSeen: numbers.firstSeen,
            keys: numbers.keys,
            fingerprint: numbers.fingerprint
        )
    }
}
