/// What is left of a word when spelling conventions are taken away: its consonants in a few classes.
///
/// Ушаков, Ouchakov, Ushakov and Uschakow all give one skeleton, so do cognates (residence, Residenz, резиденция).
/// A relative of Soundex for many scripts; vowels, doubling and voicing are dropped.
enum Skeleton {
    /// The classes as digits of one number; nil for words with fewer than `least` consonants, and for scripts without letters.
    static func of(_ word: ArraySlice<UInt8>, language: String, least: Int = 3) -> UInt64? {
        var sounds: [Sound] = []
        let scalars = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
        let letters = withoutEnding(withoutArticle(scalars), language)
        var index = 0
        while index < letters.count {
            let (sound, length) = sound(letters, index, language)
            index += length
            guard let sound else { return nil }
            if sound == .none || sounds.last == sound { continue }
            // ts, tz, tsch and dz are one sibilant.
            if sound == .s, sounds.last == .t { sounds.removeLast() }
            if sounds.last != sound { sounds.append(sound) }
        }
        guard sounds.count >= least, sounds.count <= 12 else { return nil }
        return sounds.reduce(0x5) { $0 << 4 | $1.rawValue }
    }

    /// How much it says that two words have one skeleton, 0…1: of three sounds many have by chance what others have.
    static func worth(_ skeleton: UInt64) -> Float {
        switch (UInt64.bitWidth - skeleton.leadingZeroBitCount) / 4 {
        case ...3: 0.33
        case 4: 0.67
        default: 1
        }
    }

    private enum Sound: UInt64 { case none, p, t, k, s, f, l, m, n, r }

    /// `ال` is an article.
    private static func withoutArticle(_ letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        letters.count > 4 && letters[0] == "ا" && letters[1] == "ل" ? Array(letters.dropFirst(2)) : letters
    }

    private static let cyrillicEndings = [
        "ского", "скому", "ским", "ском", "ського", "ському", "ським", "ого", "ому", "ами", "ями", "ах", "ях", "ом",
        "ем", "ым",
        "им", "ей", "ою", "ою", "ів", "ев",
    ].map { Array($0.unicodeScalars) }
    private static let polishEndings = ["owi", "iem", "em", "ego", "emu", "ami", "ach", "om"].map {
        Array($0.unicodeScalars)
    }

    /// Case endings of Slavic names; `ского` leaves `ск`, which the name has in every case.
    private static func withoutEnding(_ letters: [Unicode.Scalar], _ language: String) -> [Unicode.Scalar] {
        let endings =
            switch language {
            case "ru", "uk", "be", "bg": cyrillicEndings
            case "pl", "cs", "sk": polishEndings
            default: [[Unicode.Scalar]]()
            }
        for ending in endings
        where letters.count >= ending.count + 3 && letters.suffix(ending.count).elementsEqual(ending) {
            let keeps = ending.count > 3 && ending[0] == "с" ? (ending[1] == "ь" ? 3 : 2) : 0
            return Array(letters.dropLast(ending.count - keeps))
        }
        return letters
    }

    /// The sound at `index` and how many letters write it; nil for what is no letter of a known alphabet.
    private static func sound(
        _ letters: [Unicode.Scalar],
        _ index: Int,
        _ language: String
    ) -> (Sound?, Int) {
        let letter = letters[index]
        let next = index + 1 < letters.count ? letters[index + 1] : " "
        if letter.value < 0x80 {
            return latin(letter, next, index + 2 < letters.count ? letters[index + 2] : " ", language)
        }
        if let sound = others[letter] { return (sound, 1) }
        switch letter.value {
        case 0xC0...0x24F: return (Sound.none, 1)
        case 0x300...0x36F, 0x64B...0x65F: return (Sound.none, 1)
        case 0x400...0x52F, 0x600...0x6FF: return (Sound.none, 1)
        default: return (nil, 1)
        }
    }

    private static func latin(
        _ letter: Unicode.Scalar,
        _ next: Unicode.Scalar,
        _ third: Unicode.Scalar,
        _ language: String
    ) -> (Sound?, Int) {
        switch letter {
        case "a", "e", "i", "o", "u", "y": return (Sound.none, 1)
        case "j": return (Sound.none, 1)
        case "h": return (Sound.none, 1)
        case "b": return (.p, 1)
        case "p": return next == "h" ? (.f, 2) : (.p, 1)
        case "d": return (.t, 1)
        case "t": return next == "h" ? (.t, 2) : (.t, 1)
        case "g": return (.k, next == "h" ? 2 : 1)
        case "k": return (.k, next == "h" ? 2 : 1)
        case "q": return (.k, next == "u" ? 2 : 1)
        case "x": return (.k, 1)
        case "c":
            if next == "h" { return (language == "de" || language == "pl" || language == "it" ? .k : .s, 2) }
            if next == "z" { return (.s, 2) }
            if next == "k" { return (.k, 2) }
            if language == "tr" { return (.s, 1) }
            return ("eiy".unicodeScalars.contains(next) || language == "pl" ? .s : .k, 1)
        case "s":
            if next == "c", third == "h" { return (.s, 3) }
            return (.s, next == "h" || next == "z" ? 2 : 1)
        case "z": return (.s, next == "h" ? 2 : 1)
        case "f", "v", "w": return (.f, 1)
        case "l": return (.l, 1)
        case "m": return (.m, 1)
        case "n": return (.n, 1)
        case "r": return (.r, language == "pl" && next == "z" ? 2 : 1)
        case "0"..."9": return (nil, 1)
        default: return (nil, 1)
        }
    }

    private static let others: [Unicode.Scalar: Sound] = {
        var result: [Unicode.Scalar: Sound] = [:]
        let rows: [(String, Sound)] = [
            ("бпبپ", .p), ("дтدتطضذث", .t), ("гґкхكقخحغگج", .k), ("зсжшщчцźżśćšžčşçßسشصزظچژ", .s), ("вфفڤ", .f),
            ("лłلļ", .l),
            ("мم", .m), ("нńñن", .n), ("рřر", .r),
        ]
        for (letters, sound) in rows {
            for letter in letters.unicodeScalars { result[letter] = sound }
        }
        return result
    }()
}
