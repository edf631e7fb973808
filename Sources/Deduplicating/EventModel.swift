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
            min(like.gap, 5), flag(like.isBare), flag(sharesIdentity), min(like.gap, 0.5), like.leastSupport, like.mostSupport,
            min(like.proper.shared, 2), flag(like.proper.isConflict), flag(like.proper.isOdd), flag(like.isReversed),
            flag(like.isReversed) * like.leastSupport, flag(like.isFutureOdd) * like.leastSupport, flag(like.objects.isOdd),
            flag(like.acts.isOdd), flag(like.people.isOdd), flag(like.places.isOdd),
        ]
    }

    static let names = [
        "bias", "headline", "matter", "matter contained", "headline words", "words", "words contained", "runs of words", "place", "other place",
        "person", "other person", "act", "other act", "object", "other object", "status", "other status", "names", "number", "other number",
        "date", "other date", "negation", "negated headline", "planned or done", "other actor", "time apart", "bare", "identity",
        "hours apart", "headlines borne out", "a headline borne out", "proper names", "other proper names", "odd proper names", "reversed",
        "the same reversed", "the same to come", "odd object", "odd act", "odd person", "odd place",
    ]

    static let within: [Double] = [
        -0.7, 0, 0, 0, 0.27, 0.61, 0.6, 0, 0.43, -0.8, 1.48, -0.39, 0.67, -0.86, 1.36, -0.16, 0.72, -1.43, 0, 0.59,
        -0.32, 0, -1.43, 0, -0.34, 0, -0.67, -0.7, -0.15, 0.13, 0, 1.8, 1.02, 0, 0, -1.77, -0.07, -1, 0, -0.23, 0,
        -1.24, -0.11,
    ]
    static let across: [Double] = [
        -0.53, 0.57, 1.14, 2.26, 0, 0, 0, 0, 0.53, 0, 0.94, 0, 0.37, -1.35, 0.58, -0.22, 0.33, -0.68, 0.44, 0.57, 0,
        1.88, -0.4, 0, 0, -0.47, -1.52, -0.7, 0.28, 0, 0, 1.4, 0.69, 0, 0, 0, -0.04, -1, 0, -0.76, 0, -1.59, -1.65,
    ]

    static func score(_ likeness: Likeness, sharesIdentity: Bool) -> (probability: Double, why: String) {
        let inputs = inputs(likeness, sharesIdentity: sharesIdentity)
        let weights = likeness.isOneLanguage ? within : across
        var sum = 0.0
        var shares: [(share: Double, name: String)] = []
        for ((value, weight), name) in zip(zip(inputs, weights), names) {
            sum += value * weight
            if name != "bias", abs(value * weight) >= 0.2 { shares.append((value * weight, name)) }
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
