import CLibXML2
package import Domain
import Encodings

/// Bytes of one response to a feed document.
///
/// - Takes: the body as it came, the Content-Type header, and the address it came from (for relative references).
/// - Gives: a `FeedDocument`, whatever its dialect; `problems` tells what was mended or left out, with lines.
/// - Throws: `NotAFeed` for what is none: pages, bot walls, OPML, other XML and JSON, nothing at all, and documents that
///   declare entities for an attack.
/// - Bounds: linear time; 2 s of CPU; tags of 64 KB; 256 elements deep; 5,000 entries; 1 MB a text. Nothing is loaded.
///
/// The way: decode to UTF-8 (`DocumentDecoder`), find the root (`RootFinder`), run libxml2's SAX2 parser over it
/// (`XMLReader`) into a `FeedHandler`. Only a document that libxml2 refuses is rewritten (`XMLRepair`) and read again.
package enum FeedParser {
    /// Reads one document; synchronous, pure and thread-safe.
    ///
    /// - Parameters:
    ///   - bytes: the body after decompression.
    ///   - contentType: the header's value.
    ///   - base: the absolute URL of the document.
    ///   - isBrief: without the entries' authors, categories and enclosures, which nothing is judged or recognised by.
    /// - Returns: what the publisher wrote; `isComplete` is false for a document that was cut.
    /// - Throws: `NotAFeed`.
    package static func parse(
        _ bytes: [UInt8],
        contentType: String?,
        base: String?,
        isBrief: Bool = false
    ) throws(NotAFeed) -> FeedDocument {
        let decoded = DocumentDecoder.decode(bytes, contentType: contentType)
        let root = try RootFinder(decoded.text)
        var document: FeedDocument
        if root.isJSON {
            document = try JSONFeed.parse(decoded.text, at: root.start, base: base)
        } else {
            document = try read(decoded, root, base: base, isBrief: isBrief)
        }
        document.problems = decoded.problems + root.problems + document.problems
        return document
    }

    private static func read(
        _ decoded: DecodedDocument,
        _ root: RootFinder,
        base: String?,
        isBrief: Bool
    ) throws(NotAFeed) -> FeedDocument {
        let text = decoded.text
        var reason: ParseProblem?
        if !root.hasDoctype {
            let handler = FeedHandler(base: base, mayCombine: decoded.mayCombine, isBrief: isBrief)
            guard let reader = XMLReader(handler, recovers: false) else { throw noMemory }
            switch reader.read(text, from: root.start, recovers: false) {
            case .finished, .stopped:
                return try finished(reader.handler, linesBefore: text[..<root.start].count { $0 == 0x0A })
            case .malformed(let message, let line):
                let before = text[..<root.start].count { $0 == 0x0A }
                reason = ParseProblem(code: "malformed", message: message, line: line + before)
            case .exhausted: return try exhausted(reader.handler)
            case .bounded(let bound): reason = ParseProblem(code: "bounded", message: bound, line: 0)
            }
        }
        return try readRepaired(text, root, base: base, reason: reason)
    }

    private static func readRepaired(
        _ text: [UInt8],
        _ root: RootFinder,
        base: String?,
        reason: ParseProblem?
    ) throws(NotAFeed) -> FeedDocument {
        var repair = XMLRepair(text, from: root.start)
        repair.run()
        guard let reader = XMLReader(FeedHandler(base: base), recovers: true) else { throw noMemory }
        guard let start = repair.output.firstIndex(of: 0x3C) else {
            throw NotAFeed(code: "not-a-feed", message: "nothing of the document could be read")
        }
        let outcome = reader.read(repair.output, from: start, recovers: true)
        var handler = reader.handler
        let before = text[..<root.start].count { $0 == 0x0A } + repair.output[..<start].count { $0 == 0x0A }
        handler.problems.shift(by: before)
        if let reason { handler.problems.add([reason]) }
        handler.problems.add(repair.problems.all)
        if case .bounded(let bound) = outcome { handler.problems.add("bounded", bound) }
        handler.finish()
        var document = try finished(handler, linesBefore: 0)
        if case .stopped = outcome { return document }
        document.isComplete = repair.isWhole && handler.rootEnded
        return document
    }

    /// The document of a hostile body: what was read in the time there was.
    private static func exhausted(_ handler: FeedHandler) throws(NotAFeed) -> FeedDocument {
        var document = try finished(handler, linesBefore: 0)
        document.problems.append(ParseProblem(code: "bounded", message: "takes too long to read", line: handler.line))
        document.isComplete = false
        return document
    }

    private static func finished(_ handler: FeedHandler, linesBefore: Int) throws(NotAFeed) -> FeedDocument {
        var document = handler.document
        if document.format == .sitemap, !handler.foundNews {
            throw NotAFeed(code: "not-a-feed", message: "a sitemap without news")
        }
        if document.format == .rss10, !handler.foundChannel, document.entries.isEmpty {
            throw NotAFeed(code: "not-a-feed", message: "an RDF document without a channel or items")
        }
        var problems = handler.problems
        problems.shift(by: linesBefore)
        document.problems = problems.all
        return document
    }

    private static var noMemory: NotAFeed { NotAFeed(code: "not-a-feed", message: "no parser could be made") }
}
