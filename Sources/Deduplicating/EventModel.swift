/// Whether two items tell one development: a logistic score over their likeness, with its reasons.
///
/// Two small linear models, within a language and across languages. The weights were fitted on pairs of the dedup
/// yardstick, grouped by event, and rounded; the signs are what ANCHORS of that yardstick would lead one to expect.
struct EventModel {
    /// Name, value: in the order of the weights.
    static func inputs(_ likeness: Likeness, sharesIdentity: Bool) -> [Double] {
        func flag(_ value: Bool) -> Double { value ? 1 : 0 }
        let like = likeness
        return [
            1, like.titleCosine, like.cosine, like.containment, like.titleWords, like.words, like.wordContainment,
            max(like.shingles, like.titleShingles), min(like.places.shared, 2), flag(like.places.isConflict),
            min(like.people.shared, 2), flag(like.people.isConflict), min(like.acts.shared, 2), flag(like.acts.isConflict),
            min(like.objects.shared, 2), flag(like.objects.isConflict), min(like.statuses.shared, 1),
            flag(like.statuses.isConflict || (like.statuses.shared == 0 && like.statuses.isOdd)), min(like.names.shared, 3),
            min(like.counts.shared, 2), flag(like.counts.isConflict), min(like.dates.shared, 2), flag(like.dates.isConflict),
            flag(like.isNegationOdd), flag(like.isNegationOdd) * like.titleWords, flag(like.isFutureOdd), flag(like.isActorOdd),
            min(like.gap, 5), flag(like.isBare), flag(sharesIdentity),
        ]
    }

    static let names = [
        "bias", "headline", "matter", "matter contained", "headline words", "words", "words contained", "runs of words", "place", "other place",
        "person", "other person", "act", "other act", "object", "other object", "status", "other status", "names", "number", "other number",
        "date", "other date", "negation", "negated headline", "planned or done", "other actor", "time apart", "bare", "identity",
    ]

    static let within: [Double] = [
        -1.28, 0.02, 0.92, 1.22, 0.22, 1.59, 1.76, 0, 0.92, -0.73, 1.83, -0.76, 1.02, 0, 1.42, -0.01, 0.56, -0.11, 0,
        0.59, 0, 0, 0, 0, -0.87, -0.03, -0.88, -2.08, 0.04, 0,
    ]
    static let across: [Double] = [
        -1.81, 0.33, 1.6, 2.6, 0, 0, 0, 0, 0.39, 0, 1.63, 0, 1.27, -1.55, 0.65, -0.5, 0.49, -0.87, 0.69, 0.52, 0, 2.4,
        -0.29, 0, 0, -0.72, -1.22, -0.59, 0.37, 0,
    ]

    static func score(_ likeness: Likeness, sharesIdentity: Bool) -> (probability: Double, why: String) {
        let inputs = inputs(likeness, sharesIdentity: sharesIdentity)
        let weights = likeness.isOneLanguage ? within : across
        var sum = 0.0
        var shares: [(share: Double, name: String)] = []
        for (index, value) in inputs.enumerated() {
            let share = value * weights[index]
            sum += share
            if index > 0, abs(share) >= 0.2 { shares.append((share, names[index])) }
        }
        shares.sort { abs($0.share) > abs($1.share) }
        let told = shares.prefix(5).map { "\($0.name) \($0.share < 0 ? "-" : "+")\(Self.tenths($0.share))" }
        return (1 / (1 + Double.exp(-sum)), told.joined(separator: ", "))
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((abs(value) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
