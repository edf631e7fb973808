internal import Domain
internal import Texts

/// All names of a topic in one automaton: finds them in a text, whole words only, the longest at each place.
///
/// Names and texts are folded alike. A `*` in a name stands for the rest of a word; a leading `=` asks for the name's own
/// case (`=US`, never *us*). In Arabic and Hebrew the clitics written together with a name are stepped over.
struct Gazetteer: Sendable {
    /// What a name leads to.
    struct Output: Sendable {
        let label: Int32
        /// Bits of the languages it holds for; 0 for all.
        let languages: UInt64
        /// Index into `exact`, or -1.
        let exact: Int32
    }

    struct Hit {
        var label: Int32
        var word: Int
        var length: Int
    }

    let trie: Trie
    /// Words that no name begins with are not looked up.
    let filter: WordFilter
    let outputs: [Output]
    /// Outputs of a payload.
    let ranges: [Range<Int32>]
    /// Names that are compared with the text as it is.
    let exact: [[UInt8]]
    let languages: LanguageSet
    let ranks: [Rank]

    /// True where there is no name to find.
    var isEmpty: Bool { outputs.isEmpty }

    static let gap: UInt8 = 0x20
    static let star: UInt8 = 0x2A
    /// Open `*` on one walk; more are left out.
    static let branches = 16

    /// How names lie in each other: inside the name of an act or a thing (*Russian oil*, *Alaska summit*) the parties are
    /// found all the same; any other name hides all that is in it (*Washington Post*).
    enum Rank: Sendable { case party, open, other }

    static func rank(_ concept: Concept) -> Rank {
        switch concept.kind {
        case .person, .body, .country: .party
        case .act, .object: .open
        case .place, .status, .exclusion: .other
        }
    }

    /// - Parameters:
    ///   - names: with the label that a hit carries.
    ///   - ranks: one a label; a label without one hides what is in it.
    init(_ names: [(name: Concept.Name, label: Int32)], ranks: [Rank] = []) {
        self.ranks = ranks
        var languages = LanguageSet()
        var exact: [[UInt8]] = []
        var found: [[UInt8]: [Output]] = [:]
        for (name, label) in names {
            let isExact = name.text.hasPrefix("=")
            let text = isExact ? String(name.text.dropFirst()) : name.text
            guard let key = Self.key(text) else { continue }
            // A name in a script of its own says its language itself.
            let bound = key.allSatisfy { $0 < 0x80 } ? name.languages : []
            let mask = bound.reduce(0) { $0 | languages.bit(adding: $1) }
            if isExact { exact.append(Array(text.utf8)) }
            found[key, default: []].append(
                Output(label: label, languages: mask, exact: isExact ? Int32(exact.count - 1) : -1)
            )
        }
        let keys = found.keys.sorted { $0.lexicographicallyPrecedes($1) }
        var outputs: [Output] = []
        var ranges: [Range<Int32>] = []
        for key in keys {
            let start = Int32(outputs.count)
            outputs += found[key] ?? []
            ranges.append(start..<Int32(outputs.count))
        }
        trie = Trie(sorted: keys)
        filter = WordFilter(keys, gap: Self.gap, star: Self.star, always: Clitics.leads)
        self.outputs = outputs
        self.ranges = ranges
        self.exact = exact
        self.languages = languages
    }

    /// The folded words of a name with a space between them and `*` where any ending will do; nil where nothing is left.
    private static func key(_ text: String) -> [UInt8]? {
        var key: [UInt8] = []
        for part in text.split(whereSeparator: { $0 == " " }) {
            let words = Words(of: String(part))
            guard !words.isEmpty else { continue }
            for word in 0..<words.count {
                if !key.isEmpty { key.append(gap) }
                key += words.bytes[words.bounds(word)]
            }
            if part.hasSuffix("*"), !words.isSingle(words.count - 1) { key.append(star) }
        }
        return key.isEmpty ? nil : key
    }

    var byteCount: Int {
        trie.byteCount + outputs.count * MemoryLayout<Output>.stride + ranges.count * 8
            + exact.reduce(0) { $0 + $1.count }
    }
}
