import Domain
import Parsing

/// `hotline parse`: one document from a file or standard input as JSON.
package enum ParseRun {
    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - base: the address the document is taken to come from.
    ///   - contentType: the Content-Type it is taken to come with.
    /// - Returns: `badData` for what is no feed, with the reason on standard error as JSON.
    /// - Throws: `CommandFailure` when it cannot be read.
    package static func run(path: String, base: String?, contentType: String?) throws -> ExitStatus {
        let bytes = try InputBytes.read(path, mostBytes: 256 << 20)
        let document: FeedDocument
        do throws(NotAFeed) {
            document = try FeedParser.parse(bytes, contentType: contentType, base: base)
        } catch {
            var line = JSONLine()
            line.object("error") { inner in
                inner.string("code", error.code)
                inner.string("message", error.message)
            }
            Console.error(line.text)
            return .badData
        }
        return Console.out(json(document)) ? .ok : .io
    }

    /// The document as CONTRACT.md (*hotline parse*) has it.
    static func json(_ document: FeedDocument) -> String {
        var line = JSONLine()
        line.string("format", document.format.rawValue)
        line.string("title", document.title)
        line.string("link", document.link)
        line.string("description", document.description)
        line.string("language", document.language)
        line.string("self", document.selfURL)
        line.strings("hubs", document.hubs)
        line.number("ttl_minutes", document.ttlMinutes)
        line.raw("skip_hours", "[\(document.skipHours.map(String.init).joined(separator: ","))]")
        line.strings("skip_days", document.skipDays)
        line.number("update_interval", document.updateInterval)
        line.raw("complete", document.isComplete ? "true" : "false")
        line.array("entries", document.entries) { entry, inner in
            inner.string("id", entry.id)
            inner.string("url", entry.url)
            inner.string("title", entry.title)
            inner.string("summary", entry.summary)
            inner.string("content", entry.content)
            inner.strings("authors", entry.authors)
            inner.string("published", entry.published?.description)
            inner.string("updated", entry.updated?.description)
            inner.strings("categories", entry.categories)
            inner.strings("enclosures", entry.enclosures)
            inner.string("language", entry.language)
        }
        line.array("problems", document.problems) { problem, inner in
            inner.string("code", problem.code)
            inner.string("message", problem.message)
            inner.number("line", problem.line)
        }
        return line.text
    }
}
