import Deduplicating
import Domain
import Judging

/// Fits the two models of deduplication, and says how well they do on developments that they have not seen.
struct DedupTuner {
    /// Two items that were labelled.
    struct Pair {
        let inputs: EventInputs
        let isOne: Bool
        /// Pairs and items of one group are never learnt from and asked about in the same fold.
        let group: String
        let weight: Double
    }

    /// An item of a stream, and the stories that were open when it came.
    struct Arrival {
        let stories: [StoryInputs]
        let development: String
        /// How many items had told its development before.
        let before: Int
        let group: String
        let stream: Int
    }

    /// Weights in the order of the models' terms.
    struct Weights {
        var within: [Double]
        var across: [Double]
        var story: [Double]
    }

    /// How strongly weights are drawn to 0, and to what is believed.
    private static let strength = 0.3
    private static let biasStrength = 0.01
    /// Few examples have these, and to miss a call-off, or what was announced when it happens, costs more than to tell it
    /// twice: a belief, held as strongly as that
    /// many times the others.
    private static let beliefs: [String: (within: Double, across: Double, times: Double)] = [
        "undone": (-1.8, -2.5, 40), "the same reversed": (-1, -1, 10), "planned or done": (-0.5, -0.5, 20),
        "other act": (-0.9, -0.9, 20), "other place": (-0.7, -0.7, 10),
    ]
    /// What one face of a story counts beside a labelled pair.
    static let faceWeight = 0.3
    private static let mostOdds = StoryInputs.mostOdds
    private static let folds = 5

    let pairs: [Pair]
    let arrivals: [Arrival]

    func fitted() -> Weights { weights(pairs, arrivals) }

    private func weights(_ pairs: [Pair], _ arrivals: [Arrival]) -> Weights {
        let faces = arrivals.flatMap { arrival in
            arrival.stories.flatMap { story in
                story.faces.map {
                    Pair(
                        inputs: $0,
                        isOne: story.story.text == arrival.development,
                        group: arrival.group,
                        weight: Self.faceWeight / Double(1 + arrival.before).squareRoot()
                    )
                }
            }
        }
        let open = (pairs + faces).filter { $0.inputs.settled == nil }
        var result = Weights(
            within: Self.event(open.filter(\.inputs.isOneLanguage)) { $0.within },
            across: Self.event(open.filter { !$0.inputs.isOneLanguage }) { $0.across },
            story: []
        )
        result.story = Self.story(arrivals, result)
        return result
    }

    private static func event(
        _ pairs: [Pair],
        _ side: ((within: Double, across: Double, times: Double)) -> Double
    ) -> [Double] {
        let priors = EventInputs.terms.map { term in
            if let belief = beliefs[term.name] {
                return Fit.Prior(mean: side(belief), strength: strength * belief.times)
            }
            return Fit.Prior(mean: 0, strength: term.name == "bias" ? biasStrength : strength)
        }
        let rows = pairs.map { Fit.Row(values: sparse($0.inputs.values), isPositive: $0.isOne, weight: $0.weight) }
        return Fit.weights(rows, priors, signs: EventInputs.terms.map(\.sign))
    }

    private static func story(_ arrivals: [Arrival], _ weights: Weights) -> [Double] {
        let rows = arrivals.flatMap { arrival in
            let weight = 1 / Double(1 + arrival.before).squareRoot()
            return values(of: arrival, weights).enumerated().map { rank, story in
                Fit.Row(
                    values: sparse(story.values),
                    isPositive: story.name == arrival.development,
                    weight: rank == 0 ? weight : weight / 2
                )
            }
        }
        let priors = StoryInputs.terms.map {
            Fit.Prior(mean: 0, strength: $0.name == "bias" ? biasStrength : strength)
        }
        return Fit.weights(rows, priors, signs: StoryInputs.terms.map(\.sign))
    }

    private static func sparse(_ values: [Double]) -> [(column: Int, value: Double)] {
        values.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
    }

    // MARK: asking

    /// The probability that a pair tells one development.
    static func probability(_ inputs: EventInputs, _ weights: Weights) -> Double {
        inputs.settled == nil ? Fit.probability(odds(inputs, weights)) : inputs.similarity
    }

    private static func odds(_ inputs: EventInputs, _ weights: Weights) -> Double {
        let sum = zip(inputs.values, inputs.isOneLanguage ? weights.within : weights.across).reduce(0) {
            $0 + $1.0 * $1.1
        }
        switch inputs.settled {
        case nil: return sum
        case .different: return min(sum, -1)
        default: return inputs.odds
        }
    }

    /// The stories of an arrival with the inputs that these weights make of them, likest first.
    private static func values(of arrival: Arrival, _ weights: Weights) -> [(name: String, values: [Double])] {
        let names = StoryInputs.terms.map(\.name)
        var stories = arrival.stories.map { story -> (name: String, best: Double, values: [Double]) in
            let odds = story.faces.map { min(max(Self.odds($0, weights), -mostOdds), mostOdds) }
            let best = odds.max() ?? -mostOdds
            var values = story.values
            for (place, name) in names.enumerated() {
                if name == "best" { values[place] = best }
                if name == "mean" { values[place] = odds.reduce(0, +) / Double(max(1, odds.count)) }
            }
            return (story.story.text, best, values)
        }
        stories.sort { $0.best != $1.best ? $0.best > $1.best : $0.name < $1.name }
        if let second = names.firstIndex(of: "second") {
            for place in stories.indices {
                let rival = place == 0 ? 1 : 0
                let odds = stories.indices.contains(rival) ? stories[rival].best : StoryInputs.leastRival
                stories[place].values[second] = max(StoryInputs.leastRival, odds)
            }
        }
        return stories.map { ($0.name, $0.values) }
    }

    /// What the story model says: the story that the arrival belongs to, nil for a new one.
    static func story(of arrival: Arrival, _ weights: Weights) -> String? {
        let weighed = values(of: arrival, weights).map { story in
            (story.name, zip(story.values, weights.story).reduce(0) { $0 + $1.0 * $1.1 })
        }
        guard let best = weighed.max(by: { $0.1 < $1.1 }), best.1 >= 0 else { return nil }
        return best.0
    }

    // MARK: cross-validation

    /// What weights say that were fitted without any of its group, for each pair.
    func crossValidatedPairs() -> [Double] {
        var result = [Double](repeating: 0, count: pairs.count)
        for fold in 0..<Self.folds {
            let fitted = weights(
                pairs.filter { Self.fold($0.group) != fold },
                arrivals.filter { Self.fold($0.group) != fold }
            )
            for index in pairs.indices where Self.fold(pairs[index].group) == fold {
                result[index] = Self.probability(pairs[index].inputs, fitted)
            }
        }
        return result
    }

    /// What weights say that were fitted without its whole stream and all pairs that share a development with it.
    func crossValidatedArrivals() -> [String?] {
        var result = [String?](repeating: nil, count: arrivals.count)
        for stream in Set(arrivals.map(\.stream)) {
            let groups = Set(arrivals.filter { $0.stream == stream }.map(\.group))
            let fitted = weights(
                pairs.filter { !groups.contains($0.group) },
                arrivals.filter { $0.stream != stream && !groups.contains($0.group) }
            )
            for index in arrivals.indices where arrivals[index].stream == stream {
                result[index] = Self.story(of: arrivals[index], fitted)
            }
        }
        return result
    }

    /// By a hash, so that the order of the file does not matter.
    private static func fold(_ group: String) -> Int { Int(FNV1a.even(group.utf8) % UInt64(folds)) }
}
