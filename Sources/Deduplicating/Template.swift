import Texts

/// Pages that are told anew under one title: live tickers, round-ups, columns. They anchor no story.
enum Template {
    private static let marks: [[UInt64]] = [
        "live updates", "live blog", "liveblog", "as it happened", "latest updates", "follow live", "latest news",
        "briefing", "war briefing", "what we know",
        "week in review", "week in pictures", "this week in", "the week in", "the week ahead", "morning brief",
        "evening brief", "daily brief", "newsletter", "top stories",
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

    /// What divides a headline from the page's name, and is no part of a word.
    private static let dividers: [Character] = [":", "：", "|", "–", "—"]

    /// The part of a page's title that tells something: behind or before the divider from the template's name.
    static func telling(_ title: String) -> String? {
        let parts = title.replacing(" - ", with: "|").split { dividers.contains($0) }.map(String.init)
        guard parts.count > 1 else { return nil }
        return parts.filter { Words(of: $0).count >= 5 && !isTemplate($0) }.max { $0.utf8.count < $1.utf8.count }
    }

    static func isTemplate(_ title: String) -> Bool { isTemplate(Words(of: title), in: title) }

    /// `words`: of the title.
    static func isTemplate(_ words: Words, in title: String) -> Bool {
        let hashes = words.hashes
        return marks.contains { mark in
            guard hashes.count >= mark.count else { return false }
            if mark.count == 1 {
                // A single word is a mark at either end only: `Live: …`, `… – ticker`; in front it needs a divider behind it
                // ("Direct talks" is no page).
                return hashes.last == mark[0] || (hashes[0] == mark[0] && isDivided(words, in: title))
            }
            return (0...(hashes.count - mark.count)).contains { hashes[$0..<($0 + mark.count)].elementsEqual(mark) }
        }
    }

    /// Whether more than a space stands behind the first word.
    private static func isDivided(_ words: Words, in title: String) -> Bool {
        guard words.count > 1 else { return true }
        let between = words.range(0).upperBound..<words.range(1).lowerBound
        return title.utf8.dropFirst(between.lowerBound).prefix(between.count).contains { $0 != UInt8(ascii: " ") }
    }
}
