internal import Domain

/// Asks the second opinion about items that the rules leave undecided.
///
/// The topic's examples are embedded when the first such item comes, since that takes seconds.
final class SecondThoughts: Sendable {
    /// What it adds to the sum of evidence.
    struct Share {
        let weight: Double
        /// The example that the item is nearest to.
        let nearest: String
    }

    private enum Model {
        case notYet
        /// The examples cannot be embedded, or are too few.
        case none
        case ready(ExampleModel)
    }

    /// Undecided is a score within this of a half.
    static let band = 0.4
    /// What it counts where the topic file does not say. Best for events that the rules were not fitted to is 1 or more;
    /// on those they were fitted to it adds nothing.
    private static let weight = 1.0

    private let opinion: any SecondOpinion
    private let examples: Topic.Examples
    private let weight: Double
    private let model = Locked(Model.notYet)

    /// - Returns: nil where the topic has no examples, or gives the second opinion no weight.
    init?(_ opinion: any SecondOpinion, topic: Topic) {
        weight = topic.weights[Topic.semanticsWeight] ?? Self.weight
        guard !topic.examples.onTopic.isEmpty, !topic.examples.offTopic.isEmpty, weight != 0 else { return nil }
        self.opinion = opinion
        examples = topic.examples
    }

    /// - Parameters:
    ///   - score: what the rules make of the item.
    ///   - title: the item's.
    ///   - summary: the item's, maybe empty.
    /// - Returns: nil where the rules are sure, or the model cannot tell.
    func share(score: Double, title: String, summary: String) -> Share? {
        guard abs(score - 0.5) <= Self.band, let model = ready() else { return nil }
        guard let vector = opinion.embedding(of: summary.isEmpty ? title : "\(title). \(summary)"),
            let reading = model.reading(of: vector)
        else { return nil }
        return Share(weight: weight * reading.margin, nearest: reading.nearest)
    }

    private func ready() -> ExampleModel? {
        model.withLock { state in
            if case .notYet = state {
                let fitted = ExampleModel(
                    onTopic: vectors(of: examples.onTopic),
                    offTopic: vectors(of: examples.offTopic)
                )
                state = fitted.map(Model.ready) ?? .none
            }
            guard case .ready(let model) = state else { return nil }
            return model
        }
    }

    private func vectors(of texts: [String]) -> [(text: String, vector: [Float])] {
        texts.compactMap { text in opinion.embedding(of: text).map { (text, $0) } }
    }
}
