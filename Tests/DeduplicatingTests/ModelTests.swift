import Testing

@testable import Deduplicating

/// The fitted models.
@Suite struct ModelTests {
    @Test func `every weight belongs to a term and has the sign that the term allows`() {
        let events = Dictionary(uniqueKeysWithValues: EventModel.terms.map { ($0.name, $0.sign.rawValue) })
        for (name, weight) in EventWeights.pair {
            let sign = events[name]
            #expect(sign != nil, "\(name) is no term")
            #expect(weight.within * (sign ?? 0) >= 0 && weight.across * (sign ?? 0) >= 0, "\(name)")
        }
        let stories = Dictionary(uniqueKeysWithValues: StoryModel.terms.map { ($0.name, $0.sign.rawValue) })
        for (name, weight) in EventWeights.story {
            let sign = stories[name]
            #expect(sign != nil && weight * (sign ?? 0) >= 0, "\(name)")
        }
    }

    @Test(arguments: [0.0, 0.3, 0.999, 1])
    func `log odds and probability are each other's inverse, within bounds`(_ probability: Double) {
        let odds = StoryModel.odds(probability)
        #expect(abs(odds) <= StoryModel.mostOdds)
        #expect(abs(StoryModel.probability(odds) - probability) < 0.001)
    }

    @Test func `reasons name the five shares that weigh most`() {
        let shares = [(0.31, "a"), (-2.0, "b"), (0.9, "c"), (0.5, "d"), (0.4, "e"), (3.0, "f")]
            .map { (share: $0.0, name: $0.1) }
        #expect(Reasons.told(shares) == "f +3.0, b -2.0, c +0.9, d +0.5, e +0.4")
    }
}
