/// The commonest words and the telling letters of the languages that share a script.
struct StopWords: Sendable {
    static let shared = StopWords()

    private let languages: [String]
    private let scripts: [LetterCensus.Script]
    /// Folded word -> bits of the languages that have it.
    private let words: [UInt64: UInt64]
    private let letters: [UInt32: UInt64]
    /// A bit for each letter below U+0800 that tells.
    private let telling: [UInt64]

    /// Words read at most.
    private static let limit = 160

    private init() {
        var words: [UInt64: UInt64] = [:]
        var letters: [UInt32: UInt64] = [:]
        for (index, language) in Self.table.enumerated() {
            let bit: UInt64 = 1 << UInt64(index)
            let list = Words(of: language.words)
            for word in 0..<list.count { words[list.hash(word), default: 0] |= bit }
            for scalar in language.letters.unicodeScalars { letters[scalar.value, default: 0] |= bit }
        }
        languages = Self.table.map(\.code)
        scripts = Self.table.map(\.script)
        self.words = words
        self.letters = letters
        var telling = [UInt64](repeating: 0, count: 32)
        for code in letters.keys where code < 0x800 { telling[Int(code >> 6)] |= 1 << UInt64(code & 63) }
        self.telling = telling
    }

    /// Whether the letter is one that few languages write.
    func tells(_ code: UInt32) -> Bool {
        code < 0x800 ? telling[Int(code >> 6)] >> UInt64(code & 63) & 1 != 0 : letters[code] != nil
    }

    /// The language with the most evidence; nil where there is none.
    func guess(_ text: Words, _ found: LetterCensus) -> String? {
        var scores = [Double](repeating: 0, count: languages.count)
        func add(_ bits: UInt64, _ weight: Double) {
            // What many languages share tells little.
            let share = weight / Double(bits.nonzeroBitCount)
            var rest = bits
            while rest != 0 {
                scores[rest.trailingZeroBitCount] += share
                rest &= rest - 1
            }
        }
        for index in 0..<min(text.count, Self.limit) {
            if let bits = words[text.hash(index)] { add(bits, 1) }
        }
        for (code, count) in found.marks {
            if let bits = letters[code] { add(bits, min(Double(count), 4) * 0.8) }
        }
        var best: (score: Double, index: Int)?
        let script = found.script
        for (index, score) in scores.enumerated() where scripts[index] == script && score > best?.score ?? 0.3 {
            best = (score, index)
        }
        if let best { return languages[best.index] }
        // A script with one great language: without other signs it is that one.
        switch script {
        case .cyrillic: return "ru"
        case .arabic: return "ar"
        case .devanagari: return "hi"
        default: return nil
        }
    }
}
