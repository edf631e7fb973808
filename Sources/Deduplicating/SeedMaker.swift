package import Domain
import Texts

/// Makes a seed of a text: fingerprints, and none of its words.
package enum SeedMaker {
    /// Lines of fewer words are headings, captions and buttons: they are on many pages and recognise none.
    private static let leastWords = 10

    /// `titles`: its headlines; the text's own is added where one is found.
    /// `language`: guessed where nil.
    package static func seed(
        name: String,
        text: String,
        titles: [String],
        language: String?,
        published: Timestamp?,
        events: [SeedEvent] = []
    ) -> Seed {
        let lines = text.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
        let (date, body) = dated(lines)
        let paragraphs = body.filter { Words(of: $0).count >= leastWords }
        let headlines = titles + (titles.isEmpty ? [headline(of: body)].compactMap { $0 } : [])
        var shingles: Set<UInt64> = []
        for line in paragraphs + headlines {
            shingles.formUnion(
                SignatureBuilder.shingles(Words(of: line), upTo: SignatureBuilder.bodyWords).map(UInt64.init)
            )
        }
        return Seed(
            name: name,
            language: language ?? Language.guess(paragraphs.joined(separator: "\n")),
            published: published ?? date,
            titles: Array(Set(headlines.compactMap(hash(title:)))).sorted(),
            shingles: shingles.sorted(),
            events: events
        )
    }

    /// As items' headlines are hashed; nil for one too short to identify anything.
    package static func hash(title: String) -> UInt64? {
        let words = Words(of: Headline.core(title).text)
        return words.count >= SignatureBuilder.leastTitleWords ? SignatureBuilder.hash(title: words) : nil
    }

    private static func trimmed(_ line: Substring) -> String {
        var line = line.drop { $0 == " " || $0 == "\t" || $0 == "#" || $0 == "*" || $0 == ">" }
        while let last = line.last, last == " " || last == "\t" { line.removeLast() }
        return String(line)
    }

    /// `date 2025-08-08 …` in front of a text is its date.
    private static func dated(_ lines: [String]) -> (Timestamp?, [String]) {
        guard let first = lines.first, first.lowercased().hasPrefix("date ") else { return (nil, lines) }
        let rest = first.dropFirst(5)
        guard let date = Timestamp(rfc3339: String(rest.prefix(10))) else { return (nil, lines) }
        return (date, [String(rest.dropFirst(10))] + lines.dropFirst())
    }

    /// The longest of the short lines before the first paragraph.
    private static func headline(of lines: [String]) -> String? {
        let first = lines.prefix { Words(of: $0).count < 2 * leastWords }
        guard first.count < lines.count else { return nil }
        return first.filter { Words(of: $0).count >= SignatureBuilder.leastTitleWords }.max {
            $0.utf8.count < $1.utf8.count
        }
    }
}
