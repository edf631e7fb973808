import Domain
import Foundation
import Glibc
import Normalizing

/// An item as `compare`, `replay` and the benches read it, one JSON object a line.
struct ItemLine: Decodable {
    let id: String?
    let feed: String?
    let outlet: String?
    let guid: String?
    let url: String?
    let title: String?
    let summary: String?
    let content: String?
    let language: String?
    /// The name that labelled collections use for it.
    let lang: String?
    let published: String?
    let fetchedAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, feed, outlet, guid, url, title, summary, content, language, lang, published
        case fetchedAt = "fetched_at"
    }

    init(title: String, summary: String, language: String?) {
        (id, feed, outlet, guid, url, content, lang, published, fetchedAt) = (
            nil, nil, nil, nil, nil, nil, nil, nil, nil
        )
        self.title = title
        self.summary = summary
        self.language = language
    }

    /// The clock of a recorded item: when it was fetched, else when it was published.
    func time(else fallback: Timestamp) -> Timestamp {
        Self.time(fetchedAt) ?? Self.time(published) ?? fallback
    }

    /// The item as the daemon would make it of a document with this one entry.
    ///
    /// Gives nil for a line without any text.
    func item(id: String, at now: Timestamp) -> Item? {
        var entry = Entry()
        entry.id = Self.given(guid)
        entry.url = Self.given(url)
        entry.title = Self.given(title).map(Markup.plain)
        entry.summary = Self.given(summary).map(Markup.plain)
        entry.content = Self.given(content).map(Markup.plain)
        entry.published = Self.time(published)
        entry.language = Self.given(language) ?? Self.given(lang)
        var document = FeedDocument(format: .rss20)
        document.entries = [entry]
        let name = Self.given(feed) ?? Self.given(outlet) ?? "-"
        let source = Feed(id: FeedID(name), name: Self.given(outlet) ?? name, policy: PollPolicy())
        return Normalizer().items(of: document, from: source, answeredBy: name, at: now).first?.renamed(ItemID(id))
    }

    private static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    private static func time(_ text: String?) -> Timestamp? { text.flatMap(Timestamp.init(rfc3339:)) }
}

/// Reads JSON objects from standard input, one a line, and writes answers to standard output.
enum JSONLines {
    /// - Throws: `CommandFailure`, bad data with the line's number.
    static func answer<Question: Decodable, Answer: Encodable>(
        _ body: (Question, Int) throws(CommandFailure) -> Answer
    ) throws {
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var output: [UInt8] = []
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard line.utf8.contains(where: { $0 > 0x20 }) else { continue }
            let question: Question
            do {
                question = try decoder.decode(Question.self, from: Data(line.utf8))
            } catch {
                throw CommandFailure(.badData, Self.problem(error, number))
            }
            output += try encoder.encode(body(question, number))
            output.append(0x0A)
            if output.count > 1 << 16 || isatty(0) == 1 {
                guard Console.out(output) else { return }
                output.removeAll(keepingCapacity: true)
            }
        }
        Console.out(output)
    }

    private static func problem(_ error: any Error, _ line: Int) -> Problem {
        let what: String =
            switch error {
            case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
            case DecodingError.typeMismatch(_, let context):
                "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" is of the wrong type"
            default: "the line is no JSON object"
            }
        return Problem(
            "no item: \(what)",
            at: .file("standard input", line: line, column: 1),
            remedy: "write one JSON object a line (docs/deduplication.md)"
        )
    }
}
