internal import Domain
internal import Foundation

/// The shares of a score, strongest first.
enum Explanation {
    /// What weighs less is not told.
    private static let least = 0.05

    static func evidence(
        for seen: Observation,
        _ mentions: [Mention],
        _ concepts: [Concept],
        _ weights: [Double],
        _ conceptWeights: [Double],
        second: SecondThoughts.Share? = nil
    ) -> [Evidence] {
        var shares = [Double](repeating: 0, count: mentions.count)
        for (feature, grounds) in seen.grounds {
            let share = weights[feature.index] * seen.features[feature.index] / Double(grounds.count)
            for mention in grounds { shares[mention] += share }
        }
        for seen in seen.concepts { shares[seen.mention] += conceptWeights[seen.concept] * seen.value }
        var evidence: [Evidence] = []
        for (index, share) in shares.enumerated() where abs(share) >= least {
            let mention = mentions[index]
            evidence.append(
                Evidence(concept: concepts[mention.concept].id, text: mention.text, where: mention.field, weight: share)
            )
        }
        if let second {
            evidence.append(
                Evidence(concept: Topic.semanticsWeight, text: second.nearest, where: .title, weight: second.weight)
            )
        }
        return evidence.sorted { abs($0.weight) > abs($1.weight) }
    }
}

/// Names the kind of development that an item tells of.
enum Development {
    /// The development with the most mentions, those of the title counting thrice; of equal ones the first that is named.
    static func kind(of mentions: [Mention], in concepts: [Concept]) -> String? {
        var found: [(kind: String, weight: Int)] = []
        for mention in mentions {
            // Everyday words say what is told, not what happens.
            guard let kind = concepts[mention.concept].development, concepts[mention.concept].weight != 0 else {
                continue
            }
            let weight = mention.field == .title ? 3 : 1
            if let index = found.firstIndex(where: { $0.kind == kind }) {
                found[index].weight += weight
            } else {
                found.append((kind, weight))
            }
        }
        var best: (kind: String, weight: Int)?
        for entry in found where entry.weight > best?.weight ?? 0 { best = entry }
        return best?.kind ?? "statement"
    }
}

enum Logistic {
    static func probability(_ sum: Double) -> Double { 1 / (1 + Self.exponential(-sum)) }

    /// Clamped where the result is 0 or 1 to the last bit that anyone prints.
    private static func exponential(_ value: Double) -> Double { exp(min(max(value, -40), 40)) }
}
