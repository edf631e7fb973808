internal import CUnicodeTables

/// What a character is to the reader of words.
enum CharacterClass {
    static let other: UInt32 = 0
    static let letter: UInt32 = 1
    static let digit: UInt32 = 2
    /// Of a script written without spaces: a word by itself.
    static let single: UInt32 = 3
    /// Belongs to the character before it.
    static let mark: UInt32 = 4
    /// Invisible; it neither breaks nor joins.
    static let joiner: UInt32 = 5
}

/// The generated table of `scripts/unicode_tables.py`, where its entries are described.
@safe struct UnicodeTable: @unchecked Sendable {
    // Sendable because what the pointers show is constant, once `init` is done.
    private let stage1: UnsafePointer<UInt16>
    private let stage2: UnsafePointer<UInt32>
    private let pool: UnsafePointer<UInt32>
    /// The letters of two bytes, at one look.
    let pairs = PairTable()

    static let shared = UnicodeTable()

    private init() {
        unsafe stage1 = hl_stage1_address()
        unsafe stage2 = hl_stage2_address()
        unsafe pool = hl_pool_address()
        for code in UInt32(0x80)..<0x800 where entry(code) >> 28 == CharacterClass.letter {
            pairs.set(code, to: folded(code))
        }
    }

    /// `code`: a Unicode scalar, at most 0x10FFFF, as valid UTF-8 gives it.
    @inline(__always) func entry(_ code: UInt32) -> UInt32 {
        // 0x1FFFFF is what four bytes can hold; the table ends at 0x10FFFF.
        let code = code > 0x10FFFF ? 0xFFFD : code
        return unsafe stage2[Int(stage1[Int(code >> 7)]) << 7 | Int(code & 127)]
    }

    /// How many scalars a pooled entry folds to.
    @inline(__always) func count(_ entry: UInt32) -> Int { unsafe Int(pool[Int(entry & 0xFFFFF)]) }

    @inline(__always) func scalar(_ entry: UInt32, _ index: Int) -> UInt32 {
        unsafe pool[Int(entry & 0xFFFFF) + 1 + index]
    }

    /// The scalars that a character folds to.
    func folded(_ code: UInt32) -> [UInt32] {
        let entry = entry(code)
        if entry & (1 << 25) != 0 { return [code] }
        if entry & (1 << 26) != 0 { return (0..<count(entry)).map { scalar(entry, $0) } }
        return entry & (1 << 27) != 0 ? [] : [entry & 0x1FFFFF]
    }
}
