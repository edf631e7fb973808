/// Whether two items tell one development: a logistic score over their likeness, with its reasons.
///
/// Two linear models in one table, within a language and across languages. The weights were fitted on the visible pairs and
/// streams of the dedup yardstick, cross-validated by event, with the signs held to what one expects; a term that the fit
/// gave no weight is not here.
enum EventModel {
    /// One feature with its weights; `name` is how explanations call it.
    struct Term: Sendable {
        let name: String
        let within: Double
        let across: Double
        let value: @Sendable (Likeness) -> Double

        init(_ name: String, _ within: Double, _ across: Double, _ value: @escaping @Sendable (Likeness) -> Double) {
            self.name = name
            self.within = within
            self.across = across
            self.value = value
        }
    }

    static let terms: [Term] = [
        Term("bias", -1, 2) { _ in 1 },
        Term("headline", 0, 0.35) { $0.titleCosine },
        Term("matter", 0, 0.96) { $0.cosine },
        Term("matter contained", 0, 1.94) { $0.containment },
        Term("headline words", 0.65, 0) { $0.titleWords },
        Term("words", 0.84, 0) { $0.words },
        Term("words contained", 0.22, 0) { $0.wordContainment },
        Term("place", 1.16, 0.68) { min($0.places.shared, 2) },
        Term("other place", -0.55, 0) { flag($0.places.isConflict) },
        Term("person", 2.39, 1.03) { min($0.people.shared, 2) },
        Term("other person", -0.14, 0) { flag($0.people.isConflict) },
        Term("act", 1.76, 1.57) { min($0.acts.shared, 2) },
        Term("other act", -0.58, -0.66) { flag($0.acts.isConflict) },
        Term("object", 1.48, 0.97) { min($0.objects.shared, 2) },
        Term("other object", -0.19, -1.58) { flag($0.objects.isConflict) },
        Term("status", 1.49, -0.39) { min($0.statuses.shared, 1) },
        Term("other status", 0, -0.76) {
            flag($0.statuses.isConflict || ($0.statuses.shared == 0 && $0.statuses.isOdd))
        },
        Term("names", 0, 0.74) { min($0.names.shared, 3) },
        Term("number", 0.63, 1.06) { min($0.counts.shared, 2) },
        Term("other number", 0, 0) { flag($0.counts.isConflict) },
        Term("date", 0, 1.82) { min($0.dates.shared, 2) },
        Term("other date", -0.72, 0) { flag($0.dates.isConflict) },
        Term("negated headline", -0.19, 0) { flag($0.isNegationOdd) * $0.titleWords },
        Term("planned or done", 0, -0.32) { flag($0.isFutureOdd) },
        Term("other actor", -0.49, -2.17) { flag($0.isActorOdd) },
        Term("time apart", -1.6, -1.6) { min($0.gap, 5) },
        Term("bare", 0.05, 0.07) { flag($0.isBare) },
        Term("hours apart", -0.7, -0.7) { min($0.gap, 0.5) },
        Term("headlines borne out", 1.65, 0.51) { $0.leastSupport },
        Term("a headline borne out", 0.6, 0.98) { $0.mostSupport },
        Term("odd proper names", -1.63, 0) { flag($0.proper.isOdd) },
        Term("reversed", -0.34, -0.32) { flag($0.isReversed) },
        // By hand, like the next: few visible pairs have it, and to miss a call-off costs more than to tell it twice.
        Term("undone", -1.2, -2.5) { flag($0.isUndone) },
        Term("the same reversed", -1, -1) { flag($0.isReversed) * $0.leastSupport },
        Term("odd object", -0.02, -1.4) { flag($0.objects.isOdd) },
        Term("odd person", -1.06, -2.08) { flag($0.people.isOdd) },
        Term("odd place", 0, -0.61) { flag($0.places.isOdd) },
    ]

    private static func flag(_ value: Bool) -> Double { value ? 1 : 0 }

    /// The probability that both tell one development, and the terms that weighed most.
    static func score(_ likeness: Likeness) -> (probability: Double, why: String) {
        var sum = 0.0
        var shares: [(share: Double, name: String)] = []
        for term in terms {
            let share = term.value(likeness) * (likeness.isOneLanguage ? term.within : term.across)
            sum += share
            if term.name != "bias", abs(share) >= 0.2 { shares.append((share, term.name)) }
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
