import Domain

/// The feeds of an OPML 2.0 file: `<outline xmlUrl="…" text="…">` at any depth (http://opml.org/spec2.opml).
///
/// A scanner of tags and nothing more: elements other than `outline` and attributes other than `xmlUrl`, `text` and
/// `title` mean nothing here, so an XML library would only bring what has to be switched off again (external entities,
/// entity bombs). A document type declaration with declarations in it is refused, any other is passed over; nesting and size are bounded; every element has to be closed,
/// since a list that was cut off would silently take feeds away.
enum OPML {
    private static let deepest = 64

    /// - Throws: what makes it no OPML, with its line.
    static func listings(in text: String, path: String) throws(Problem) -> [Listing] {
        var scanner = TagScanner(Array(text.utf8), path: path)
        var listings: [Listing] = []
        var nest = OPMLNest(deepest: deepest)
        while let tag = try scanner.next() {
            guard try nest.takes(tag) else { continue }
            if let url = tag.attributes["xmlurl"], listings.count <= FeedRoster.mostFeeds {
                listings.append(
                    Listing(
                        url: WebAddress.web(url),
                        name: Self.name(of: tag),
                        place: tag.place,
                        tags: nest.tags(of: tag)
                    )
                )
            }
        }
        try nest.end(path)
        return listings
    }

    /// `text`, else `title`.
    static func name(of tag: TagScanner.Tag) -> String? {
        [tag.attributes["text"], tag.attributes["title"]].compactMap { $0 }.first { !$0.isEmpty }
    }
}

/// Goes over the tags of an XML text.
struct TagScanner {
    struct Tag {
        /// In lower case, with a `/` before it for an end tag.
        let name: String
        /// Names in lower case, values with entities resolved and white space trimmed.
        let attributes: [String: String]
        /// `<x/>`.
        let isEmpty: Bool
        let place: Problem.Place
    }

    private enum Mark {
        static let comment = Array("<!--".utf8)
        static let commentEnd = Array("-->".utf8)
        static let data = Array("<![CDATA[".utf8)
        static let dataEnd = Array("]]>".utf8)
        static let instruction = Array("<?".utf8)
        static let instructionEnd = Array("?>".utf8)
        static let declaration = Array("<!".utf8)
        static let emptyEnd = Array("/>".utf8)
    }

    private let bytes: [UInt8]
    private let path: String
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    /// The next tag; comments, CDATA and processing instructions are passed over.
    mutating func next() throws(Problem) -> Tag? {
        while index < bytes.count {
            guard bytes[index] == 0x3C else {
                step()
                continue
            }
            let start = place
            if starts(with: Mark.comment) {
                try skip(past: Mark.commentEnd, from: start)
            } else if starts(with: Mark.data) {
                try skip(past: Mark.dataEnd, from: start)
            } else if starts(with: Mark.instruction) {
                try skip(past: Mark.instructionEnd, from: start)
            } else if starts(with: Mark.declaration) {
                try skipDocumentType(from: start)
            } else {
                return try tag(at: start)
            }
        }
        return nil
    }

    private mutating func tag(at start: Problem.Place) throws(Problem) -> Tag {
        step()
        let name = word()
        var attributes: [String: String] = [:]
        while index < bytes.count {
            skipBlanks()
            guard index < bytes.count else { break }
            if bytes[index] == 0x3E {
                step()
                return Tag(name: name, attributes: attributes, isEmpty: false, place: start)
            }
            if starts(with: Mark.emptyEnd) {
                step(2)
                return Tag(name: name, attributes: attributes, isEmpty: true, place: start)
            }
            let key = word()
            guard !key.isEmpty, index < bytes.count else { throw broken(start) }
            skipBlanks()
            guard index < bytes.count, bytes[index] == 0x3D else { throw broken(start) }
            step()
            skipBlanks()
            guard let value = quoted() else { throw broken(start) }
            attributes[key] = value
        }
        throw broken(start)
    }

    private mutating func quoted() -> String? {
        guard index < bytes.count, bytes[index] == 0x22 || bytes[index] == 0x27 else { return nil }
        let quote = bytes[index]
        step()
        let first = index
        while index < bytes.count, bytes[index] != quote { step() }
        guard index < bytes.count else { return nil }
        let value = Self.resolved(bytes[first..<index])
        step()
        return value
    }

    /// A name, in lower case, up to a blank, `=`, `>` or a `/` that is not its first byte.
    private mutating func word() -> String {
        let first = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte <= 0x20 || byte == 0x3D || byte == 0x3E || byte == 0x3C || (byte == 0x2F && index > first) { break }
            step()
        }
        return String(decoding: bytes[first..<index], as: UTF8.self).lowercased()
    }

    private var place: Problem.Place { .file(path, line: line, column: index - lineStart + 1) }

    private func broken(_ start: Problem.Place) -> Problem {
        Problem("this tag is not whole", at: start, remedy: "mend its quotes or its end")
    }

    private func starts(with mark: [UInt8]) -> Bool {
        index + mark.count <= bytes.count && bytes[index..<index + mark.count].elementsEqual(mark)
    }

    /// Without an internal subset it declares nothing, and what it names outside is never read.
    private mutating func skipDocumentType(from start: Problem.Place) throws(Problem) {
        while index < bytes.count, bytes[index] != 0x5B {
            let byte = bytes[index]
            if byte == 0x22 || byte == 0x27 {
                guard quoted() != nil else { throw broken(start) }
                continue
            }
            step()
            if byte == 0x3E { return }
        }
        guard index < bytes.count else { throw broken(start) }
        throw Problem("has a document type declaration with declarations of its own", at: start, remedy: "take it out")
    }

    private mutating func skip(past end: [UInt8], from start: Problem.Place) throws(Problem) {
        while index < bytes.count {
            if starts(with: end) {
                step(end.count)
                return
            }
            step()
        }
        throw broken(start)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] <= 0x20 { step() }
    }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == 0x0A {
                line += 1
                lineStart = index + 1
            }
            index += 1
        }
    }

    /// The five entities of XML and numbers; anything else stays as it is. Blanks at both ends are cut.
    static func resolved(_ bytes: ArraySlice<UInt8>) -> String {
        var result = String.UnicodeScalarView()
        var rest = Substring(decoding: bytes, as: UTF8.self).unicodeScalars
        while let scalar = rest.first {
            if scalar == "&", let end = rest.prefix(12).firstIndex(of: ";"),
                let meant = entity(String(rest[rest.index(after: rest.startIndex)..<end]))
            {
                result.append(meant)
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(scalar.value < 0x20 ? " " : scalar)
                rest.removeFirst()
            }
        }
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " }
        let trimmed = result.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        var text = String.UnicodeScalarView()
        text.append(contentsOf: trimmed)
        return String(text)
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let value = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap { $0 >= 0x20 ? Unicode.Scalar($0) : " " }
        }
    }
}
