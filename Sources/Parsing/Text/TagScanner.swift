/// Finds where HTML tags end and what they do to text. Linear over one text whatever it holds: a search that found nothing
/// is not made again.
struct TagScanner {
    struct Tag {
        /// Index behind the tag, or behind the element where its text is not shown.
        let end: Int
        /// A block or break: the words before and after it are two.
        let partsWords: Bool
        var isImage = false
    }

    private var hasNoClose = false
    private var hasNoCommentEnd = false
    private var hasNoQuote = (single: false, double: false)

    /// The tag at the `<` at `index`; nil where it is only a character.
    mutating func tag(_ bytes: Span<UInt8>, at index: Int) -> Tag? {
        guard index + 1 < bytes.count, !hasNoClose else { return nil }
        let next = bytes[index + 1]
        if next == 0x21 { return declaration(bytes, at: index) }
        let isEnd = next == 0x2F
        let nameStart = isEnd ? index + 2 : index + 1
        guard nameStart < bytes.count else { return nil }
        guard isLetter(bytes[nameStart]) else {
            return next == 0x3F || isEnd ? close(bytes, from: index + 1).map { Tag(end: $0, partsWords: false) } : nil
        }
        var key: UInt64 = 0
        var position = nameStart
        while position < bytes.count, isLetter(bytes[position]) || bytes[position] >= 0x30 && bytes[position] <= 0x39 {
            if position - nameStart < 8 { key = key << 8 | UInt64(bytes[position] | 0x20) }
            position += 1
        }
        guard let end = close(bytes, from: position) else { return nil }
        if !isEnd, bytes[end - 2] != 0x2F, let skipped = hidden(key, bytes, from: end) {
            return Tag(end: skipped, partsWords: true)
        }
        return Tag(end: end, partsWords: Self.blocks[key] != nil, isImage: key == 0x69_6D67)
    }

    private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    /// Index behind the `>` that closes a tag, quotes honored where they close.
    private mutating func close(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        let span = bytes
        var index = start
        while index < span.count {
            let byte = span[index]
            if byte == 0x3E { return index + 1 }
            if byte == 0x22 && !hasNoQuote.double || byte == 0x27 && !hasNoQuote.single, isValueStart(span, index) {
                var closing = index + 1
                while closing < span.count, span[closing] != byte { closing += 1 }
                if closing < span.count {
                    index = closing
                } else if byte == 0x22 {
                    hasNoQuote.double = true
                } else {
                    hasNoQuote.single = true
                }
            }
            index += 1
        }
        hasNoClose = true
        return nil
    }

    /// A quote opens a value only behind `=`: apostrophes in stray text do not.
    private func isValueStart(_ span: Span<UInt8>, _ index: Int) -> Bool {
        var before = index - 1
        while before > 0, span[before] == 0x20 || span[before] == 0x0A || span[before] == 0x09 { before -= 1 }
        return span[before] == 0x3D
    }

    private mutating func declaration(_ bytes: Span<UInt8>, at index: Int) -> Tag? {
        if bytes.index(of: "<!--", from: index, before: index + 4) != nil, !hasNoCommentEnd {
            if let end = bytes.index(of: "-->", from: index + 2) { return Tag(end: end + 3, partsWords: false) }
            hasNoCommentEnd = true
        }
        if bytes.index(of: "<![CDATA[", from: index, before: index + 9) != nil {
            return Tag(end: index + 9, partsWords: false)
        }
        return close(bytes, from: index + 2).map { Tag(end: $0, partsWords: false) }
    }

    /// For an element whose text nobody sees: the index behind it, or the end where it is not closed.
    private func hidden(_ key: UInt64, _ bytes: Span<UInt8>, from start: Int) -> Int? {
        switch key {
        case 0x7363_7269_7074: skip(bytes, to: "</script", from: start)
        case 0x73_7479_6C65: skip(bytes, to: "</style", from: start)
        default: nil
        }
    }

    private func skip(_ bytes: Span<UInt8>, to end: StaticString, from start: Int) -> Int {
        guard let found = bytes.index(of: end, from: start, ignoringCase: true) else { return bytes.count }
        return found
    }

    /// Names packed as `tag` packs them; the longest are cut to eight letters, which names none else.
    private static let blocks = NameTable(
        """
        address article aside br blockquo center dd details dialog dir div dl dt fieldset figcapti figure footer form h1 h2 \
        h3 h4 h5 h6 header hgroup hr iframe legend li main menu nav object ol optgroup option p pre section select summary \
        table tbody td tfoot th thead title tr ul video audio
        """.split(separator: " ").map { ($0, 1) }
    )
}
