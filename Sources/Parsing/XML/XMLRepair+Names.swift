/// What the repair knows of names.
extension XMLRepair {
    static func startsName(_ byte: UInt8) -> Bool {
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F || byte >= 0x80
    }

    static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x3E || byte == 0x2F || byte == 0x3C || byte == 0x3D
    }

    static func same(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { $0 == $1 || $0 | 0x20 == $1 | 0x20 && $0 | 0x20 >= 0x61 }
    }

    static func shown(_ name: ArraySlice<UInt8>) -> String { String(decoding: name.prefix(40), as: UTF8.self) }

    /// HTML's elements without an end, which may stand unescaped in a text. `link` is not among them: it is RSS's.
    static func isVoid(_ name: ArraySlice<UInt8>) -> Bool {
        ["br", "img", "hr", "input", "meta", "area", "col", "embed", "wbr", "param", "track"].contains(key(name))
    }

    /// Before a new field begins, closes a field that was left open.
    mutating func settle(before name: ArraySlice<UInt8>) {
        let key = Self.key(name)
        if key == "item" || key == "entry", let item = open.lastIndex(where: { Self.same($0, name) }), item > 0 {
            tell("unclosed-element", "<\(key)> inside of another was not closed")
            return closeElements(downTo: item)
        }
        guard let top = open.last else { return }
        let above = Self.key(top)
        if Self.tokens.contains(above) {
            tell("unclosed-element", "<\(above)> was not closed before <\(key)>")
            return closeElements(downTo: open.count - 1)
        }
        guard Self.fields.contains(key) else { return }
        let isText = Self.leaves.contains(above) && (!Self.bodies.contains(above) || !Self.alsoHTML.contains(key))
        guard isText, above != key || Self.leaves.contains(key) else { return }
        tell("unclosed-element", "<\(above)> was not closed before <\(key)>")
        closeElements(downTo: open.count - 1)
    }

    private static func key(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.prefix(40), as: UTF8.self).lowercased()
    }

    /// Elements that hold text and stand beside each other.
    private static let leaves: Set<String> = [
        "title", "link", "guid", "pubdate", "description", "category", "comments", "id", "updated", "published",
        "summary", "content",
        "content:encoded", "dc:creator", "dc:date", "dc:subject", "language", "ttl", "lastbuilddate", "copyright",
    ]
    /// Those that hold no element at all.
    private static let tokens: Set<String> = [
        "guid", "pubdate", "id", "updated", "published", "modified", "issued", "created", "dc:date", "ttl",
        "lastbuilddate",
        "language", "dc:language",
    ]
    private static let bodies: Set<String> = ["description", "summary", "content", "content:encoded"]
    private static let alsoHTML: Set<String> = ["title", "link", "summary", "content", "id"]
    private static let fields = leaves.union(["item", "entry", "author", "enclosure", "image", "channel"])
}

/// Reads one start tag leniently and writes its attributes in XML's form.
struct TagReader {
    let name: ArraySlice<UInt8>
    private(set) var attributes: [UInt8] = []
    private(set) var isEmpty = false
    private(set) var end = 0
    private(set) var lines = 0
    private(set) var problem: String?

    private let input: [UInt8]
    private var index: Int
    private var names: [ArraySlice<UInt8>] = []

    /// Nil where the tag has no end.
    init?(_ input: [UInt8], at start: Int) {
        self.input = input
        index = start + 1
        while index < input.count, !XMLRepair.endsName(input[index]) { index += 1 }
        name = Self.cleaned(input[start + 1..<index])
        guard readToEnd(limit: start + XMLReader.longestTag) else { return nil }
    }

    /// False where the document ends first.
    private mutating func readToEnd(limit: Int) -> Bool {
        while end == 0 {
            skipSpace()
            guard index < input.count else { return false }
            switch input[index] {
            case 0x3E: end = index + 1
            case 0x3C:
                // The next tag begins before this one ended.
                problem = "a tag is not closed"
                end = index
            case 0x2F:
                isEmpty = index + 1 < input.count && input[index + 1] == 0x3E
                index += 1
            default: guard readAttribute() else { return false }
            }
            if end == 0, index > limit {
                problem = "a tag is longer than 64 KB; its attributes were left out"
                attributes = []
                guard let close = input[index...].firstIndex(of: 0x3E) else { return false }
                isEmpty = input[close - 1] == 0x2F
                end = close + 1
            }
        }
        return true
    }

    private mutating func skipSpace() {
        while index < input.count, input[index] <= 0x20 {
            if input[index] == 0x0A { lines += 1 }
            index += 1
        }
    }

    /// Reads `name`, `name=value`, `name="value"`; false where the document ends in it.
    private mutating func readAttribute() -> Bool {
        let start = index
        while index < input.count, !XMLRepair.endsName(input[index]) { index += 1 }
        let name = Self.cleaned(input[start..<index])
        if index == start { index += 1 }
        skipSpace()
        guard index < input.count else { return false }
        var value: ArraySlice<UInt8> = []
        if input[index] == 0x3D {
            index += 1
            skipSpace()
            guard index < input.count, let read = readValue() else { return false }
            value = read
        }
        guard XMLRepair.startsName(name.first ?? 0), names.count < 256 else { return true }
        if names.contains(where: { $0 == name }) {
            problem = "an attribute stands twice"
            return true
        }
        names.append(name)
        write(name, value)
        return true
    }

    private mutating func readValue() -> ArraySlice<UInt8>? {
        let quote = input[index]
        guard quote == 0x22 || quote == 0x27 else {
            let start = index
            while index < input.count, input[index] > 0x20, input[index] != 0x3E, input[index] != 0x3C { index += 1 }
            problem = "an attribute has no quotes"
            return input[start..<index]
        }
        let start = index + 1
        var close = start
        var firstTagEnd: Int?
        while close < input.count, input[close] != quote {
            if input[close] == 0x3E, firstTagEnd == nil { firstTagEnd = close }
            // A quote that closes nowhere near was forgotten: the value ends with the tag.
            if close - start > XMLReader.longestTag, let firstTagEnd {
                problem = "an attribute's quote is not closed"
                index = firstTagEnd
                return input[start..<firstTagEnd]
            }
            close += 1
        }
        guard close < input.count else {
            guard let firstTagEnd else { return nil }
            problem = "an attribute's quote is not closed"
            index = firstTagEnd
            return input[start..<firstTagEnd]
        }
        for byte in input[start..<close] where byte == 0x0A { lines += 1 }
        index = close + 1
        return input[start..<close]
    }

    private mutating func write(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
        attributes.append(0x20)
        attributes.append(contentsOf: name)
        attributes.append(contentsOf: [0x3D, 0x22])
        var position = value.startIndex
        while position < value.endIndex {
            let byte = value[position]
            switch byte {
            case 0x26:
                position += XMLRepair.mend(reference: input, at: position, into: &attributes)
                continue
            case 0x3C: attributes.append(contentsOf: "&lt;".utf8)
            case 0x22: attributes.append(contentsOf: "&quot;".utf8)
            case 0..<0x20: attributes.append(0x20)
            case 0xEF where position + 2 < value.endIndex && value[position + 1] == 0xBF && value[position + 2] >= 0xBE:
                position += 2
            default: attributes.append(byte)
            }
            position += 1
        }
        attributes.append(0x22)
    }

    /// A name without the characters that XML has in none (§2.3); one colon at most, not at an end.
    private static func cleaned(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isClean =
            name.count < 512
            && name.allSatisfy {
                $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x3A || $0 == 0x5F || $0 == 0x2D
                    || $0 == 0x2E
            }
        if isClean, name.count(where: { $0 == 0x3A }) <= 1, name.first != 0x3A, name.last != 0x3A { return name }
        var kept: [UInt8] = []
        var hasColon = false
        for byte in name.prefix(512) {
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F, 0x2D, 0x2E: kept.append(byte)
            case 0x3A where !hasColon && !kept.isEmpty:
                hasColon = true
                kept.append(byte)
            default: kept.append(0x5F)
            }
        }
        if kept.last == 0x3A { kept.removeLast() }
        return kept[...]
    }
}
