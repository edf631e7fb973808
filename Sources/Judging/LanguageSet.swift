/// Languages as bits, by first use; the 64th and later ones stand for all.
struct LanguageSet: Sendable {
    private var bits: [String: UInt64] = [:]

    /// A language that no name is bound to.
    static let other: UInt64 = 1 << 63

    /// Languages so close that their names serve each other.
    private static let kin = ["nb": "no", "nn": "no", "hr": "sr", "bs": "sr", "ms": "id", "sh": "sr"]

    mutating func bit(adding language: String) -> UInt64 {
        let language = Self.kin[language] ?? language
        if let bit = bits[language] { return bit }
        guard bits.count < 63 else { return .max }
        let bit: UInt64 = 1 << UInt64(bits.count)
        bits[language] = bit
        return bit
    }

    /// 0 for a language that no name is bound to.
    func bit(of language: String) -> UInt64 { bits[Self.kin[language] ?? language] ?? 0 }
}
