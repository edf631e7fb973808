package import Domain

/// Fits a topic's weights to labelled items, and says how well that would do on events it has not seen.
package struct Tuner {
    /// A labelled item.
    package struct Example: Sendable {
        /// Plain, as all texts of it.
        package let title: String
        /// Empty where there is none.
        package let summary: String
        /// Empty where there is none.
        package let content: String
        /// BCP 47; nil is guessed.
        package let language: String?
        /// The label.
        package let isOnTopic: Bool
        /// Items of one event are never learnt from and asked about in the same fold.
        package let event: String
        /// How many items it counts as in the fit; the figures count each once.
        package let weight: Double

        package init(
            title: String,
            summary: String,
            content: String,
            language: String?,
            isOnTopic: Bool,
            event: String,
            weight: Double = 1
        ) {
            self.title = title
            self.summary = summary
            self.content = content
            self.language = language
            self.isOnTopic = isOnTopic
            self.event = event
            self.weight = weight
        }
    }

    /// How strongly weights are drawn to the editor's (concepts) and the standard ones (features). Concepts more: each is seen
    /// seldom.
    private static let featureStrength = 0.5
    private static let conceptStrength = 2.0
    private static let biasStrength = 0.01
    /// How strongly they are drawn to the file's own weights where these hold: as by some eighty items that have the feature.
    private static let keptStrength = 20.0

    private let topic: Topic
    private let rows: [Fit.Row]
    private let folds: [Int]
    private let priors: [Fit.Prior]

    /// - Parameters:
    ///   - topic: its concepts, and the weights that it has.
    ///   - examples: the labelled items.
    ///   - keepsWeights: for few examples: the fit starts from the topic's fitted weights and stays near them. Else from the
    ///     editor's and the standard ones, and what was fitted before is forgotten.
    ///   - foldCount: 2 or more.
    package init(topic: Topic, examples: [Example], keepsWeights: Bool = false, foldCount: Int = 5) {
        self.topic = topic
        let judge = Judge(topic: topic, watch: [])
        let features = Feature.allCases.count
        rows = examples.map { example in
            let seen = judge.observe(
                title: example.title,
                summary: example.summary,
                content: example.content,
                language: example.language
            )
            var values: [(column: Int, value: Double)] = []
            for (index, value) in seen.features.enumerated() where value != 0 { values.append((index, value)) }
            for (concept, value, _) in seen.concepts { values.append((features + concept, value)) }
            return Fit.Row(values: values, isPositive: example.isOnTopic, weight: example.weight)
        }
        // Events go to the folds in the order of a hash, so that the order of the file does not matter.
        folds = examples.map { Int(FNV1a.even($0.event.utf8) % UInt64(foldCount)) }
        priors = keepsWeights ? Self.keptPriors(of: topic) : Self.priors(of: topic)
    }

    private static func priors(of topic: Topic) -> [Fit.Prior] {
        Feature.allCases.map { feature in
            Fit.Prior(mean: feature.standard, strength: feature == .bias ? biasStrength : featureStrength)
        } + topic.concepts.map { Fit.Prior(mean: $0.weight, strength: conceptStrength) }
    }

    private static func keptPriors(of topic: Topic) -> [Fit.Prior] {
        Feature.allCases.map { Fit.Prior(mean: topic.weights[$0.rawValue] ?? $0.standard, strength: keptStrength) }
            + topic.concepts.map { Fit.Prior(mean: topic.weights[$0.id] ?? $0.weight, strength: keptStrength) }
    }

    /// Figures of items that were in no training of their own fold.
    package func crossValidated() -> Figures {
        var scores = [Double](repeating: 0, count: rows.count)
        for fold in Set(folds).sorted() {
            let training = rows.indices.filter { folds[$0] != fold }.map { rows[$0] }
            let weights = Fit.weights(training, priors)
            for index in rows.indices where folds[index] == fold {
                scores[index] = Logistic.probability(Fit.sum(rows[index], weights))
            }
        }
        return Figures(scores: scores, labels: rows.map(\.isPositive), threshold: topic.threshold)
    }

    /// What differs less from the editor's weight of a concept is not worth a line.
    private static let leastChange = 0.05

    /// The weights that all examples give, features by name and concepts by id, and their figures on those very examples.
    package func fitted() -> (weights: [String: Double], figures: Figures) {
        let found = Fit.weights(rows, priors)
        let features = Feature.allCases.count
        // What is no feature and no concept, the second opinion's share, is not fitted and stays.
        var weights = topic.weights.filter { $0.key == Topic.semanticsWeight }
        for (index, feature) in Feature.allCases.enumerated() { weights[feature.rawValue] = found[index] }
        for (index, concept) in topic.concepts.enumerated()
        where abs(found[features + index] - concept.weight) >= Self.leastChange {
            weights[concept.id] = found[features + index]
        }
        let scores = rows.map { Logistic.probability(Fit.sum($0, found)) }
        return (
            weights,
            Figures(scores: scores, labels: rows.map(\.isPositive), threshold: topic.threshold)
        )
    }
}

/// How scores fare against labels.
package struct Figures: Sendable {
    /// Share of the flagged that are on-topic.
    package let precision: Double
    /// Share of the on-topic that are flagged.
    package let recall: Double
    /// The harmonic mean of the two.
    package let f1: Double
    /// Per tenth of the score: how many items, their mean score, and the share that is on-topic.
    package let calibration: [(count: Int, score: Double, share: Double)]

    init(scores: [Double], labels: [Bool], threshold: Double) {
        var hits = 0.0
        var flagged = 0.0
        var wanted = 0.0
        var bins = [(count: Int, score: Double, right: Int)](repeating: (0, 0, 0), count: 10)
        for (score, label) in zip(scores, labels) {
            let bin = min(max(Int(score * 10), 0), 9)
            bins[bin].count += 1
            bins[bin].score += score
            bins[bin].right += label ? 1 : 0
            if label { wanted += 1 }
            guard score >= threshold else { continue }
            flagged += 1
            if label { hits += 1 }
        }
        precision = flagged > 0 ? hits / flagged : 0
        recall = wanted > 0 ? hits / wanted : 0
        f1 = hits > 0 ? 2 * hits / (flagged + wanted) : 0
        calibration = bins.map { bin in
            let count = Double(max(bin.count, 1))
            return (bin.count, bin.score / count, Double(bin.right) / count)
        }
    }
}
