import Texts

/// Headlines that ask, explain or comment: `Why …`, `What to know …`, `… ?`. They tell of a development and are none.
enum Commentary {
    private static let openers: [[UInt64]] = [
        "why", "how", "what", "who", "analysis", "opinion", "explainer", "fact check", "takeaways", "key takeaways",
        "five takeaways", "timeline", "in maps", "the view", "inside", "could", "can", "will", "is", "are", "should",
        "pourquoi", "comment", "que", "quoi", "quel", "quels", "analyse", "tribune", "entretien", "decryptage",
        "warum", "wie", "was", "wer", "kommentar", "kann", "wird",
        "por que", "como", "analisis", "opinion", "quien", "perche", "come", "analisi", "chi",
        "dlaczego", "jak", "czy", "co", "kto", "komentarz", "analiza",
        "почему", "как", "что", "кто", "зачем", "мнение", "анализ", "чому", "як", "що", "хто", "навіщо", "думка",
        "لماذا", "كيف", "ماذا", "من هو", "تحليل", "هل", "neden", "nasil", "analiz", "kim",
    ].map { Words(of: $0).hashes }.filter { !$0.isEmpty }

    private static let signs = Set("为何怎".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    /// `words`: of `headline`.
    static func isComment(_ words: Words, of headline: String) -> Bool {
        let hashes = words.hashes
        if openers.contains(where: { hashes.starts(with: $0) }) || hashes.contains(where: signs.contains) {
            return true
        }
        return headline.unicodeScalars.last.map { "?？؟".unicodeScalars.contains($0) } ?? false
    }
}
