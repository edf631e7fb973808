import Domain
import Texts

/// What an item tells, as it is judged.
package struct ItemTexts: Sendable {
    /// Plain, NFC; may be empty.
    package let title: String
    /// Plain; empty where the entry has none.
    package let summary: String
    /// Plain; empty where the entry has none, or says the summary again.
    package let content: String
    /// BCP 47 primary language; `und` where nothing tells.
    package let language: String

    /// nil where the entry tells nothing; `feedLanguage` is a primary language.
    init?(of entries: Span<Entry>, at place: Int, language feedLanguage: String?) {
        let title = Self.capped(entries[place].title ?? "", Normalizer.titleLimit)
        let summary = Self.capped(entries[place].summary ?? "", Normalizer.bodyLimit)
        let content = Self.capped(entries[place].content ?? "", Normalizer.bodyLimit)
        guard !title.isEmpty || !summary.isEmpty || !content.isEmpty else { return nil }
        let claimed = entries[place].language.map(Language.primary) ?? feedLanguage
        language = Self.language(claimed, title, summary, content)
        self.title = title
        self.summary = summary
        self.content = Self.areSame(content, summary) ? "" : content
    }

    /// Byte for byte: texts are NFC, and comparing long ones as Unicode does costs more than anything else here.
    private static func areSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8Span.span, right.utf8Span.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// What the feed claims, unless the text is in another script: one feed may carry many languages under one label.
    private static func language(_ claimed: String?, _ title: String, _ summary: String, _ content: String) -> String {
        let text = summary.isEmpty ? content : summary
        // Which language of a script it is costs words; whether the script fits, only letters.
        if let claimed, Language.fits(claimed, title: title, text: text) { return claimed }
        let guessed = Language.guess("\(title)\n\(beginning(of: text))")
        guard let claimed else { return guessed }
        return guessed == "und" ? claimed : guessed
    }

    /// What tells a language.
    private static func beginning(of text: String) -> Substring {
        guard text.utf8.count > Language.beginning else { return text[...] }
        if text.utf8Span.isKnownASCII { return Substring(text.utf8.prefix(Language.beginning)) }
        return Substring(text.unicodeScalars.prefix(Language.beginning))
    }

    /// Cut at a character, at most `limit` bytes.
    private static func capped(_ text: consuming String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while end > text.startIndex, Unicode.UTF8.isContinuation(text.utf8[end]) { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
