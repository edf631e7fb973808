/// How an item compares with a story: what decides whether it belongs to it or opens one of its own.
struct StoryLikeness {
    /// Log odds of the event model, within ±8: of the likest item that stands for the story, and of all that do, on average.
    var best: Double
    var mean: Double
    /// Of the likest of all other stories, from `StoryModel.leastRival` on: what is unlikely is no rival.
    var second: Double
    /// Items of the story.
    var size: Int
    /// Days from the newest item that stands for it, and from the first.
    var idle: Double
    var age: Double
    /// How far the headline is borne out by the story: by the item of it that does so most.
    var support: Double
}

/// Whether an item belongs to a story (the learned "open a new cluster?" of Miranda et al., EMNLP 2018): a logistic score.
enum StoryModel {
    struct Term: Sendable {
        let name: String
        let sign: EventModel.Sign
        let value: @Sendable (StoryLikeness) -> Double

        init(_ name: String, _ sign: EventModel.Sign, _ value: @escaping @Sendable (StoryLikeness) -> Double) {
            self.name = name
            self.sign = sign
            self.value = value
        }
    }

    /// Beyond these log odds one is as sure as can be.
    static let mostOdds = 8.0
    /// Log odds of a story that is no rival to another.
    static let leastRival = -1.0

    static let terms: [Term] = [
        Term("bias", .either) { _ in 1 },
        Term("best", .speaksFor) { $0.best },
        Term("mean", .speaksFor) { $0.mean },
        Term("second", .speaksAgainst) { $0.second },
        Term("size", .either) { Double.log(Double(max(1, $0.size))) },
        Term("idle", .speaksAgainst) { min($0.idle, 4) },
        Term("age", .speaksAgainst) { min($0.age, 6) },
        Term("support", .speaksFor) { $0.support },
    ]

    private static let weights = terms.map { EventWeights.story[$0.name] ?? 0 }

    /// The log odds that the item belongs to the story.
    static func odds(_ likeness: StoryLikeness) -> Double {
        zip(terms, weights).reduce(0) { $0 + $1.0.value(likeness) * $1.1 }
    }

    static func probability(_ odds: Double) -> Double { 1 / (1 + Double.exp(-odds)) }

    static func odds(_ probability: Double) -> Double {
        let bounded = min(max(probability, 1e-6), 1 - 1e-6)
        return clamped(Double.log(bounded / (1 - bounded)))
    }

    static func clamped(_ odds: Double) -> Double { min(max(odds, -mostOdds), mostOdds) }
}
