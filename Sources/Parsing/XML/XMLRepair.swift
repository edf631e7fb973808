import Domain
import Encodings

/// Rewrites a document that libxml2 refused so that it is well-formed, with every line where it was.
///
/// | found | made of it |
/// | --- | --- |
/// | control characters, U+FFFE | left out |
/// | bare `&`, `&name;` of HTML, bad numeric references | `&amp;`, the character, left out |
/// | `<` that begins no tag, `]]>` in text | `&lt;`, `]]&gt;` |
/// | attributes without quotes, without value, twice | quoted, empty, the first |
/// | an end tag that closes another element | the elements between are closed too, if it is open at all |
/// | a field that was not closed before the next one | closed |
/// | declarations, comments, instructions, doctype | left out |
/// | a tag longer than 64 KB, elements deeper than 200 | without attributes; only their text |
/// | the end of the document in the midst | nothing: the reader sees what was whole |
struct XMLRepair {
    private(set) var output: [UInt8] = []
    private(set) var problems = ProblemList()
    /// The root element was closed, so the document was whole.
    private(set) var isWhole = false

    let input: [UInt8]
    var index: Int
    var line = 1
    /// Open elements by their names as they were written.
    var open: [ArraySlice<UInt8>] = []
    /// Elements that were too deep to be kept, open now.
    private var sunken = 0
    private var hasNoTagEnd = false

    private static let deepest = 200

    init(_ input: [UInt8], from start: Int) {
        self.input = input
        index = start
        line = 1 + input[..<start].count { $0 == 0x0A }
        output.reserveCapacity(input.count + input.count / 16)
    }

    mutating func run() {
        while index < input.count, !isWhole {
            let byte = input[index]
            switch byte {
            case 0x3C: markup()
            case 0x26: reference()
            default: text()
            }
        }
        if !isWhole {
            problems.add("truncated", "the document ends before its root element does", line: line)
        } else if input[index...].contains(where: { $0 > 0x20 }) {
            problems.add("trailing-content", "text after the document's end was left out", line: line)
        }
    }

    // MARK: - Text

    private mutating func text() {
        let start = index
        let input = self.input
        let span = input.span
        while index < span.count {
            let byte = span[index]
            if byte == 0x3C || byte == 0x26 { break }
            if byte == 0x0A { line += 1 }
            if byte < 0x20 && byte != 0x0A && byte != 0x09 && byte != 0x0D || byte == 0x3E || byte == 0xEF { break }
            index += 1
        }
        if index > start { return put(input[start..<index]) }
        switch input[index] {
        case 0x3E:
            put(Array("&gt;".utf8)[...])
            index += 1
        case 0xEF:
            // U+FFFE and U+FFFF are no characters of XML (§2.2).
            let isNoCharacter = index + 2 < input.count && input[index + 1] == 0xBF && input[index + 2] >= 0xBE
            if !isNoCharacter { put(input[index..<min(index + 3, input.count)]) }
            index += 3
        default:
            problems.add("control-character", "a control character was left out", line: line)
            index += 1
        }
        index = min(index, input.count)
    }

    private mutating func put(_ bytes: ArraySlice<UInt8>) {
        // Text outside of the root element is no part of the document.
        if !open.isEmpty { output.append(contentsOf: bytes) } else { keepLines(bytes) }
    }

    private mutating func keepLines(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes where byte == 0x0A { output.append(0x0A) }
    }

    private mutating func reference() {
        let length = output.count
        let width = Self.mend(reference: input, at: index, into: &output)
        if width == 1 { problems.add("bare-ampersand", "an ampersand that begins no reference", line: line) }
        if open.isEmpty { output.removeSubrange(length...) }
        index += width
    }

    /// Writes what the `&` at `index` begins, escaped for XML, and returns its length.
    static func mend(reference input: [UInt8], at index: Int, into output: inout [UInt8]) -> Int {
        let (codePoint, length) = CharacterReference.read(input.span, at: index)
        switch codePoint {
        case 0x26: output.append(contentsOf: "&amp;".utf8)
        case 0x3C: output.append(contentsOf: "&lt;".utf8)
        case 0x3E: output.append(contentsOf: "&gt;".utf8)
        case 0x22: output.append(contentsOf: "&quot;".utf8)
        case 0..<0x20 where codePoint != 0x0A && codePoint != 0x09 && codePoint != 0x0D: break
        case 0xFFFE, 0xFFFF: break
        default: output.append(codePoint: codePoint)
        }
        return length
    }

    // MARK: - Markup

    private mutating func markup() {
        let next = index + 1 < input.count ? input[index + 1] : 0
        if next == 0x21 { return declaration() }
        if next == 0x3F { return skip(to: "?>", length: 2) }
        if next == 0x2F { return endTag() }
        guard Self.startsName(next) else { return literal() }
        startTag()
    }

    /// The `<` at hand is a character.
    private mutating func literal() {
        if index + 1 < input.count { problems.add("bare-less-than", "a < that begins no tag", line: line) }
        put(Array("&lt;".utf8)[...])
        index += 1
    }

    private mutating func declaration() {
        if input[index...].starts(with: Array("<!--".utf8)) { return skip(to: "-->", length: 3) }
        guard input[index...].starts(with: Array("<![CDATA[".utf8)) else { return skip(to: ">", length: 1) }
        let start = index + 9
        let end = input.index(of: "]]>", from: start)
        let body = input[start..<(end ?? input.count)]
        for byte in body { if byte == 0x0A { line += 1 } }
        if !open.isEmpty { escape(body) } else { keepLines(body) }
        index = end.map { $0 + 3 } ?? input.count
    }

    /// Writes text that holds no references.
    private mutating func escape(_ body: ArraySlice<UInt8>) {
        var index = body.startIndex
        while index < body.endIndex {
            let byte = body[index]
            switch byte {
            case 0x26: output.append(contentsOf: "&amp;".utf8)
            case 0x3C: output.append(contentsOf: "&lt;".utf8)
            case 0x3E: output.append(contentsOf: "&gt;".utf8)
            case 0x09, 0x0A, 0x0D: output.append(byte)
            case 0..<0x20: problems.add("control-character", "a control character was left out", line: line)
            case 0xEF where index + 2 < body.endIndex && body[index + 1] == 0xBF && body[index + 2] >= 0xBE: index += 2
            default: output.append(byte)
            }
            index += 1
        }
    }

    private mutating func skip(to mark: StaticString, length: Int) {
        let end = input.index(of: mark, from: index + 1).map { $0 + length } ?? input.count
        for byte in input[index..<end] where byte == 0x0A {
            line += 1
            output.append(0x0A)
        }
        index = end
    }

    private mutating func endTag() {
        let start = index + 2
        var end = start
        while end < input.count, !Self.endsName(input[end]) { end += 1 }
        let name = input[start..<end]
        guard let close = input[end...].firstIndex(where: { $0 == 0x3E || $0 == 0x3C }) else {
            index = input.count
            return
        }
        index = input[close] == 0x3E ? close + 1 : close
        if sunken > 0 {
            sunken -= 1
            return
        }
        guard let match = open.lastIndex(where: { Self.same($0, name) }) else {
            return problems.add("stray-end-tag", "</\(Self.shown(name))> closes nothing", line: line)
        }
        if match < open.count - 1 {
            let unclosed = Self.shown(open[open.count - 1])
            problems.add("unclosed-element", "</\(Self.shown(name))> before <\(unclosed)> is closed", line: line)
        }
        closeElements(downTo: match)
    }

    mutating func tell(_ code: String, _ message: String) { problems.add(code, message, line: line) }

    mutating func closeElements(downTo count: Int) {
        while open.count > count, let name = open.popLast() {
            output.append(contentsOf: [0x3C, 0x2F])
            output.append(contentsOf: name)
            output.append(0x3E)
        }
        if open.isEmpty { isWhole = true }
    }

    private mutating func startTag() {
        guard !hasNoTagEnd, let tag = TagReader(input, at: index) else {
            // No `>` comes any more: the document was cut here, or this is text to its end.
            hasNoTagEnd = true
            index = input.count
            return
        }
        line += tag.lines
        if tag.problem != nil { problems.add("bad-tag", tag.problem ?? "", line: line) }
        index = tag.end
        if open.count >= Self.deepest {
            if !tag.isEmpty { sunken += 1 }
            return problems.add("too-deep", "elements deeper than \(Self.deepest) lost their tags", line: line)
        }
        settle(before: tag.name)
        output.append(0x3C)
        output.append(contentsOf: tag.name)
        output.append(contentsOf: tag.attributes)
        for _ in 0..<tag.lines { output.append(0x0A) }
        let isVoid = tag.isEmpty || open.count > 2 && Self.isVoid(tag.name)
        output.append(contentsOf: isVoid ? [0x2F, 0x3E] : [0x3E])
        if isVoid {
            if open.isEmpty { isWhole = true }
        } else {
            open.append(tag.name)
        }
    }
}
