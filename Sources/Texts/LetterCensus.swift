/// Counts the letters that the beginning of a text is written in, by script.
@safe struct LetterCensus {
    enum Script: Int {
        case none, latin, cyrillic, arabic, devanagari, han, kana, hangul, greek, hebrew, bengali, thai, armenian,
            georgian
        case tamil, telugu, gujarati, gurmukhi, khmer, burmese, lao, sinhala, amharic
    }

    /// How often each telling letter was met, by its code.
    private(set) var marks: [(code: UInt32, count: Int)] = []
    private var counts = InlineArray<23, Int>(repeating: 0)
    /// Bytes that may still be read; below 0 when a character did not fit in any more.
    private var room = 1_500
    private let marking: Bool

    /// `marking`: false where nobody asks for `marks`.
    init(marking: Bool) { self.marking = marking }

    /// Counts as a line break between two texts does.
    mutating func takeBreak() { room -= 1 }

    /// Reads on with `text`, as far as there is room, and no more than `scalars` of it.
    mutating func take(_ text: String, scalars: Int = .max) {
        guard room >= 0 else { return }
        let span = text.utf8Span.span
        unsafe span.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            // A local copy: its parts stay in registers.
            var census = self
            unsafe census.take(base, bytes.count, scalars)
            self = census
        }
    }

    /// `text`: valid UTF-8, so that no sequence goes beyond `end`.
    @unsafe @inline(__always) private mutating func take(_ text: UnsafePointer<UInt8>, _ end: Int, _ scalars: Int) {
        var index = 0
        var left = scalars
        var latin = 0
        while index < end, left > 0 {
            let byte = unsafe text[index]
            if byte >= 0x80 {
                index &+= unsafe takeOther(byte, text, index, end)
                if room < 0 { break }
            } else if index &+ 8 <= end, room >= 8, left >= 8, let letters = unsafe Self.letters(text + index) {
                latin &+= letters
                index &+= 8
                left &-= 7
                room &-= 8
            } else {
                room &-= 1
                if room < 0 { break }
                if (byte | 0x20) &- 0x61 < 26 { latin &+= 1 }
                index &+= 1
            }
            left &-= 1
        }
        counts[Script.latin.rawValue] &+= latin
    }

    /// Counts the character at `index` if there is room for it. Returns how many bytes it has.
    @unsafe @inline(__always) private mutating func takeOther(
        _ byte: UInt8,
        _ text: UnsafePointer<UInt8>,
        _ index: Int,
        _ end: Int
    ) -> Int {
        // U+0400...U+047F, and U+00C0...U+023F.
        if byte & 0xFE == 0xD0 || byte &- 0xC3 < 6 {
            room &-= 2
            if room < 0 { return 2 }
            counts[byte < 0xD0 ? Script.latin.rawValue : Script.cyrillic.rawValue] &+= 1
            if marking { mark(unsafe UInt32(byte & 31) << 6 | UInt32(text[index &+ 1] & 63)) }
            return 2
        }
        // U+4000...U+9FFF
        if byte &- 0xE4 < 6 {
            room &-= 3
            if room >= 0 { counts[Script.han.rawValue] &+= 3 }
            return 3
        }
        // U+0600...U+06FF
        if byte & 0xFC == 0xD8, !marking {
            room &-= 2
            if room >= 0 { counts[Script.arabic.rawValue] &+= 1 }
            return 2
        }
        let (code, length) = unsafe WordReader.decode(byte, text, index, end)
        room &-= code < 0x800 ? 2 : 3
        if room >= 0 { count(code) }
        return length
    }

    /// How many of eight ASCII bytes are letters; nil where they are not all ASCII.
    @unsafe @inline(__always) private static func letters(_ bytes: UnsafePointer<UInt8>) -> Int? {
        let word = unsafe UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
        guard word & 0x8080_8080_8080_8080 == 0 else { return nil }
        let lower = word | 0x2020_2020_2020_2020
        // The high bit of each byte: from `a` on, and not beyond `z`.
        let from = lower &+ 0x1F1F_1F1F_1F1F_1F1F
        let beyond = lower &+ 0x0505_0505_0505_0505
        return (from & ~beyond & 0x8080_8080_8080_8080).nonzeroBitCount
    }

    private mutating func count(_ code: UInt32) {
        let script = Self.script(code)
        guard script != .none else { return }
        // A character of Han or Hangul says as much as three letters.
        counts[script.rawValue] &+= script == .han || script == .hangul ? 3 : 1
        if marking, script == .latin || script == .cyrillic || script == .arabic { mark(code) }
    }

    /// Counts a letter that tells, among the others by their codes.
    private mutating func mark(_ code: UInt32) {
        guard StopWords.shared.tells(code) else { return }
        var place = marks.count
        while place > 0, marks[place - 1].code >= code {
            place -= 1
            if marks[place].code == code {
                marks[place].count += 1
                return
            }
        }
        marks.insert((code, 1), at: place)
    }

    /// Of the syllables that only Japanese has.
    var kana: Int { counts[Script.kana.rawValue] }

    /// The script that most letters are of.
    var script: Script {
        var best = 0
        var script = Script.none
        for index in counts.indices where counts[index] > best {
            best = counts[index]
            script = Script(rawValue: index) ?? .none
        }
        if script == .latin, counts[Script.han.rawValue] + kana * 2 > best / 2 { script = .han }
        return script
    }

    private static func script(_ code: UInt32) -> Script {
        switch code {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F: .cyrillic
        case 0x531...0x58F: .armenian
        case 0x590...0x5FF: .hebrew
        case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: .arabic
        case 0x900...0x97F: .devanagari
        case 0x980...0x9FF: .bengali
        case 0xA00...0xA7F: .gurmukhi
        case 0xA80...0xAFF: .gujarati
        case 0xB80...0xBFF: .tamil
        case 0xC00...0xC7F: .telugu
        case 0xD80...0xDFF: .sinhala
        case 0xE00...0xE7F: .thai
        case 0xE80...0xEFF: .lao
        case 0x1000...0x109F: .burmese
        case 0x10A0...0x10FF: .georgian
        case 0x1200...0x137F: .amharic
        case 0x1780...0x17FF: .khmer
        case 0x3040...0x30FF, 0xFF66...0xFF9F: .kana
        case 0x3400...0x9FFF, 0x20000...0x3134F: .han
        case 0xAC00...0xD7A3, 0x1100...0x11FF: .hangul
        default: .none
        }
    }
}
