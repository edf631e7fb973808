import Texts

/// Small words that turn a sentence: negation, and what is still to come.
///
/// By language: Italian "mai" (never) is a month in German and French, Polish "to" is no infinitive. In a language that is not
/// known, or not here, those of all languages count: a word too many costs less than a denial that is not seen.
enum Markers {
    private static let negators = table([
        "en": "not no never without nor cannot neither t refuses refuse refused rejects reject rejected denies",
        "fr": "ne pas aucun aucune jamais sans ni non n",
        "de": "nicht kein keine keinen keiner keinerlei ohne nie niemals weder",
        "es gl ca": "no sin ningun ninguna nunca jamas tampoco ni sense cap mai",
        "pt": "nao sem nenhum nenhuma nunca jamais nem",
        "it": "non senza nessun nessuno nessuna mai ne",
        "nl": "niet geen zonder nooit noch",
        "pl": "nie bez zaden zadnego zadnych nigdy brak ani",
        "cs sk": "ne neni nie bez nikdy zadny zadne ziadny ziadne",
        "hr bs sl sr": "ne nije ni bez nikad nikada не није без никад",
        "ru be bg mk": "не нет няма нема без ни никаких никогда отверг опроверг",
        "uk": "не немає без жодного жодних ні ніколи нема",
        "ar": "لا لن لم ليس ليست دون بدون غير",
        "fa": "نه نیست بدون نمی",
        "tr": "degil yok hayir olmayacak",
        "sv da no nb": "inte ikke ingen inget intet utan uden uten aldrig aldri",
    ])
    private static let negativeSigns = Set("不没无未非否".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    private static let future = table([
        "en": "will to would could may might plans planned set expected possible upcoming shall",
        "fr": "va vont doit doivent devrait pourrait sera seront prochain prochaine",
        "de": "soll sollen wird werden will wollen konnte geplant",
        "es gl ca": "va van podria planea preve prevista sera",
        "pt": "vai vao deve devera sera podera",
        "it": "sara dovrebbe potrebbe prossimo",
        "nl": "zal zullen gaat wil",
        "pl": "ma maja bedzie beda moze mozliwy",
        "ru be bg mk": "ще будет будут может могут возможен возможна планирует состоится",
        "uk": "буде будуть може можуть планує відбудеться",
        "ar": "سوف سيعقد ستعقد سيلتقي",
        "tr": "olacak yapilacak",
    ])
    private static let futureSigns = Set("将拟".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    /// `words`: by languages, a list each.
    private static func table(_ words: [String: String]) -> [String: Set<UInt64>] {
        var table: [String: Set<UInt64>] = [:]
        for (languages, list) in words {
            let hashes = Set(list.split(separator: " ").flatMap { Words(of: String($0)).hashes })
            for language in languages.split(separator: " ") { table[String(language)] = hashes }
        }
        table[anyLanguage] = table.values.reduce(into: []) { $0.formUnion($1) }
        return table
    }

    private static let anyLanguage = "und"

    private static func of(_ language: String, in table: [String: Set<UInt64>]) -> Set<UInt64> {
        table[language] ?? table[anyLanguage] ?? []
    }

    /// The words that negate, but where `unsaid`: those tell of nothing that is so.
    static func negations(in words: Words, _ language: String, but unsaid: [Bool] = []) -> [Int] {
        let marks = of(language, in: negators)
        return (0..<words.count).filter {
            (marks.contains(words.hash($0)) || negativeSigns.contains(words.hash($0)))
                && !(unsaid.indices.contains($0) && unsaid[$0])
        }
    }

    static func hasFuture(_ words: Words, _ language: String) -> Bool {
        let marks = of(language, in: future)
        return (0..<words.count).contains { marks.contains(words.hash($0)) || futureSigns.contains(words.hash($0)) }
    }
}
