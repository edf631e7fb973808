/// Guesses the language of a news text by its script, its letters and its commonest words.
package enum Language {
    /// BCP 47 primary language, lower case; `und` where nothing tells.
    ///
    /// A headline of five words is often enough; names alone are not. Reads the beginning of a long text only.
    package static func guess(_ text: String) -> String { guess(text, Words(of: text)) }

    /// The same where somebody has read the text: `words` are its.
    package static func guess(_ text: String, _ words: @autoclosure () -> Words) -> String {
        var letters = LetterCensus(marking: true)
        letters.take(text)
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
            return StopWords.shared.guess(words(), letters) ?? "und"
        }
    }

    /// False where a title and the beginning of its text (400 scalars) are written in letters that `language` is not: Latin
    /// ones, or others. True where nothing tells.
    package static func fits(_ language: String, title: String, text: String) -> Bool {
        let isLatin = !notLatin.contains(language)
        // As most texts are.
        if isLatin, title.utf8Span.isKnownASCII, text.utf8Span.isKnownASCII { return true }
        var census = LetterCensus(marking: false)
        census.take(title)
        census.takeBreak()
        census.take(text, scalars: beginning)
        let script = census.script
        return script == .none || (script == .latin) == isLatin
    }

    /// Scalars of a text that tell its language.
    package static let beginning = 400

    private static let notLatin: Set<String> = [
        "ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tg", "mn", "ar", "fa", "ur", "ps", "zh", "ja", "ko", "he",
        "yi",
        "el", "hi", "mr", "ne", "bn", "ta", "te", "gu", "pa", "km", "my", "lo", "si", "am", "th", "ka", "hy",
    ]

    /// Primary subtag of a BCP 47 tag as feeds write it (`en-US`, `zh_Hant`), lower case; nil for what is none.
    /// Old and national codes are brought to one (`iw`, `nb`, `nn`, `in`, `tl` …).
    package static func primary(_ tag: String) -> String? {
        let bytes = tag.utf8Span.span
        // As most write it.
        if bytes.count == 2, bytes[0] &- 97 < 26, bytes[1] &- 97 < 26 { return synonyms[tag] ?? tag }
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
