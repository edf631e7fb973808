internal import Domain

/// What an item shows of a topic: the values that the weights are multiplied with, and what they rest on.
struct Observation {
    /// One per `Feature`, in their order; shared until one is set.
    var features = Self.bias
    /// The mentions that a feature rests on, for the explanation.
    var grounds: [(feature: Feature, mentions: [Int])] = []
    /// How strongly single concepts are there: 1 in the title, less elsewhere; at most one entry a concept.
    var concepts: [(concept: Int, value: Double, mention: Int)] = []

    /// What every item shows.
    private static let bias = Feature.allCases.map { $0 == .bias ? 1.0 : 0 }
}
