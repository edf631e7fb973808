/// The vectors of the texts that were asked for last: at most `most`. Found by the whole text, so never a wrong one.
struct RecentVectors: Sendable {
    private struct Entry {
        let vector: [Float]
        var lastUse: UInt64
    }

    private let most: Int
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0

    init(most: Int) { self.most = max(1, most) }

    var count: Int { entries.count }

    mutating func vector(of text: String) -> [Float]? {
        guard let known = entries[text]?.vector else { return nil }
        uses += 1
        entries[text]?.lastUse = uses
        return known
    }

    mutating func remember(_ vector: [Float], of text: String) {
        uses += 1
        entries[text] = Entry(vector: vector, lastUse: uses)
        guard entries.count > most else { return }
        // A walk over all is nothing beside the time that the new vector took.
        guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key else { return }
        entries[oldest] = nil
    }
}
