internal import Domain
internal import Texts

/// All names of a topic in one automaton: finds them in a text, whole words only, the longest at each place.
///
/// Names and texts are folded alike. A `*` in a name stands for the rest of a word; a leading `=` asks for the name's own
/// case (`=US`, never *us*). In Arabic and Hebrew the clitics written together with a name are stepped over.
struct Gazetteer: Sendable {
    /// What a name leads to.
    private struct Output: Sendable {
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

    private let trie: Trie
    private let outputs: [Output]
    /// Outputs of a payload.
    private let ranges: [Range<Int32>]
    /// Names that are compared with the text as it is.
    private let exact: [[UInt8]]
    let languages: LanguageSet
    private let ranks: [Rank]

    private static let gap: UInt8 = 0x20
    private static let star: UInt8 = 0x2A
    /// Open `*` on one walk; more are left out.
    private static let branches = 16

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

    /// Appends the hits in `words`, in order; inside a hit there are none but parties inside an act or a thing.
    ///
    /// `languages`: bits of the languages that the text may be in; 0 for any.
    func find(in words: Words, of text: Span<UInt8>, languages: UInt64, into hits: inout [Hit]) {
        var word = 0
        while word < words.count {
            let before = hits.count
            let length = match(words, at: word, most: .max, text, languages, &hits)
            if length > 1, hits.count > before, hits[before...].allSatisfy({ rank($0.label) == .open }) {
                findParties(in: words, word..<word + length, text, languages, &hits)
            }
            word += hits.count > before ? max(length, 1) : 1
        }
    }

    /// The parties inside the name of an act or a thing.
    private func findParties(
        in words: Words,
        _ range: Range<Int>,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ hits: inout [Hit]
    ) {
        var word = range.lowerBound
        while word < range.upperBound {
            let before = hits.count
            let most = min(range.upperBound - word, range.count - 1)
            let length = match(words, at: word, most: most, text, languages, &hits)
            hits.replaceSubrange(before..., with: hits[before...].filter { rank($0.label) == .party })
            word += hits.count > before ? max(length, 1) : 1
        }
    }

    private func rank(_ label: Int32) -> Rank { ranks.indices.contains(Int(label)) ? ranks[Int(label)] : .other }

    /// Tries a word as it is, then without its clitics. Returns the words taken.
    private func match(
        _ words: Words,
        at word: Int,
        most: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ hits: inout [Hit]
    ) -> Int {
        let bounds = words.bounds(word)
        var best = walk(words, from: word, at: bounds.lowerBound, most, text, languages)
        if best.payload < 0, let script = Clitics.script(words.bytes[bounds.lowerBound]) {
            var start = bounds.lowerBound
            for _ in 0..<Clitics.most {
                guard let next = Clitics.skip(script, words.bytes, start..<bounds.upperBound) else { break }
                start = next
                best = walk(words, from: word, at: start, most, text, languages)
                if best.payload >= 0 { break }
            }
        }
        guard best.payload >= 0 else { return 0 }
        for index in ranges[Int(best.payload)]
        where holds(outputs[Int(index)], words, word, best.length, text, languages) {
            hits.append(Hit(label: outputs[Int(index)].label, word: word, length: best.length))
        }
        return best.length
    }

    private struct Best {
        var payload: Int32 = -1
        var length = 0
        var bytes = 0
        /// Words that it may have.
        let most: Int
    }

    /// Follows the text from one place, and every `*` on the way; the most words win, then the most letters.
    @inline(__always) private func walk(
        _ words: Words,
        from first: Int,
        at start: Int,
        _ most: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64
    ) -> Best {
        var best = Best(most: most)
        // Most words part from all names within two letters.
        guard start < words.bytes.count, let next = trie.step(Trie.root, words.bytes[start]) else { return best }
        var open: [(node: Int32, word: Int)] = []
        follow(words, next, first, start + 1, 1, first, text, languages, &open, &best)
        var tries = 0
        while let branch = open.popLast(), tries < Self.branches {
            tries += 1
            ended(
                words,
                branch.node,
                branch.word,
                words.bounds(branch.word).upperBound,
                0,
                first,
                text,
                languages,
                &open,
                &best
            )
        }
        return best
    }

    private func follow(
        _ words: Words,
        _ node: Int32,
        _ word: Int,
        _ position: Int,
        _ depth: Int,
        _ first: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [(node: Int32, word: Int)],
        _ best: inout Best
    ) {
        var node = node
        var word = word
        var position = position
        var depth = depth
        while true {
            let end = words.bounds(word).upperBound
            while position < end {
                if let starred = trie.step(node, Self.star), open.count < Self.branches {
                    open.append((starred, word))
                }
                guard let next = trie.step(node, words.bytes[position]) else { return }
                node = next
                position += 1
                depth += 1
            }
            if let starred = trie.step(node, Self.star), open.count < Self.branches { open.append((starred, word)) }
            take(words, node, word, depth, first, text, languages, &best)
            guard word + 1 < words.count, let next = trie.step(node, Self.gap) else { return }
            node = next
            word += 1
            position = words.bounds(word).lowerBound
        }
    }

    /// A `*` took the rest of `word`.
    private func ended(
        _ words: Words,
        _ node: Int32,
        _ word: Int,
        _ position: Int,
        _ depth: Int,
        _ first: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ open: inout [(node: Int32, word: Int)],
        _ best: inout Best
    ) {
        take(words, node, word, depth, first, text, languages, &best)
        guard word + 1 < words.count, let next = trie.step(node, Self.gap) else { return }
        follow(words, next, word + 1, words.bounds(word + 1).lowerBound, depth, first, text, languages, &open, &best)
    }

    @inline(__always) private func take(
        _ words: Words,
        _ node: Int32,
        _ word: Int,
        _ depth: Int,
        _ first: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64,
        _ best: inout Best
    ) {
        let payload = trie.payload(node)
        guard payload >= 0 else { return }
        let length = word - first + 1
        guard length <= best.most, length > best.length || length == best.length && depth > best.bytes else { return }
        let range = ranges[Int(payload)]
        guard range.contains(where: { holds(outputs[Int($0)], words, first, length, text, languages) }) else { return }
        best = Best(payload: payload, length: length, bytes: depth, most: best.most)
    }

    @inline(__always) private func holds(
        _ output: Output,
        _ words: Words,
        _ first: Int,
        _ length: Int,
        _ text: Span<UInt8>,
        _ languages: UInt64
    ) -> Bool {
        if output.languages != 0, languages != 0, output.languages & languages == 0 { return false }
        guard output.exact >= 0 else { return true }
        let name = exact[Int(output.exact)]
        let from = words.range(first).lowerBound
        guard from + name.count <= text.count, words.range(first + length - 1).upperBound == from + name.count else {
            return false
        }
        for index in name.indices where name[index] != text[from + index] { return false }
        return true
    }
}

/// Languages as bits, by first use; the 64th and later ones stand for all.
struct LanguageSet: Sendable {
    private var bits: [String: UInt64] = [:]

    /// A language that no name is bound to.
    static let other: UInt64 = 1 << 63

    /// Languages so close that their names serve each other.
    private static let kin = ["nb": "no", "nn": "no", "hr": "sr", "bs": "sr", "ms": "id", "sh": "sr"]

    mutating func bit(adding language: String) -> UInt64 {
        let language = Self.kin[language] ?? language
        if let bit = bits[language] { return bit }
        guard bits.count < 63 else { return .max }
        let bit: UInt64 = 1 << UInt64(bits.count)
        bits[language] = bit
        return bit
    }

    /// 0 for a language that no name is bound to.
    func bit(of language: String) -> UInt64 { bits[Self.kin[language] ?? language] ?? 0 }
}
