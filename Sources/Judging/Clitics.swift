/// The small words that Arabic and Hebrew write together with the next one: *and*, *in*, *to*, *from*, *the* …
enum Clitics {
    enum Script { case arabic, hebrew }

    /// In a row at most.
    static let most = 3
    /// What is left of a word has at least this many bytes (three letters).
    private static let least = 6

    /// The first bytes of those letters.
    static let leads: [UInt8] = [0xD7, 0xD8, 0xD9]

    /// The script of a folded letter's first byte, where it has clitics.
    @inline(__always) static func script(_ byte: UInt8) -> Script? {
        switch byte {
        case 0xD8, 0xD9: .arabic
        case 0xD7: .hebrew
        default: nil
        }
    }

    /// Where the word goes on behind one clitic; nil where it begins with none. Both alphabets take two bytes a letter.
    static func skip(_ script: Script, _ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard range.count >= least + 2 else { return nil }
        let letter = UInt16(bytes[range.lowerBound]) << 8 | UInt16(bytes[range.lowerBound + 1])
        switch script {
        case .arabic:
            switch letter {
            // waw, fa, ba, kaf, lam, sin
            case 0xD988, 0xD981, 0xD8A8, 0xD983, 0xD984, 0xD8B3: return range.lowerBound + 2
            // alef, of the article al-
            case 0xD8A7:
                let second = UInt16(bytes[range.lowerBound + 2]) << 8 | UInt16(bytes[range.lowerBound + 3])
                return second == 0xD984 && range.count >= least + 4 ? range.lowerBound + 4 : nil
            default: return nil
            }
        case .hebrew:
            switch letter {
            // vav, he, bet, lamed, mem, shin, kaf
            case 0xD795, 0xD794, 0xD791, 0xD79C, 0xD79E, 0xD7A9, 0xD79B: return range.lowerBound + 2
            default: return nil
            }
        }
    }
}
