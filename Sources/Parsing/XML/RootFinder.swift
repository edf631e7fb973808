import Domain

/// What kind of document bytes hold, told by their first element.
struct RootFinder {
    /// Where to start reading: the first `<` of the prolog, or of JSON's `{`.
    var start = 0
    var isJSON = false
    /// The root element's local name in lower case.
    var root = ""
    /// It has a document type declaration, which libxml2 must not see.
    var hasDoctype = false
    var problems: [ParseProblem] = []

    /// The local names of feeds' root elements.
    private static let feedRoots: Set<String> = ["rss", "feed", "rdf", "channel", "entry", "urlset"]
    /// How much of a document may be junk.
    private static let junk = 64 << 10

    /// - Throws: `NotAFeed` where no feed's root element is found.
    init(_ text: [UInt8]) throws(NotAFeed) {
        guard let first = text.firstIndex(where: { $0 > 0x20 }) else {
            throw NotAFeed(code: "empty", message: "the document is empty")
        }
        if text[first] == 0x7B || text[first] == 0x5B {
            start = first
            isJSON = true
            return
        }
        try find(in: text, from: first)
        if start > 0 {
            let kind = text[..<start].allSatisfy { $0 <= 0x20 } ? "white space" : "text"
            problems.append(ParseProblem(code: "leading-junk", message: "\(kind) before the document", line: 1))
        }
    }

    private mutating func find(in text: [UInt8], from first: Int) throws(NotAFeed) {
        var scanner = PrologScanner(text: text, index: first)
        let head = try scanner.next()
        start = head.start
        root = head.root
        hasDoctype = head.hasDoctype
        if Self.feedRoots.contains(root) { return }
        if !["html", "head", "body", "script"].contains(root) {
            // PHP warnings and the like: a feed may begin behind them.
            for mark in ["<?xml", "<rss", "<feed", "<rdf:RDF"] as [StaticString] {
                guard let found = text.span.index(of: mark, from: first, before: first + Self.junk), found > start
                else { continue }
                var later = PrologScanner(text: text, index: found)
                guard let head = Self.attempt(&later), Self.feedRoots.contains(head.root) else { continue }
                start = head.start
                root = head.root
                hasDoctype = head.hasDoctype
                return
            }
        }
        throw Self.refusal(root, text)
    }

    private static func attempt(_ scanner: inout PrologScanner) -> PrologScanner.Head? {
        do throws(NotAFeed) { return try scanner.next() } catch { return nil }
    }

    private static func refusal(_ root: String, _ text: [UInt8]) -> NotAFeed {
        guard ["html", "head", "body", "script", "br", "p", "div"].contains(root) else {
            let name = root.isEmpty ? "no element" : "<\(root)>"
            return NotAFeed(code: "not-a-feed", message: "the document has \(name) where a feed's root would be")
        }
        let page = String(decoding: text.prefix(junk), as: UTF8.self).lowercased()
        let walls = [
            "captcha", "cf-chl", "challenge-platform", "just a moment", "checking your browser",
            "enable javascript and cookies",
            "access denied", "ddos protection", "are you a robot", "bot verification", "_incapsula_", "perimeterx",
        ]
        if walls.contains(where: page.contains) {
            return NotAFeed(code: "bot-wall", message: "an HTML page that asks whether it talks to a robot")
        }
        return NotAFeed(code: "html", message: "an HTML page, no feed")
    }
}

/// Reads over declarations, comments and instructions to the root element.
struct PrologScanner {
    struct Head {
        var start = 0
        var root = ""
        var hasDoctype = false
    }

    let text: [UInt8]
    var index: Int

    /// - Throws: `NotAFeed` for markup that declares dangerous entities, or where there is no element.
    mutating func next() throws(NotAFeed) -> Head {
        var head = Head()
        var hasNoInstructionEnd = false
        var hasNoCommentEnd = false
        var isFirst = true
        while let open = text[index...].firstIndex(of: 0x3C) {
            if isFirst { head.start = open }
            isFirst = false
            index = open + 1
            guard index < text.count else { break }
            switch text[index] {
            case 0x3F: index = behind("?>", 2, &hasNoInstructionEnd)
            case 0x21 where text.span.index(of: "!--", from: index, before: index + 3) != nil:
                index = behind("-->", 3, &hasNoCommentEnd)
            case 0x21:
                head.hasDoctype = true
                try doctype()
            default:
                guard let name = name() else { continue }
                head.root = name
                return head
            }
        }
        throw NotAFeed(code: "not-a-feed", message: "the document has no element")
    }

    /// The index behind the next `mark`; where there is none, it is not looked for again.
    private func behind(_ mark: StaticString, _ length: Int, _ isMissing: inout Bool) -> Int {
        if !isMissing, let found = text.index(of: mark, from: index) { return found + length }
        isMissing = true
        return index
    }

    /// The local name that begins at `index` in lower case; nil where none does or the text ends in it.
    private mutating func name() -> String? {
        let start = index
        while index < text.count, index - start < 200, !" \t\r\n/><".utf8.contains(text[index]) { index += 1 }
        guard index < text.count, index > start, text[start] >= 0x41 else { return nil }
        let name = String(decoding: text[start..<index], as: UTF8.self).lowercased()
        return name.split(separator: ":").last.map(String.init)
    }

    /// Reads over `<!DOCTYPE … [ … ]>`.
    private mutating func doctype() throws(NotAFeed) {
        var depth = 0
        var quote: UInt8 = 0
        let start = index
        while index < text.count {
            let byte = text[index]
            index += 1
            if quote != 0 {
                if byte == quote { quote = 0 }
                continue
            }
            switch byte {
            case 0x22, 0x27: quote = byte
            case 0x3C, 0x5B: depth += 1
            case 0x5D: depth -= 1
            case 0x3E:
                if depth <= 0 { return try EntityDeclarations.check(text[start..<index]) }
                depth -= 1
            default: break
            }
        }
        index = text.count
        try EntityDeclarations.check(text[start...])
    }
}

/// What a document type declares. Nothing of it is ever expanded; what can only be an attack is refused.
enum EntityDeclarations {
    /// - Throws: `NotAFeed` for external entities and for entities made of entities (RELIABILITY: XXE, billion laughs).
    static func check(_ declaration: ArraySlice<UInt8>) throws(NotAFeed) {
        let text = Array(declaration)
        var index = 0
        while let found = text.index(of: "<!ENTITY", from: index) {
            let start = found + 8
            let end = text.index(of: ">", from: start) ?? text.count
            let body = String(decoding: text[start..<end].prefix(4_096), as: UTF8.self)
            let isParameter = body.drop { $0.isWhitespace }.first == "%"
            let isExternal = body.contains("SYSTEM") || body.contains("PUBLIC")
            let isKnown = isParameter && body.contains("-//W3C//")
            let isNested =
                body.contains { $0 == "&" } && !isCharacterReferences(body) || !isParameter && body.contains("%")
            if !isKnown, isExternal || isNested || isParameter || end - start > 4_096 {
                throw NotAFeed(code: "entity-declaration", message: "the document declares entities that no feed needs")
            }
            index = end
        }
    }

    private static func isCharacterReferences(_ body: String) -> Bool {
        var rest = Substring(body)
        while let mark = rest.firstIndex(of: "&") {
            rest = rest[rest.index(after: mark)...]
            if rest.first != "#", !["amp;", "lt;", "gt;", "quot;", "apos;"].contains(where: rest.hasPrefix) {
                return false
            }
        }
        return true
    }
}
