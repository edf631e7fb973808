/// The words that a language uses everywhere and that tell nothing of a text's matter.
package enum CommonWords {
    private static let byLanguage: [String: Set<UInt64>] = {
        var result: [String: Set<UInt64>] = [:]
        for entry in StopWords.table { result[entry.code] = Set(Words(of: entry.words).hashes) }
        return result
    }()

    /// `hash`: of the folded word.
    package static func contains(_ hash: UInt64, in language: String) -> Bool {
        byLanguage[language]?.contains(hash) ?? false
    }
}
