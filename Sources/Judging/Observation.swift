internal import Domain

/// What an item shows of a topic: the values that the weights are multiplied with, and what they rest on.
struct Observation {
    /// One per `Feature`, in their order.
    var features = [Double](repeating: 0, count: Feature.allCases.count)
    /// The mentions that a feature rests on, for the explanation.
    var grounds: [(feature: Feature, mentions: [Int])] = []
    /// How strongly single concepts are there: 1 in the title, less elsewhere; at most one entry a concept.
    var concepts: [(concept: Int, value: Double, mention: Int)] = []
}
