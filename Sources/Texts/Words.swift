/// A text as words in one spelling: folded, with the place of each in the text as it was.
///
/// Words of spaced scripts are runs of letters and digits; of Han, Kana, Hangul, Thai and the like each character is a word.
/// Folding takes away case, accents, width, national letter forms and the English possessive (`scripts/unicode_tables.py`).
package struct Words: Sendable {
    struct Word {
        /// In `bytes`.
        var start: UInt32 = 0
        var end: UInt32 = 0
        /// In the UTF-8 of the text.
        var from: UInt32 = 0
        var to: UInt32 = 0
        var kind = Kind.letters
    }

    enum Kind: UInt8 { case letters, number, single }

    /// The folded words, end to end, UTF-8.
    package private(set) var bytes: [UInt8] = []
    /// The first `count` are of this text; behind them there is room.
    private(set) var words: [Word] = []
    /// How many words there are.
    package private(set) var count = 0

    /// Of no text.
    package init() {}

    /// One pass over the text; what is beyond 2 GB is left out.
    package init(of text: String) { read(text) }

    /// Becomes the words of `text`, in the room of those before.
    package mutating func read(_ text: String) {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        guard !text.isEmpty else { return }
        let isASCII = text.utf8Span.isKnownASCII
        let span = text.utf8Span.span
        let length = min(span.count, Int(Int32.max))
        // Out of `self`, which the closures cannot change twice at once.
        var words = self.words
        self.words = []
        Self.grow(&words, to: length / 5 + 8)
        var found = 0
        // A letter may fold to several; ASCII never does.
        bytes.append(addingCapacity: (isASCII ? length : length * 3) + WordReader.slack) { output in
            unsafe output.withUnsafeMutableBufferPointer { output, written in
                unsafe span.withUnsafeBufferPointer { text in
                    guard let from = text.baseAddress, let into = output.baseAddress else { return }
                    // `output` is what was asked for above.
                    var reader = unsafe WordReader(from, upTo: length, into: into)
                    unsafe words.withUnsafeMutableBufferPointer { unsafe reader.read($0) }
                    while reader.index < length {
                        Self.grow(&words, to: words.count * 2)
                        unsafe words.withUnsafeMutableBufferPointer { unsafe reader.read($0) }
                    }
                    written = reader.written
                    found = reader.count
                }
            }
        }
        count = found
        self.words = words
    }

    private static func grow(_ words: inout [Word], to count: Int) {
        if words.count < count { words.append(contentsOf: repeatElement(Word(), count: count - words.count)) }
    }

    /// There is no word in it.
    package var isEmpty: Bool { count == 0 }

    /// The word's place in `bytes`.
    @inline(__always) package func bounds(_ index: Int) -> Range<Int> {
        let word = words[index]
        return Int(word.start)..<Int(word.end)
    }

    /// A word as it is compared.
    package func folded(_ index: Int) -> String { String(decoding: bytes[bounds(index)], as: UTF8.self) }

    /// The word's bytes in the text as it was.
    package func range(_ index: Int) -> Range<Int> {
        let word = words[index]
        return Int(word.from)..<Int(word.to)
    }

    /// All digits; thousands separators are left out of the folded form, a decimal sign is a point.
    @inline(__always) package func isNumber(_ index: Int) -> Bool { words[index].kind == .number }

    /// A character of a script without spaces.
    @inline(__always) package func isSingle(_ index: Int) -> Bool { words[index].kind == .single }

    /// The same on every machine and in every run.
    @inline(__always) package func hash(_ index: Int) -> UInt64 {
        let word = words[index]
        return StableHash.of(bytes.span, Int(word.start)..<Int(word.end))
    }

    /// Hashes of all words.
    package var hashes: [UInt64] { (0..<count).map(hash) }

    /// One hash of all words in their order, begun with `seed`: what `hashes` gives when they are combined one by one.
    package func combinedHash(from seed: UInt64) -> UInt64 {
        (0..<count).reduce(seed) { StableHash.combined($0, hash($1)) }
    }

    /// A hash of all folded words in their order and of their number, begun with `seed`: fit for long texts, as it looks at sixteen
    /// bytes at a time. Where words are parted it does not tell.
    package func fingerprint(from seed: UInt64) -> UInt64 {
        StableHash.long(bytes.span, from: StableHash.combined(seed, UInt64(count)))
    }

    /// The text from the beginning of one word to the end of another; empty where the words are none of `text`'s.
    package func excerpt(_ words: Range<Int>, of text: String) -> String {
        guard !words.isEmpty, words.lowerBound >= 0, words.upperBound <= count else { return "" }
        let utf8 = text.utf8
        let from = Int(self.words[words.lowerBound].from)
        let to = Int(self.words[words.upperBound - 1].to)
        guard to <= utf8.count, from <= to else { return "" }
        let start = utf8.index(utf8.startIndex, offsetBy: from)
        return String(text[start..<utf8.index(start, offsetBy: to - from)])
    }
}
