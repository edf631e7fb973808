/// What the letters of two bytes (U+0080...U+07FF: accented Latin, Greek, Cyrillic, Hebrew, Arabic) fold to, where that is no
/// more than two bytes: one look instead of a decoded scalar, two looks and an encoded one.
@safe struct PairTable {
    private let entries: UnsafeMutablePointer<UInt32>

    /// Of an entry: the bytes, low one first, in bits 0-15; how many in 16-17; 0 for all that is no such letter.
    static let isLetter: UInt32 = 1 << 20
    static let isArabic: UInt32 = 1 << 21

    @inline(__always) static func count(_ entry: UInt32) -> Int { Int(entry >> 16 & 3) }

    /// Of no letters yet; for as long as the process lives.
    init() {
        unsafe entries = UnsafeMutablePointer<UInt32>.allocate(capacity: 2_048)
        unsafe entries.initialize(repeating: 0, count: 2_048)
    }

    /// `code`: a letter below U+0800; `scalars`: what it folds to. Only while the table is made.
    func set(_ code: UInt32, to scalars: [UInt32]) {
        let bytes = scalars.compactMap(Unicode.Scalar.init).flatMap { Array(String(Character($0)).utf8) }
        guard bytes.count <= 2, code < 2_048 else { return }
        let packed = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let arabic = code &- 0x600 < 0x100 ? Self.isArabic : 0
        unsafe entries[Int(code)] = Self.isLetter | arabic | UInt32(bytes.count) << 16 | packed
    }

    /// For a lead byte 0xC0...0xDF and the byte behind it.
    @inline(__always) func entry(_ lead: UInt8, _ second: UInt8) -> UInt32 {
        // Below 2,048, whatever the bytes.
        unsafe entries[Int(lead & 31) << 6 | Int(second & 63)]
    }
}
