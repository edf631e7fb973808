import Glibc

/// CDATA sections (XML 1.0 §2.7), lifted out of a document before libxml2 reads it: each leaves one behind that has a mark and its
/// line ends alone. Of many feeds they are most, and libxml2 walks over each of their bytes four times.
///
/// Sections are told from what only looks like them: comments and processing instructions are stepped over, and `<` stands in no
/// attribute of a well-formed document. What lifting could change is left as it is: sections with bytes that are no characters of
/// XML, and documents with declarations.
@safe
struct LiftedSections {
    /// The document without what its sections hold, but for marks and line ends.
    private(set) var text: [UInt8] = []
    /// What each section holds, in the document it came from; not empty.
    private(set) var sections: [Range<Int>] = []

    /// What is left of a section begins with it, and has it nowhere else: libxml2 may hand it over in parts.
    static let mark = UInt8(ascii: "-")

    private static let opening: StaticString = "<![CDATA["

    /// `document`: UTF-8; what lies before `start` is left out. nil where nothing is to be lifted.
    @unsafe init?(_ document: UnsafeBufferPointer<UInt8>, from start: Int) {
        let search = unsafe ByteFinder(document)
        var place = start
        var copied = start
        while let open = search.index(of: 0x3C, from: place) {
            if search.has(Self.opening, at: open) {
                let first = open + Self.opening.utf8CodeUnitCount
                guard let end = search.index(of: "]]>", from: first),
                    let lines = unsafe Self.lines(document, first..<end)
                else { return nil }
                unsafe text.append(contentsOf: document[copied..<first])
                text.append(Self.mark)
                for _ in 0..<lines { text.append(0x0A) }
                sections.append(first..<end)
                copied = end
                place = end + 3
            } else if search.has("<!--", at: open) {
                guard let end = search.index(of: "-->", from: open + 4) else { return nil }
                place = end + 3
            } else if search.has("<?", at: open) {
                guard let end = search.index(of: "?>", from: open + 2) else { return nil }
                place = end + 2
            } else if search.has("<!", at: open) {
                return nil
            } else {
                place = open + 1
            }
        }
        guard !sections.isEmpty else { return nil }
        unsafe text.append(contentsOf: document[copied...])
    }

    /// How many line ends there are; nil where not all bytes are of characters that XML has (§2.2).
    @unsafe private static func lines(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        guard let base = bytes.baseAddress else { return 0 }
        var lines = 0
        var place = range.lowerBound
        while place < range.upperBound {
            // Eight at a time, most of which have nothing to look at.
            if place &+ 8 <= range.upperBound,
                unsafe !isTelling(UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
            {
                place &+= 8
                continue
            }
            let end = min(place &+ 8, range.upperBound)
            while place < end {
                let byte = unsafe base[place]
                if byte == 0x0A {
                    lines &+= 1
                } else if byte < 0x20, byte != 0x09, byte != 0x0D {
                    return nil
                } else if byte == 0xEF, place &+ 2 < range.upperBound,
                    unsafe base[place &+ 1] == 0xBF && base[place &+ 2] >= 0xBE
                {
                    // U+FFFE, U+FFFF
                    return nil
                }
                place &+= 1
            }
        }
        return lines
    }

    /// One of eight bytes is a control character, or begins what may be a noncharacter.
    @inline(__always)
    private static func isTelling(_ word: UInt64) -> Bool {
        let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let lead = word ^ ones &* 0xEF
        return ((word &- ones &* 0x20) & ~word | (lead &- ones) & ~lead) & high != 0
    }
}

/// Looks for bytes with the C library, which looks at many at once.
@safe
private struct ByteFinder {
    private let bytes: UnsafeBufferPointer<UInt8>

    @unsafe init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = bytes }

    func index(of byte: UInt8, from start: Int) -> Int? {
        guard unsafe start < bytes.count, let base = unsafe bytes.baseAddress,
            let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return unsafe found - UnsafeMutableRawPointer(mutating: base)
    }

    /// Where the first `word` begins.
    func index(of word: StaticString, from start: Int) -> Int? {
        let first = unsafe word.utf8Start[0]
        var place = start
        while let found = index(of: first, from: place) {
            if has(word, at: found) { return found }
            place = found + 1
        }
        return nil
    }

    @inline(__always)
    func has(_ word: StaticString, at place: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard unsafe bytes.count - place >= count else { return false }
        for offset in 0..<count where unsafe bytes[place + offset] != word.utf8Start[offset] { return false }
        return true
    }
}
