/// Guesses the language of a news text by its script, its letters and its commonest words.
package enum Language {
    /// BCP 47 primary language, lower case; `und` where nothing tells.
    ///
    /// A headline of five words is often enough; names alone are not. Reads the beginning of a long text only.
    package static func guess(_ text: String, _ words: Words? = nil) -> String {
        let letters = Letters(of: text)
        switch letters.script {
        case .none: return "und"
        case .han: return letters.kana > 0 ? "ja" : "zh"
        case .kana: return "ja"
        case .hangul: return "ko"
        case .greek: return "el"
        case .hebrew: return "he"
        case .bengali: return "bn"
        case .thai: return "th"
        case .armenian: return "hy"
        case .georgian: return "ka"
        case .tamil: return "ta"
        case .telugu: return "te"
        case .gujarati: return "gu"
        case .gurmukhi: return "pa"
        case .khmer: return "km"
        case .burmese: return "my"
        case .lao: return "lo"
        case .sinhala: return "si"
        case .amharic: return "am"
        case .latin, .cyrillic, .arabic, .devanagari:
            return StopWords.shared.guess(words ?? Words(of: text), letters) ?? "und"
        }
    }

    /// False where the text is written in letters that `language` is not: Latin ones, or others. True where nothing tells.
    package static func fits(_ language: String, _ text: String) -> Bool {
        let script = Letters(of: text, marking: false).script
        return script == .none || (script == .latin) != notLatin.contains(language)
    }

    /// True where two short texts are plain ASCII, as most are, and `language` is written so; false says nothing.
    package static func fitsASCII(_ language: String, _ first: String, _ second: Substring) -> Bool {
        first.utf8Span.isKnownASCII && second.utf8Span.isKnownASCII && !notLatin.contains(language)
    }

    private static let notLatin: Set<String> = [
        "ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tg", "mn", "ar", "fa", "ur", "ps", "zh", "ja", "ko", "he",
        "yi",
        "el", "hi", "mr", "ne", "bn", "ta", "te", "gu", "pa", "km", "my", "lo", "si", "am", "th", "ka", "hy",
    ]

    /// Primary subtag of a BCP 47 tag as feeds write it (`en-US`, `zh_Hant`), lower case; nil for what is none.
    /// Old and national codes are brought to one (`iw`, `nb`, `nn`, `in`, `tl` …).
    package static func primary(_ tag: String) -> String? {
        let first = tag.prefix { $0 != "-" && $0 != "_" && $0 != " " && $0 != "," }.lowercased()
        guard (2...3).contains(first.utf8.count), first.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else {
            return nil
        }
        return synonyms[first] ?? (first == "und" ? nil : first)
    }

    private static let synonyms = [
        "iw": "he", "nb": "no", "nn": "no", "in": "id", "fil": "tl", "ji": "yi", "cmn": "zh", "yue": "zh", "ua": "uk",
        "cz": "cs", "gr": "el", "jp": "ja", "kr": "ko", "cn": "zh", "eng": "en", "deu": "de", "fra": "fr", "spa": "es",
        "rus": "ru", "hbs": "sr", "sh": "sr", "prs": "fa",
    ]
}

/// Which letters a text has.
struct Letters {
    enum Script: Int, CaseIterable {
        case none, latin, cyrillic, arabic, devanagari, han, kana, hangul, greek, hebrew, bengali, thai, armenian,
            georgian
        case tamil, telugu, gujarati, gurmukhi, khmer, burmese, lao, sinhala, amharic
    }

    /// The script that most letters are of; a character of Han or Hangul counts thrice.
    private(set) var script = Script.none
    private(set) var kana = 0
    /// Scores by the letters that few languages write, by index into `StopWords.languages`.
    private(set) var marks: [(code: UInt32, count: Int)] = []

    private static let readBytes = 1_500

    /// `marking`: false where nobody asks for `marks`.
    init(of text: String, marking: Bool = true) {
        var text = text
        text.makeContiguousUTF8()
        let span = text.utf8Span.span
        var counts = [Int](repeating: 0, count: Script.allCases.count)
        var special: [UInt32: Int] = [:]
        var read = 0
        var latin = 0
        var index = 0
        while index < span.count {
            let byte = span[index]
            if byte < 0x80 {
                read += 1
                if read > Self.readBytes { break }
                if (byte | 0x20) &- 0x61 < 26 { latin += 1 }
                index += 1
                continue
            }
            let (code, length) = WordReader.decode(byte, span, index, span.count)
            index += length
            read += code < 0x800 ? 2 : 3
            if read > Self.readBytes { break }
            let script = Self.script(code)
            guard script != .none else { continue }
            counts[script.rawValue] += script == .han || script == .hangul ? 3 : 1
            if marking, script == .latin || script == .cyrillic || script == .arabic {
                special[code, default: 0] += 1
            }
        }
        counts[Script.latin.rawValue] += latin
        kana = counts[Script.kana.rawValue]
        choose(among: counts)
        marks = special.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func choose(among counts: [Int]) {
        var best = 0
        for (index, count) in counts.enumerated() where count > best {
            best = count
            script = Script(rawValue: index) ?? .none
        }
        if script == .latin, counts[Script.han.rawValue] + kana * 2 > best / 2 { script = .han }
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
