import Domain

/// The items of a first document as bytes: what one has in common with the one before it is not written again.
///
/// A version byte, then for each item eight bytes with two bits a text that say where it is (`Source`, the first text highest), a byte of
/// marks, the numbers that the marks do not tell, the keys, and the texts that are written out: their length, then UTF-8.
enum FirstItems {
    static let version: UInt8 = 1

    /// Where a text is.
    enum Source: UInt64 {
        /// There is none.
        case none
        /// The item before has the same.
        case before
        /// Written out.
        case own
        /// A guid that is the URL; a canonical URL that is the URL's end, whose length is written.
        case url
    }

    struct Marks: OptionSet {
        let rawValue: UInt8
        static let isStated = Marks(rawValue: 1)
        static let hasUpdate = Marks(rawValue: 2)
        static let sameFirstSeen = Marks(rawValue: 4)
        static let sameScores = Marks(rawValue: 8)
    }

    /// How many texts an item has here.
    static let texts: UInt64 = 16

    /// Each item with its evidence as JSON.
    static func append(_ items: [FirstItem], _ evidence: [String], to bytes: inout [UInt8]) {
        bytes.append(version)
        var writer = FirstItemWriter()
        for place in items.indices { writer.append(items[place], evidence[place], to: &bytes) }
    }
}

/// An item of a first document, and its id as a number.
struct FirstItem {
    let number: UInt64
    let stored: StoredItem
}

/// Writes one item after the other, of its texts what is kept.
struct FirstItemWriter {
    private var before: StoredItem?
    private var evidenceBefore = ""
    private var sources: UInt64 = 0
    private var own: [UInt8] = []

    mutating func append(_ item: FirstItem, _ evidence: String, to bytes: inout [UInt8]) {
        let stored = item.stored
        sources = 0
        own.removeAll(keepingCapacity: true)
        addAddresses(stored.item)
        addTexts(stored, evidence)
        KnownBytes.append(sources, to: &bytes)
        appendNumbers(of: stored, item.number, to: &bytes)
        bytes += own
        before = stored
        evidenceBefore = evidence
    }

    private mutating func add(_ source: FirstItems.Source) { sources = sources << 2 | source.rawValue }

    private mutating func add(_ text: String?, after before: String? = nil) {
        guard let text else { return add(.none) }
        if let before, before == text { return add(.before) }
        add(.own)
        Self.append(text.utf8.count, to: &own)
        unsafe text.utf8Span.span.withUnsafeBufferPointer { unsafe own.append(contentsOf: $0) }
    }

    private mutating func addAddresses(_ item: Item) {
        add(item.url)
        if item.guid != nil, item.guid == item.url { add(.url) } else { add(item.guid) }
        guard let canonical = item.canonicalURL, let url = item.url, Self.ends(url, with: canonical) else {
            return add(item.canonicalURL)
        }
        add(.url)
        Self.append(canonical.utf8.count, to: &own)
    }

    private mutating func addTexts(_ stored: StoredItem, _ evidence: String) {
        let (item, before) = (stored.item, before)
        add(item.feedName, after: before?.item.feedName)
        add(item.outlet, after: before?.item.outlet)
        add(item.title)
        add(item.language, after: before?.item.language)
        let kept = stored.keptTexts
        add(kept.summary)
        add(kept.content)
        add(stored.verdict.kind, after: before?.verdict.kind)
        add(evidence, after: before == nil ? nil : evidenceBefore)
        add(stored.decision, after: before?.decision)
    }

    private mutating func add(_ decision: Decision, after before: Decision?) {
        let (nearness, nearnessBefore) = (decision.nearness, before?.nearness)
        // As nearly always: silence has few reasons.
        if decision == before {
            add(.before)
            add(.before)
            add(nearness.nearest == nil ? .none : .before)
            add(.before)
            add(.before)
            return
        }
        add(decision.kind.rawValue, after: before?.kind.rawValue)
        add(decision.reason, after: before?.reason)
        add(nearness.nearest?.description, after: nearnessBefore?.nearest?.description)
        add(nearness.relation.rawValue, after: nearnessBefore?.relation.rawValue)
        add(nearness.why, after: nearnessBefore?.why)
    }

    private func appendNumbers(of stored: StoredItem, _ number: UInt64, to bytes: inout [UInt8]) {
        let item = stored.item
        let (score, similarity) = Self.scores(of: stored)
        var marks: FirstItems.Marks = []
        if case .stated = item.published { marks.insert(.isStated) }
        if item.updated != nil { marks.insert(.hasUpdate) }
        if let before {
            if before.item.firstSeen == item.firstSeen { marks.insert(.sameFirstSeen) }
            if Self.scores(of: before) == (score, similarity) { marks.insert(.sameScores) }
        }
        bytes.append(marks.rawValue)
        KnownBytes.append(number, to: &bytes)
        KnownBytes.append(item.fingerprint, to: &bytes)
        Self.append(item.published.time, to: &bytes)
        if let updated = item.updated { Self.append(updated, to: &bytes) }
        if !marks.contains(.sameFirstSeen) { Self.append(item.firstSeen, to: &bytes) }
        if !marks.contains(.sameScores) {
            KnownBytes.append(score.bitPattern, to: &bytes)
            KnownBytes.append(similarity.bitPattern, to: &bytes)
        }
        let keys = item.keys.prefix(Int(UInt8.max))
        bytes.append(UInt8(keys.count))
        KeyBytes.append(keys, to: &bytes)
    }

    /// Finite, as in `ItemRow`.
    private static func scores(of stored: StoredItem) -> (Double, Double) {
        let (score, similarity) = (stored.verdict.score, stored.decision.nearness.similarity)
        return (score.isFinite ? score : 0, similarity.isFinite ? similarity : 0)
    }

    private static func ends(_ text: String, with end: String) -> Bool {
        let (text, end) = (text.utf8Span.span, end.utf8Span.span)
        let rest = text.count - end.count
        guard rest >= 0 else { return false }
        for place in end.indices where text[rest + place] != end[place] { return false }
        return true
    }

    private static func append(_ time: Timestamp, to bytes: inout [UInt8]) {
        KnownBytes.append(UInt64(bitPattern: time.seconds), to: &bytes)
    }

    /// Seven bits a byte, the lowest first.
    private static func append(_ count: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(truncatingIfNeeded: count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
