import Texts

/// Small words that turn a sentence: negation, and what is still to come.
enum Markers {
    private static let negators = Set(
        [
            "not no never without nor cannot don doesn won isn wasn didn hasn haven aren can't refuses refuse refused rejects reject rejected denies",
            "ne pas aucun aucune jamais sans ni non n", "nicht kein keine keinen keiner keinerlei ohne nie niemals",
            "no sin ningun ninguna nunca jamas tampoco",
            "non senza nessun nessuno nessuna mai ne", "nie bez zaden zadnego zadnych nigdy brak",
            "не нет без ни никаких никогда отверг опроверг",
            "не немає без жодного жодних ні ніколи нема", "لا لن لم ليس ليست دون بدون غير", "degil yok hayir olmayacak",
        ].joined(separator: " ").split(separator: " ").flatMap { Words(of: String($0)).hashes }
    )

    private static let negativeSigns = Set("不没无未非否".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    private static let future = Set(
        [
            "will to would could may might plans planned set expected possible upcoming shall",
            "va vont doit doivent devrait pourrait sera seront prochain prochaine",
            "soll sollen wird werden will wollen konnte geplant", "va van podria planea preve prevista sera",
            "sara dovrebbe potrebbe prossimo", "ma maja bedzie beda moze mozliwy",
            "будет будут может могут возможен возможна планирует состоится",
            "буде будуть може можуть планує відбудеться", "سوف سيعقد ستعقد سيلتقي", "olacak yapilacak",
        ].joined(separator: " ").split(separator: " ").flatMap { Words(of: String($0)).hashes }
    )

    private static let futureSigns = Set("将拟".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    /// `unsaid`: words that tell of nothing that is so.
    static func negations(in words: Words, but unsaid: [Bool] = []) -> Int {
        (0..<words.count).count { isNegation(words.hash($0)) && !(unsaid.indices.contains($0) && unsaid[$0]) }
    }

    static func isNegation(_ hash: UInt64) -> Bool { negators.contains(hash) || negativeSigns.contains(hash) }

    static func hasFuture(_ words: Words) -> Bool {
        (0..<words.count).contains { future.contains(words.hash($0)) || futureSigns.contains(words.hash($0)) }
    }
}

/// Pages that are told anew under one title: live tickers, round-ups, columns. They anchor no story.
enum Template {
    private static let marks: [[UInt64]] = [
        "live updates", "live blog", "liveblog", "as it happened", "latest updates", "follow live", "latest news",
        "briefing", "war briefing", "what we know",
        "week in", "the week", "morning brief", "evening brief", "daily brief", "newsletter", "top stories",
        "news wrap", "campaign assessment", "in pictures",
        "at a glance", "key moments", "list of key events", "key events day", "podcast", "opinion", "editorial",
        "en direct", "direct", "les dernieres informations",
        "ce qu'il faut retenir", "l'essentiel", "revue de presse", "le point sur", "liveticker", "newsticker",
        "news ticker", "live ticker", "ticker", "der tag", "news des tages",
        "die lage", "newsblog", "news blog", "was wir wissen", "en directo", "en vivo", "ultima hora minuto a minuto",
        "resumen", "minuto a minuto", "in diretta", "diretta", "la giornata",
        "na zywo", "relacja na zywo", "podsumowanie", "raport", "онлайн", "прямая трансляция", "главное за день",
        "итоги дня", "главные новости", "сводка", "хроника",
        "наживо", "головне за день", "підсумки дня", "зведення", "головні новини", "بث مباشر", "مباشر", "تغطية مباشرة",
        "ابرز الاحداث", "موجز", "حصاد", "直播", "早报", "晚报", "一周", "要闻",
        "canli", "canli anlatim", "gunun ozeti", "ozet", "live",
    ].map { Words(of: $0).hashes }.filter { !$0.isEmpty }

    /// The part of a page's title that tells something: behind or before the colon that divides it from the template's name.
    static func telling(_ title: String) -> String? {
        let parts = title.split { $0 == ":" || $0 == "：" || $0 == "|" }.map(String.init)
        guard parts.count > 1 else { return nil }
        return parts.filter { Words(of: $0).count >= 5 && !isTemplate(Words(of: $0)) }.max {
            $0.utf8.count < $1.utf8.count
        }
    }

    /// `words`: of the title.
    static func isTemplate(_ words: Words) -> Bool {
        let hashes = words.hashes
        return marks.contains { mark in
            guard hashes.count >= mark.count else { return false }
            if mark.count == 1 {
                // A single word is a mark at either end only: `Live: …`, `… – ticker`.
                return hashes.first == mark[0] || hashes.last == mark[0]
            }
            return (0...(hashes.count - mark.count)).contains { hashes[$0..<($0 + mark.count)].elementsEqual(mark) }
        }
    }
}
