/// The pass that folds and divides: a state machine over valid UTF-8.
///
/// It writes through plain pointers, whose bounds hold by three rules:
///
/// - A character of n bytes writes at most 3 n (`put` cuts what would be more), one of ASCII at most one, so that what is
///   written is never more than three times what is read; and the room is that of the whole text, and `slack` bytes behind it,
///   into which eight bytes may be stored at once.
/// - A step adds at most two words, and the end one; `read` stops and asks for more room where fewer than three would fit.
/// - Bytes of the text are looked at below `end` alone.
@safe struct WordReader {
    /// Room behind the folded bytes that `read` needs.
    static let slack = 8
    /// Room for words that `read` needs to get on.
    static let leastWords = 3

    private let text: UnsafePointer<UInt8>
    private let end: Int
    private let output: UnsafeMutablePointer<UInt8>
    private var words: UnsafeMutablePointer<Words.Word>
    private let table = UnicodeTable.shared
    private let pairs = UnicodeTable.shared.pairs

    /// Bytes that are read, bytes that are written, words that are found.
    private(set) var index = 0
    private(set) var written = 0
    private(set) var count = 0
    /// Where the word being read began in the folded bytes; -1 between words.
    private var start = -1
    private var from = 0
    private var isNumber = false
    private var wasArabic = false
    private var wasSingle = false

    /// `output`: with room for three times `end` bytes and `slack`; for `end` and `slack` where all of `text` is ASCII.
    @unsafe init(_ text: UnsafePointer<UInt8>, upTo end: Int, into output: UnsafeMutablePointer<UInt8>) {
        unsafe self.text = unsafe text
        self.end = end
        unsafe self.output = unsafe output
        unsafe words = unsafe UnsafeMutableRawPointer(output).assumingMemoryBound(to: Words.Word.self)
    }

    /// Reads on, and puts words behind the `count` that are in `words` already; `index` is `end` when all is read.
    @unsafe mutating func read(_ words: UnsafeMutableBufferPointer<Words.Word>) {
        guard let base = words.baseAddress else { return }
        // A local copy: its parts stay in registers.
        var reader = self
        unsafe reader.words = base
        reader.run(words.count - Self.leastWords)
        self = reader
    }

    @inline(__always) private mutating func run(_ most: Int) {
        while index < end, count <= most {
            var byte = unsafe text[index]
            if index &+ 8 <= end {
                let (length, next) = letters()
                if length > 0 {
                    begin(number: false)
                    written &+= length
                    index &+= length
                    wasArabic = false
                    wasSingle = false
                    if length == 8 { continue }
                    // Most words are followed by one space.
                    if next == 0x20 {
                        finish(at: index)
                        index &+= 1
                        continue
                    }
                    byte = next
                }
            }
            if byte < 0x80 {
                readASCII(byte)
            } else if byte &- 0xC2 >= 0x1E || !readPairs(byte) {
                readOther(byte)
            }
        }
        if index >= end { finish(at: end) }
    }

    /// Folds the ASCII letters that the next eight bytes begin with, without counting them as written.
    /// Returns how many they are, and the byte behind them if it is one of the eight.
    @inline(__always) private func letters() -> (count: Int, next: UInt8) {
        let word = unsafe UnsafeRawPointer(text + index).loadUnaligned(as: UInt64.self).littleEndian
        let lower = word | 0x2020_2020_2020_2020
        let low = lower & 0x7F7F_7F7F_7F7F_7F7F
        // The high bit of each byte: from `a` on, not beyond `z`, and ASCII.
        let from = low &+ 0x1F1F_1F1F_1F1F_1F1F
        let beyond = low &+ 0x0505_0505_0505_0505
        let others = ~(from & ~beyond & ~word) & 0x8080_8080_8080_8080
        unsafe UnsafeMutableRawPointer(output + written).storeBytes(of: lower.littleEndian, as: UInt64.self)
        let bits = others.trailingZeroBitCount & ~7
        return bits < 64 ? (bits &>> 3, UInt8(truncatingIfNeeded: word &>> UInt64(bits))) : (8, 0)
    }

    /// A letter or a digit comes: a word goes on, or begins.
    @inline(__always) private mutating func begin(number: Bool) {
        if start < 0 {
            start = written
            from = index
            isNumber = number
        } else if !number {
            isNumber = false
        }
    }

    @inline(__always) private mutating func finish(at index: Int) {
        guard start >= 0 else { return }
        if written > start { add(from: start, index: from, to: index, isNumber ? .number : .letters) }
        start = -1
    }

    @inline(__always) private mutating func add(from begun: Int, index: Int, to next: Int, _ kind: Words.Kind) {
        unsafe words[count] = Words.Word(
            start: UInt32(truncatingIfNeeded: begun),
            end: UInt32(truncatingIfNeeded: written),
            from: UInt32(truncatingIfNeeded: index),
            to: UInt32(truncatingIfNeeded: next),
            kind: kind
        )
        count &+= 1
    }

    @inline(__always) private mutating func write(_ byte: UInt8) {
        unsafe output[written] = byte
        written &+= 1
    }

    @inline(__always) private mutating func readASCII(_ byte: UInt8) {
        wasArabic = false
        wasSingle = false
        let lower = byte &- 65 < 26 ? byte | 0x20 : byte
        if lower &- 97 < 26 {
            begin(number: false)
            write(lower)
        } else if byte &- 48 < 10 {
            begin(number: true)
            write(byte)
        } else if start >= 0 {
            // 28,000 and 28.000 are one number, 2.5 and 2,5 another.
            let digits = isNumber && (byte == 0x2E || byte == 0x2C) ? digits(from: index &+ 1) : 0
            if digits > 0 {
                if digits != 3 { write(0x2E) }
            } else {
                finish(at: index)
                if byte == 0x27, isPossessive(at: index &+ 1) { index &+= 1 }
            }
        }
        index &+= 1
    }

    /// Reads letters of two bytes each as long as they fold to no more; false where the first of them does not.
    @inline(__always) private mutating func readPairs(_ first: UInt8) -> Bool {
        var lead = first
        let begun = index
        while index &+ 1 < end {
            let entry = unsafe pairs.entry(lead, text[index &+ 1])
            guard entry & PairTable.isLetter != 0 else { break }
            if start < 0 {
                start = written
                from = index
            }
            unsafe UnsafeMutableRawPointer(output + written)
                .storeBytes(of: UInt16(truncatingIfNeeded: entry).littleEndian, as: UInt16.self)
            written &+= PairTable.count(entry)
            index &+= 2
            wasArabic = entry & PairTable.isArabic != 0
            guard index < end else { break }
            lead = unsafe text[index]
            guard lead &- 0xC2 < 0x1E else { break }
        }
        guard index > begun else { return false }
        isNumber = false
        wasSingle = false
        return true
    }
}

extension WordReader {
    @inline(__always) private mutating func readOther(_ byte: UInt8) {
        let (code, length) = unsafe Self.decode(byte, text, index, end)
        let next = index &+ length
        let entry = table.entry(code)
        switch entry >> 28 {
        case CharacterClass.letter:
            begin(number: false)
            put(entry, code, upTo: next)
            wasArabic = code &- 0x600 < 0x100
            wasSingle = false
        case CharacterClass.digit:
            begin(number: true)
            put(entry, code, upTo: next)
            wasSingle = false
        case CharacterClass.single:
            finish(at: index)
            let begun = written
            put(entry, code, upTo: next)
            add(from: begun, index: index, to: next, .single)
            wasSingle = true
        case CharacterClass.mark: mark(entry, code, upTo: next)
        case CharacterClass.joiner: break
        default:
            part(code, at: next)
            return
        }
        index = next
    }

    /// A character that is of no word; the zero-width non-joiner parts what Persian also writes with a space, and elsewhere
    /// only forms letters.
    @inline(__always) private mutating func part(_ code: UInt32, at next: Int) {
        if code == 0x200C, !wasArabic {
            index = next
            return
        }
        let wasWord = start >= 0
        finish(at: index)
        wasSingle = false
        index = code == 0x2019 && wasWord && isPossessive(at: next) ? next &+ 1 : next
    }

    @inline(__always) private mutating func mark(_ entry: UInt32, _ code: UInt32, upTo next: Int) {
        if start >= 0 {
            put(entry, code, upTo: next)
        } else if wasSingle, count > 0 {
            put(entry, code, upTo: next)
            unsafe words[count &- 1].end = UInt32(truncatingIfNeeded: written)
            unsafe words[count &- 1].to = UInt32(truncatingIfNeeded: next)
        }
    }

    /// The scalar that begins at `index`; what is cut off is U+FFFD.
    @unsafe @inline(__always) static func decode(
        _ byte: UInt8,
        _ text: UnsafePointer<UInt8>,
        _ index: Int,
        _ end: Int
    ) -> (code: UInt32, length: Int) {
        @inline(__always) func tail(_ offset: Int) -> UInt32 { unsafe UInt32(text[index &+ offset] & 63) }
        if byte < 0xE0, index &+ 1 < end { return (UInt32(byte & 31) << 6 | tail(1), 2) }
        if byte < 0xF0, index &+ 2 < end { return (UInt32(byte & 15) << 12 | tail(1) << 6 | tail(2), 3) }
        if index &+ 3 < end { return (UInt32(byte & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4) }
        return (0xFFFD, 1)
    }

    /// Writes what a character folds to; `next`: the index behind it.
    @inline(__always) private mutating func put(_ entry: UInt32, _ code: UInt32, upTo next: Int) {
        if entry & (1 << 25) != 0 {
            append(code)
        } else if entry & (1 << 26) != 0 {
            for index in 0..<table.count(entry) {
                let before = written
                append(table.scalar(entry, index))
                // No character of the table folds to so much; if one did, it would be cut here.
                if written > next &* 3 { written = before }
            }
        } else if entry & (1 << 27) == 0 {
            append(entry & 0x1FFFFF)
        }
    }

    @inline(__always) private mutating func append(_ code: UInt32) {
        if code < 0x80 { return write(UInt8(truncatingIfNeeded: code)) }
        if code < 0x800 {
            write(UInt8(truncatingIfNeeded: 0xC0 | code >> 6))
        } else {
            if code < 0x10000 {
                write(UInt8(truncatingIfNeeded: 0xE0 | code >> 12))
            } else {
                write(UInt8(truncatingIfNeeded: 0xF0 | code >> 18))
                write(UInt8(truncatingIfNeeded: 0x80 | (code >> 12) & 63))
            }
            write(UInt8(truncatingIfNeeded: 0x80 | (code >> 6) & 63))
        }
        write(UInt8(truncatingIfNeeded: 0x80 | code & 63))
    }

    /// How many digits follow, counted up to four.
    @inline(__always) private func digits(from index: Int) -> Int {
        var count = 0
        while count < 4, index &+ count < end, unsafe text[index &+ count] &- 48 < 10 { count &+= 1 }
        return count
    }

    /// An `s` that ends the word.
    @inline(__always) private func isPossessive(at index: Int) -> Bool {
        guard index < end, unsafe text[index] | 0x20 == 0x73 else { return false }
        guard index &+ 1 < end else { return true }
        let next = unsafe text[index &+ 1]
        return next < 0x80 ? next | 0x20 &- 97 >= 26 && next &- 48 >= 10 : next == 0xE2 || next == 0xC2
    }
}
