import Texts

/// Small words that turn a sentence: negation, and what is still to come.
///
/// By language: Italian "mai" (never) is a month in German and French, Polish "to" is no infinitive.
enum Markers {
    private static let negators = table([
        "en": "not no never without nor cannot neither t refuses refuse refused rejects reject rejected denies",
        "fr": "ne pas aucun aucune jamais sans ni non n",
        "de": "nicht kein keine keinen keiner keinerlei ohne nie niemals weder",
        "es": "no sin ningun ninguna nunca jamas tampoco ni",
        "pt": "nao sem nenhum nenhuma nunca jamais nem",
        "it": "non senza nessun nessuno nessuna mai ne",
        "nl": "niet geen zonder nooit noch",
        "pl": "nie bez zaden zadnego zadnych nigdy brak ani",
        "cs": "ne neni bez nikdy zadny zadne",
        "ru": "не нет без ни никаких никогда отверг опроверг",
        "uk": "не немає без жодного жодних ні ніколи нема",
        "ar": "لا لن لم ليس ليست دون بدون غير",
        "fa": "نه نیست بدون نمی",
        "tr": "degil yok hayir olmayacak",
        "sv": "inte ingen inget utan aldrig",
    ])
    private static let negativeSigns = Set("不没无未非否".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    private static let future = table([
        "en": "will to would could may might plans planned set expected possible upcoming shall",
        "fr": "va vont doit doivent devrait pourrait sera seront prochain prochaine",
        "de": "soll sollen wird werden will wollen konnte geplant",
        "es": "va van podria planea preve prevista sera",
        "pt": "vai vao deve devera sera podera",
        "it": "sara dovrebbe potrebbe prossimo",
        "nl": "zal zullen gaat wil",
        "pl": "ma maja bedzie beda moze mozliwy",
        "ru": "будет будут может могут возможен возможна планирует состоится",
        "uk": "буде будуть може можуть планує відбудеться",
        "ar": "سوف سيعقد ستعقد سيلتقي",
        "tr": "olacak yapilacak",
    ])
    private static let futureSigns = Set("将拟".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    private static func table(_ words: [String: String]) -> [String: Set<UInt64>] {
        words.mapValues { Set($0.split(separator: " ").flatMap { Words(of: String($0)).hashes }) }
    }

    /// The words that negate, but where `unsaid`: those tell of nothing that is so.
    static func negations(in words: Words, _ language: String, but unsaid: [Bool] = []) -> [Int] {
        (0..<words.count).filter {
            isNegation(words.hash($0), language) && !(unsaid.indices.contains($0) && unsaid[$0])
        }
    }

    static func isNegation(_ hash: UInt64, _ language: String) -> Bool {
        negators[language]?.contains(hash) ?? false || negativeSigns.contains(hash)
    }

    static func hasFuture(_ words: Words, _ language: String) -> Bool {
        let marks = future[language] ?? []
        return (0..<words.count).contains { marks.contains(words.hash($0)) || futureSigns.contains(words.hash($0)) }
    }
}
