import Encodings

/// Turns the bytes of a field into a plain string: one pass, buffers kept from field to field.
///
/// Out come: no markup, entities resolved, white space collapsed to single spaces and trimmed, no control characters,
/// NFC. What a reader would not see (scripts, styles, comments) is gone; block elements part words.
struct PlainText {
    private var out: [UInt8] = []
    /// A space is owed before the next visible byte.
    private var owesSpace = false
    /// Something in the text may not be in composed form. Cleared where the whole document is known to be, and set again
    /// by character references.
    var mayCombine = true

    init() { out.reserveCapacity(16 << 10) }

    /// The text of a field; nil when nothing visible is left.
    mutating func string(_ bytes: [UInt8], _ mode: TextMode) -> String? {
        out.removeAll(keepingCapacity: true)
        owesSpace = false
        switch mode {
        case .html, .markup: readHTML(bytes.span)
        case .plain: readText(bytes.span)
        case .token: return Self.token(bytes)
        case .base64HTML:
            let decoded = Base64.decode(bytes) ?? bytes
            readHTML(decoded.span)
        case .base64Plain:
            let decoded = Base64.decode(bytes) ?? bytes
            readText(decoded.span)
        case .maybeBase64:
            if let decoded = Base64.decode(bytes) { readHTML(decoded.span) } else { readText(bytes.span) }
        }
        guard !out.isEmpty else { return nil }
        return Composition.string(out, composed: !mayCombine)
    }

    /// White space trimmed, controls dropped, nothing else touched.
    static func token(_ bytes: [UInt8]) -> String? {
        let span = bytes.span
        var first = 0
        while first < span.count, span[first] <= 0x20 { first += 1 }
        guard first < span.count else { return nil }
        var last = span.count - 1
        while span[last] <= 0x20 { last -= 1 }
        let end = min(last, first + 16_383) + 1
        for index in first..<end where span[index] < 0x20 || span[index] == 0x7F {
            return String(decoding: bytes[first..<end].filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
        }
        return unsafe span.extracting(first..<end).withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }

    // MARK: - Plain

    private mutating func readText(_ span: Span<UInt8>) {
        var index = 0
        while index < span.count {
            let end = Self.endOfRun(span, from: index, inHTML: false)
            if end > index { emit(span, index, end) }
            index = end
            if index < span.count { index = special(span, at: index) }
        }
    }

    /// The end of a run of visible bytes, single spaces between words included; eight bytes at a time.
    ///
    /// A run ends at white space that is not one space between two visible bytes, at controls, DEL and 0xC2 (NBSP and C1
    /// controls begin with it), and in HTML at `<` and `&`. It may end early at a space, and with one space as its last.
    @inline(__always)
    private static func endOfRun(_ span: Span<UInt8>, from start: Int, inHTML: Bool) -> Int {
        var index = start
        let count = span.count
        let raw = unsafe span.bytes
        while index &+ 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let spaces = zeros(word ^ 0x2020_2020_2020_2020)
            var stops = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
            stops |= spaces & spaces &>> 8 | zeros(word ^ 0x7F7F_7F7F_7F7F_7F7F) | zeros(word ^ 0xC2C2_C2C2_C2C2_C2C2)
            if inHTML { stops |= zeros(word ^ 0x3C3C_3C3C_3C3C_3C3C) | zeros(word ^ 0x2626_2626_2626_2626) }
            if stops != 0 { return index &+ stops.trailingZeroBitCount / 8 }
            // A space at the word's end may be the first of several.
            if spaces & 0x8000_0000_0000_0000 != 0, index &+ 8 < count, span[index &+ 8] <= 0x20 { return index &+ 7 }
            index &+= 8
        }
        while index < count {
            let byte = span[index]
            if byte < 0x20 || byte == 0x7F || byte == 0xC2 { return index }
            if byte == 0x20, index &+ 1 < count, span[index &+ 1] <= 0x20 { return index }
            if inHTML, byte == 0x3C || byte == 0x26 { return index }
            index &+= 1
        }
        return index
    }

    /// The high bit of the first byte that is zero; bits above it mean nothing.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private mutating func emit(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        var start = start
        var end = end
        if bytes[start] == 0x20 {
            owesSpace = true
            start += 1
        }
        let endsInSpace = end > start && bytes[end - 1] == 0x20
        if endsInSpace { end -= 1 }
        if end > start {
            settle()
            unsafe bytes.extracting(start..<end).withUnsafeBufferPointer { unsafe out.append(contentsOf: $0) }
        }
        if endsInSpace { owesSpace = true }
    }

    /// Writes the space that is owed.
    @inline(__always)
    private mutating func settle() {
        if owesSpace {
            if !out.isEmpty { out.append(0x20) }
            owesSpace = false
        }
    }

    /// Takes a white space, control, DEL or C2 sequence at `index`; returns the index behind it.
    private mutating func special(_ span: Span<UInt8>, at index: Int) -> Int {
        let byte = span[index]
        guard byte == 0xC2 else {
            if byte == 0x20 || byte >= 0x09 && byte <= 0x0D { owesSpace = true }
            return index + 1
        }
        guard index + 1 < span.count else { return index + 1 }
        emit(codePoint: UInt32(span[index + 1]))
        return index + 2
    }

    /// Writes one character: a no-break space is a space, C1 controls are windows-1252 (WHATWG HTML §13.2.5.80).
    private mutating func emit(codePoint: UInt32) {
        switch codePoint {
        case 0x09...0x0D, 0x20, 0xA0: owesSpace = true
        case 0..<0x20, 0x7F: break
        case 0x80..<0xA0:
            // The five that windows-1252 leaves open stay what they are (WHATWG index).
            let mapped = LossyUTF8.windows1252(UInt8(truncatingIfNeeded: codePoint))
            settle()
            out.append(codePoint: mapped == 0xFFFD ? codePoint : mapped)
        default:
            if codePoint >= 0x300 { mayCombine = true }
            settle()
            out.append(codePoint: codePoint)
        }
    }

    // MARK: - HTML

    private mutating func readHTML(_ span: Span<UInt8>) {
        var image: Int?
        var tags = TagScanner()
        var index = 0
        while index < span.count {
            let end = Self.endOfRun(span, from: index, inHTML: true)
            if end > index { emit(span, index, end) }
            index = end
            guard index < span.count else { break }
            switch span[index] {
            case 0x3C:
                guard let tag = tags.tag(span, at: index) else {
                    emit(codePoint: 0x3C)
                    index += 1
                    continue
                }
                if tag.partsWords { owesSpace = true }
                if tag.isImage, image == nil { image = index }
                index = tag.end
            case 0x26:
                let (codePoint, length) = CharacterReference.read(span, at: index)
                emit(codePoint: codePoint)
                index += length
            default: index = special(span, at: index)
            }
        }
        // A text that is only a picture is what the picture stands for.
        if out.isEmpty, let image { readAlternative(span, from: image) }
    }

    /// Reads the `alt` of the first image that has one; where there is other text, pictures are not part of it.
    private mutating func readAlternative(_ span: Span<UInt8>, from start: Int) {
        guard let name = span.index(of: "alt=", from: start, ignoringCase: true), name + 5 < span.count else { return }
        let quote = span[name + 4]
        guard quote == 0x22 || quote == 0x27 else { return }
        var index = name + 5
        while index < span.count, span[index] != quote {
            if span[index] == 0x26 {
                let (codePoint, length) = CharacterReference.read(span, at: index)
                emit(codePoint: codePoint)
                index += length
            } else if span[index] <= 0x20 || span[index] == 0xC2 || span[index] == 0x7F {
                index = special(span, at: index)
            } else {
                emit(span, index, index + 1)
                index += 1
            }
        }
    }
}
