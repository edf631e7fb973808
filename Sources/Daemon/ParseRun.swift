import Domain
import Glibc
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
        let bytes = try read(path)
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

    private static func read(_ path: String) throws -> [UInt8] {
        let descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let status: ExitStatus = errno == EACCES ? .noPermission : .noInput
            throw CommandFailure(
                status,
                Problem("cannot be read", at: .path(path), remedy: "name a file that is there")
            )
        }
        defer { if descriptor > 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.io, Problem("cannot be read", at: .path(path))) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            if bytes.count > 256 << 20 {
                throw CommandFailure(.badData, Problem("is larger than 256 MB", at: .path(path)))
            }
        }
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
