/// What the letters of two bytes (U+0080...U+07FF: accented Latin, Greek, Cyrillic, Hebrew, Arabic) fold to, where that is no
/// more than two bytes: one look instead of a decoded scalar, two looks and an encoded one.
@safe struct PairTable: @unchecked Sendable {
    // Sendable because what the pointer shows is never changed.
    private let entries: UnsafePointer<UInt32>

    /// Made once, for as long as the process lives.
    static let shared = PairTable()

    /// Of an entry: the bytes, low one first, in bits 0-15; how many in 16-17; 0 for all that is no such letter.
    static let isLetter: UInt32 = 1 << 20
    static let isArabic: UInt32 = 1 << 21

    @inline(__always) static func count(_ entry: UInt32) -> Int { Int(entry >> 16 & 3) }

    private init() {
        let entries = UnsafeMutablePointer<UInt32>.allocate(capacity: 2_048)
        for code in 0..<UInt32(2_048) { unsafe entries[Int(code)] = code < 0x80 ? 0 : Self.entry(of: code) }
        unsafe self.entries = UnsafePointer(entries)
    }

    private static func entry(of code: UInt32) -> UInt32 {
        let table = UnicodeTable.shared
        let entry = table.entry(code)
        guard entry >> 28 == CharacterClass.letter else { return 0 }
        let scalars: [UInt32] =
            if entry & (1 << 25) != 0 {
                [code]
            } else if entry & (1 << 26) != 0 {
                (0..<table.count(entry)).map { table.scalar(entry, $0) }
            } else {
                entry & (1 << 27) != 0 ? [] : [entry & 0x1FFFFF]
            }
        let bytes = scalars.compactMap(Unicode.Scalar.init).flatMap { Array(String(Character($0)).utf8) }
        guard bytes.count <= 2 else { return 0 }
        let packed = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return isLetter | (code &- 0x600 < 0x100 ? isArabic : 0) | UInt32(bytes.count) << 16 | packed
    }

    /// For a lead byte 0xC0...0xDF and the byte behind it.
    @inline(__always) func entry(_ lead: UInt8, _ second: UInt8) -> UInt32 {
        // Below 2,048, whatever the bytes.
        unsafe entries[Int(lead & 31) << 6 | Int(second & 63)]
    }
}
