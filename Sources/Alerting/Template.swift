/// A Mustache template (mustache(5)): variables, sections, inverted sections and comments; no partials, no lambdas, no
/// set delimiters, so that a template is one text which ends.
///
/// Compiled into a flat list of steps; sections know where they end, so that rendering needs no recursion.
struct Template: Sendable {
    enum Step: Sendable, Hashable {
        case text(String)
        /// A name's parts; none is `.`, the value itself.
        case variable([String], isRaw: Bool)
        /// `end` is the step after the section.
        case section([String], isInverted: Bool, end: Int)
        case end
    }

    /// What is wrong, and where: line and column from 1.
    struct Mistake: Error, Hashable {
        let message: String
        let line: Int
        let column: Int
    }

    let steps: [Step]
    /// The names it uses and where, for a check against what there is.
    let names: [(parts: [String], line: Int, column: Int)]

    static let longest = 65_536
    static let deepest = 16

    /// - Throws: the first mistake.
    init(_ text: String) throws(Mistake) {
        guard text.utf8.count <= Self.longest else {
            throw Mistake(message: "the template is longer than \(Self.longest) bytes", line: 1, column: 1)
        }
        var parser = TemplateParser(text)
        try parser.parse()
        steps = parser.steps
        names = parser.names
    }
}

/// Reads a template's text.
struct TemplateParser {
    private(set) var steps: [Template.Step] = []
    private(set) var names: [(parts: [String], line: Int, column: Int)] = []
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var column = 1
    private var open: [(parts: [String], step: Int, line: Int, column: Int)] = []

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(Template.Mistake) {
        var text = String.UnicodeScalarView()
        while index < scalars.count {
            guard startsTag else {
                text.append(scalars[index])
                advance(1)
                continue
            }
            let isAlone = isAloneOnItsLine
            if isAlone { while let last = text.last, Self.isBlank(last) { text.removeLast() } }
            if !text.isEmpty { steps.append(.text(String(text))) }
            text.removeAll()
            try tag()
            if isAlone { skipLineEnd() }
        }
        if !text.isEmpty { steps.append(.text(String(text))) }
        if let section = open.last {
            throw Template.Mistake(
                message: "section \"\(section.parts.joined(separator: "."))\" is never closed",
                line: section.line,
                column: section.column
            )
        }
    }

    private var startsTag: Bool { scalars[index] == "{" && peek(1) == "{" }

    private func peek(_ distance: Int) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    private mutating func advance(_ count: Int) {
        for _ in 0..<count where index < scalars.count {
            if scalars[index] == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
            index += 1
        }
    }

    // MARK: tags

    private mutating func tag() throws(Template.Mistake) {
        let (line, column) = (line, column)
        func mistake(_ message: String) -> Template.Mistake {
            Template.Mistake(message: message, line: line, column: column)
        }
        let isTriple = peek(2) == "{"
        let closing = isTriple ? 3 : 2
        advance(closing)
        let start = index
        while index < scalars.count, !closes(closing) { advance(1) }
        guard index < scalars.count else { throw mistake("the tag is never closed") }
        let content = String(String.UnicodeScalarView(scalars[start..<index])).trimmedWhiteSpace
        advance(closing)
        guard !isTriple else { return try variable(content, isRaw: true, line, column) }
        switch content.unicodeScalars.first {
        case nil: throw mistake("the tag is empty")
        case "!": return
        case ">": throw mistake("there are no partials here")
        case "=": throw mistake("other delimiters than {{ and }} cannot be set here")
        case "<", "$", "%": throw mistake("\"\(content)\" is no tag that is known here")
        case "&": try variable(content.afterFirst, isRaw: true, line, column)
        case "#", "^": try begin(content.afterFirst, isInverted: content.hasPrefix("^"), line, column)
        case "/": try end(content.afterFirst, line, column)
        default: try variable(content, isRaw: false, line, column)
        }
    }

    private func closes(_ count: Int) -> Bool { (0..<count).allSatisfy { peek($0) == "}" } }

    private mutating func variable(_ name: String, isRaw: Bool, _ line: Int, _ column: Int) throws(Template.Mistake) {
        steps.append(.variable(try parts(name, line, column), isRaw: isRaw))
    }

    private mutating func begin(_ name: String, isInverted: Bool, _ line: Int, _ column: Int) throws(Template.Mistake) {
        guard open.count < Template.deepest else {
            throw Template.Mistake(
                message: "more than \(Template.deepest) sections in each other",
                line: line,
                column: column
            )
        }
        let parts = try parts(name, line, column)
        open.append((parts, steps.count, line, column))
        steps.append(.section(parts, isInverted: isInverted, end: 0))
    }

    private mutating func end(_ name: String, _ line: Int, _ column: Int) throws(Template.Mistake) {
        let written = name.trimmedWhiteSpace
        guard let section = open.popLast(), case .section(let parts, let isInverted, _) = steps[section.step] else {
            throw Template.Mistake(message: "\"\(written)\" closes what is not open", line: line, column: column)
        }
        let wanted = parts.isEmpty ? "." : parts.joined(separator: ".")
        guard wanted == written else {
            throw Template.Mistake(
                message: "\"\(written)\" closes section \"\(wanted)\" of line \(section.line)",
                line: line,
                column: column
            )
        }
        steps.append(.end)
        steps[section.step] = .section(parts, isInverted: isInverted, end: steps.count)
    }

    private mutating func parts(_ name: String, _ line: Int, _ column: Int) throws(Template.Mistake) -> [String] {
        let name = name.trimmedWhiteSpace
        if name == "." { return [] }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isName = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        }
        guard isName, parts.count <= 8 else {
            throw Template.Mistake(message: "\"\(name)\" is no name", line: line, column: column)
        }
        names.append((parts, line, column))
        return parts
    }

    // MARK: lines

    /// A section's or comment's tag that has its line to itself leaves no empty line behind.
    private var isAloneOnItsLine: Bool {
        guard let kind = peek(2), "#^/!".unicodeScalars.contains(kind) else { return false }
        var before = index - 1
        while before >= 0, Self.isBlank(scalars[before]) { before -= 1 }
        guard before < 0 || scalars[before] == "\n" else { return false }
        var after = index + 2
        while after + 1 < scalars.count, !(scalars[after] == "}" && scalars[after + 1] == "}") { after += 1 }
        after += 2
        while after < scalars.count, Self.isBlank(scalars[after]) || scalars[after] == "\r" { after += 1 }
        return after >= scalars.count || scalars[after] == "\n"
    }

    private mutating func skipLineEnd() {
        while index < scalars.count, Self.isBlank(scalars[index]) || scalars[index] == "\r" { advance(1) }
        if index < scalars.count { advance(1) }
    }
}

extension String {
    fileprivate var afterFirst: String { String(unicodeScalars.dropFirst()) }

    fileprivate var trimmedWhiteSpace: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        return String(
            String.UnicodeScalarView(unicodeScalars.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        )
    }
}
