import Texts

/// Which words of a headline only set the scene: `… ahead of the summit`, `After the call, …`, `… as the deadline looms`.
///
/// What happened stands in the main clause; the scene is the same in a week's headlines and must not join them.
enum Clauses {
    private static let openers: [[UInt64]] = [
        "ahead of", "as", "after", "before", "amid", "following", "despite", "since", "while", "during", "in wake of",
        "on eve of", "over", "following",
        "avant", "apres", "alors que", "malgre", "sur fond de", "en marge de", "a la veille de", "a l'issue de",
        "tandis que", "pendant",
        "vor", "nach", "wahrend", "trotz", "angesichts", "im vorfeld", "am rande", "nachdem", "antes de", "tras",
        "despues de", "mientras", "pese a", "en visperas de", "en medio de",
        "prima di", "dopo", "mentre", "nonostante", "in vista di", "alla vigilia", "przed", "po", "podczas", "mimo",
        "w obliczu", "w trakcie", "gdy",
        "перед", "после", "на фоне", "несмотря на", "накануне", "в ходе", "во время", "в преддверии", "після", "на тлі",
        "напередодні", "під час", "попри", "в ході",
        "قبل", "بعد", "وسط", "رغم", "عقب", "قبيل", "اثناء",
    ].map { Words(of: $0).hashes }

    /// What opens a condition: what it says has not happened. Whatever the language, so none that is another word elsewhere
    /// (Italian "se" is a pronoun in Spanish and French, Dutch "als" is German "as").
    private static let conditions: [[UInt64]] = [
        "if", "unless", "in case", "until", "provided",
        "si", "sauf si", "a moins que", "wenn", "falls", "sofern", "es sei denn", "a menos que", "hasta que",
        "a meno che", "jesli", "jezeli", "chyba ze", "pokud", "tenzij",
        "если", "в случае", "якщо", "у разі", "اذا", "اذا لم", "ما لم", "في حال", "اگر", "eger",
    ].map { Words(of: $0).hashes }
    private static let conditionSigns = Set("若".unicodeScalars.flatMap { Words(of: String($0)).hashes })

    /// True for each word of a condition: it ends at the next comma, colon or semicolon, or with the headline.
    static func condition(of words: Words, in text: String) -> [Bool] {
        let hashes = words.hashes
        var result = [Bool](repeating: false, count: hashes.count)
        let bytes = Array(text.utf8)
        var index = 0
        while index < hashes.count {
            guard
                conditionSigns.contains(hashes[index])
                    || conditions.contains(where: { hashes[index...].starts(with: $0) })
            else {
                index += 1
                continue
            }
            var end = index + 1
            while end < hashes.count, !isBreak(between: end - 1, words, bytes, isFront: true) { end += 1 }
            for place in index..<end { result[place] = true }
            index = end
        }
        return result
    }

    /// True for each word that sets the scene.
    static func background(of words: Words, in text: String) -> [Bool] {
        let hashes = words.hashes
        var result = [Bool](repeating: false, count: hashes.count)
        guard hashes.count >= 5 else { return result }
        let bytes = Array(text.utf8)
        var index = 0
        while index < hashes.count {
            guard let opener = openers.first(where: { hashes[index...].starts(with: $0) }) else {
                index += 1
                continue
            }
            // In front it ends at the comma, elsewhere with the headline's part.
            var end = index + opener.count
            while end < hashes.count, !isBreak(between: end - 1, words, bytes, isFront: index == 0) { end += 1 }
            if end < hashes.count || index >= 2 { for place in index..<end { result[place] = true } }
            index = end
        }
        // A headline must keep something.
        return result.count(where: { !$0 }) >= 2 ? result : [Bool](repeating: false, count: hashes.count)
    }

    private static func isBreak(between index: Int, _ words: Words, _ bytes: [UInt8], isFront: Bool) -> Bool {
        let gap = bytes[
            min(words.range(index).upperBound, bytes.count)..<min(words.range(index + 1).lowerBound, bytes.count)
        ]
        return gap.contains(0x3A) || gap.contains(0x3B) || (isFront && (gap.contains(0x2C) || gap.contains(0xD8)))
    }
}
