/// The pass that folds and divides: a state machine over valid UTF-8.
struct WordReader {
    private let table = UnicodeTable.shared
    /// Where the word being read began in the folded bytes; -1 between words.
    private var start = -1
    private var from = 0
    private var isNumber = false
    private var wasArabic = false
    private var wasSingle = false

    mutating func read(
        _ text: Span<UInt8>,
        upTo end: Int,
        into output: inout OutputSpan<UInt8>,
        _ words: inout [Words.Word]
    ) {
        var index = 0
        while index < end {
            // Plain letters, as most of a text is, eight at a time.
            let letters = Self.letters(text, at: index, end, &output)
            if letters > 0 {
                if start < 0 { begin(at: index, output.count - letters, number: false) } else { isNumber = false }
                wasArabic = false
                wasSingle = false
                index += letters
                continue
            }
            let byte = text[index]
            if byte < 0x80 {
                index = readASCII(byte, at: index, text, end, &output, &words)
            } else {
                index = readOther(byte, at: index, text, end, &output, &words)
            }
        }
        finish(at: end, output.count, &words)
    }

    /// Room behind the folded bytes that `read` needs.
    static let slack = 8

    /// Folds the ASCII letters that the next eight bytes begin with. Returns how many they are.
    @inline(__always) private static func letters(
        _ text: Span<UInt8>,
        at index: Int,
        _ end: Int,
        _ output: inout OutputSpan<UInt8>
    ) -> Int {
        guard end &- index >= 8, output.freeCapacity >= 8 else { return 0 }
        let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
        let lower = word | 0x2020_2020_2020_2020
        let low = lower & 0x7F7F_7F7F_7F7F_7F7F
        // The high bit of each byte: from `a` on, not beyond `z`, and ASCII.
        let from = low &+ 0x1F1F_1F1F_1F1F_1F1F
        let beyond = low &+ 0x0505_0505_0505_0505
        let others = ~(from & ~beyond & ~word) & 0x8080_8080_8080_8080
        let count = others == 0 ? 8 : others.trailingZeroBitCount / 8
        guard count > 0 else { return 0 }
        unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(base + initialized).storeBytes(of: lower.littleEndian, as: UInt64.self)
            initialized += count
        }
        return count
    }

    @inline(__always) private mutating func begin(at index: Int, _ output: Int, number: Bool) {
        start = output
        from = index
        isNumber = number
    }

    @inline(__always) private mutating func finish(at index: Int, _ output: Int, _ words: inout [Words.Word]) {
        guard start >= 0 else { return }
        if output > start {
            words.append(
                Words.Word(
                    start: UInt32(truncatingIfNeeded: start),
                    end: UInt32(truncatingIfNeeded: output),
                    from: UInt32(truncatingIfNeeded: from),
                    to: UInt32(truncatingIfNeeded: index),
                    kind: isNumber ? .number : .letters
                )
            )
        }
        start = -1
    }

    /// - Returns: where to read on.
    @inline(__always) private mutating func readASCII(
        _ byte: UInt8,
        at index: Int,
        _ text: Span<UInt8>,
        _ end: Int,
        _ output: inout OutputSpan<UInt8>,
        _ words: inout [Words.Word]
    ) -> Int {
        wasArabic = false
        wasSingle = false
        let lower = byte &- 65 < 26 ? byte | 0x20 : byte
        if lower &- 97 < 26 {
            if start < 0 { begin(at: index, output.count, number: false) } else { isNumber = false }
            output.append(lower)
            return index + 1
        }
        if byte &- 48 < 10 {
            if start < 0 { begin(at: index, output.count, number: true) }
            output.append(byte)
            return index + 1
        }
        guard start >= 0 else { return index + 1 }
        if isNumber, byte == 0x2E || byte == 0x2C, let digits = Self.digits(text, index + 1, end), digits > 0 {
            // 28,000 and 28.000 are one number, 2.5 and 2,5 another.
            if digits != 3 { output.append(0x2E) }
            return index + 1
        }
        finish(at: index, output.count, &words)
        return byte == 0x27 && Self.isPossessive(text, index + 1, end) ? index + 2 : index + 1
    }

    @inline(__always) private mutating func readOther(
        _ byte: UInt8,
        at index: Int,
        _ text: Span<UInt8>,
        _ end: Int,
        _ output: inout OutputSpan<UInt8>,
        _ words: inout [Words.Word]
    ) -> Int {
        let (code, length) = Self.decode(byte, text, index, end)
        let next = index + length
        let entry = table.entry(code)
        switch entry >> 28 {
        case CharacterClass.letter:
            if start < 0 { begin(at: index, output.count, number: false) } else { isNumber = false }
            put(entry, code, &output)
            wasArabic = code &- 0x600 < 0x100
            wasSingle = false
        case CharacterClass.digit:
            if start < 0 { begin(at: index, output.count, number: true) }
            put(entry, code, &output)
            wasSingle = false
        case CharacterClass.single:
            finish(at: index, output.count, &words)
            let begun = output.count
            put(entry, code, &output)
            words.append(
                Words.Word(
                    start: UInt32(truncatingIfNeeded: begun),
                    end: UInt32(truncatingIfNeeded: output.count),
                    from: UInt32(truncatingIfNeeded: index),
                    to: UInt32(truncatingIfNeeded: next),
                    kind: .single
                )
            )
            wasSingle = true
        case CharacterClass.mark:
            mark(entry, code, upTo: next, &output, &words)
        case CharacterClass.joiner: break
        default:
            // The zero-width non-joiner parts what Persian also writes with a space; elsewhere it only forms letters.
            if code == 0x200C, !wasArabic { return next }
            let wasWord = start >= 0
            finish(at: index, output.count, &words)
            wasSingle = false
            if code == 0x2019, wasWord, Self.isPossessive(text, next, end) { return next + 1 }
        }
        return next
    }

    @inline(__always) private func mark(
        _ entry: UInt32,
        _ code: UInt32,
        upTo next: Int,
        _ output: inout OutputSpan<UInt8>,
        _ words: inout [Words.Word]
    ) {
        if start >= 0 {
            put(entry, code, &output)
        } else if wasSingle, let last = words.indices.last {
            put(entry, code, &output)
            words[last].end = UInt32(truncatingIfNeeded: output.count)
            words[last].to = UInt32(truncatingIfNeeded: next)
        }
    }

    /// The scalar that begins at `index`; what is cut off is U+FFFD.
    @inline(__always) static func decode(
        _ byte: UInt8,
        _ text: Span<UInt8>,
        _ index: Int,
        _ end: Int
    ) -> (code: UInt32, length: Int) {
        @inline(__always) func tail(_ offset: Int) -> UInt32 { UInt32(text[index + offset] & 63) }
        if byte < 0xE0, index + 1 < end { return (UInt32(byte & 31) << 6 | tail(1), 2) }
        if byte < 0xF0, index + 2 < end { return (UInt32(byte & 15) << 12 | tail(1) << 6 | tail(2), 3) }
        if index + 3 < end { return (UInt32(byte & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4) }
        return (0xFFFD, 1)
    }

    @inline(__always) private func put(_ entry: UInt32, _ code: UInt32, _ output: inout OutputSpan<UInt8>) {
        if entry & (1 << 25) != 0 {
            Self.append(code, &output)
        } else if entry & (1 << 26) != 0 {
            for index in 0..<table.count(entry) { Self.append(table.scalar(entry, index), &output) }
        } else if entry & (1 << 27) == 0 {
            Self.append(entry & 0x1FFFFF, &output)
        }
    }

    @inline(__always) private static func append(_ code: UInt32, _ output: inout OutputSpan<UInt8>) {
        if code < 0x80 {
            output.append(UInt8(truncatingIfNeeded: code))
        } else if code < 0x800 {
            output.append(UInt8(truncatingIfNeeded: 0xC0 | code >> 6))
            output.append(UInt8(truncatingIfNeeded: 0x80 | code & 63))
        } else if code < 0x10000 {
            output.append(UInt8(truncatingIfNeeded: 0xE0 | code >> 12))
            output.append(UInt8(truncatingIfNeeded: 0x80 | (code >> 6) & 63))
            output.append(UInt8(truncatingIfNeeded: 0x80 | code & 63))
        } else {
            output.append(UInt8(truncatingIfNeeded: 0xF0 | code >> 18))
            output.append(UInt8(truncatingIfNeeded: 0x80 | (code >> 12) & 63))
            output.append(UInt8(truncatingIfNeeded: 0x80 | (code >> 6) & 63))
            output.append(UInt8(truncatingIfNeeded: 0x80 | code & 63))
        }
    }

    /// How many digits follow, counted up to four; nil at the end.
    private static func digits(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Int? {
        var count = 0
        while count < 4, index + count < end, text[index + count] &- 48 < 10 { count += 1 }
        return index < end ? count : nil
    }

    /// An `s` that ends the word.
    private static func isPossessive(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
        guard index < end, text[index] | 0x20 == 0x73 else { return false }
        guard index + 1 < end else { return true }
        let next = text[index + 1]
        return next < 0x80 ? next | 0x20 &- 97 >= 26 && next &- 48 >= 10 : next == 0xE2 || next == 0xC2
    }
}
