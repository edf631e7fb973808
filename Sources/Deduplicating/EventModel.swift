/// Whether two items tell one development: a logistic score over their likeness, with its reasons.
///
/// Two linear models in one, within a language and across languages. `hotline tune-dedup` fits the weights, with the signs
/// held to what one expects, and says how well they do on developments that they have not seen.
enum EventModel {
    /// What a term may say at all, whatever the examples say.
    enum Sign: Double {
        case speaksFor = 1
        case speaksAgainst = -1
        case either = 0
    }

    /// One feature; `name` is how explanations and the table of weights call it.
    struct Term: Sendable {
        let name: String
        let sign: Sign
        let value: @Sendable (Likeness) -> Double

        init(_ name: String, _ sign: Sign, _ value: @escaping @Sendable (Likeness) -> Double) {
            self.name = name
            self.sign = sign
            self.value = value
        }
    }

    static let terms: [Term] = [
        Term("bias", .either) { _ in 1 },
        Term("headline", .speaksFor) { $0.titleCosine },
        Term("matter", .speaksFor) { $0.cosine },
        Term("matter contained", .speaksFor) { $0.containment },
        Term("headline words", .speaksFor) { $0.titleWords },
        Term("words", .speaksFor) { $0.words },
        Term("words contained", .speaksFor) { $0.wordContainment },
        Term("place", .speaksFor) { min($0.places.shared, 2) },
        Term("other place", .speaksAgainst) { flag($0.places.isConflict) },
        Term("person", .speaksFor) { min($0.people.shared, 2) },
        Term("other person", .speaksAgainst) { flag($0.people.isConflict) },
        Term("act", .speaksFor) { min($0.acts.shared, 2) },
        Term("other act", .speaksAgainst) { flag($0.acts.isConflict) },
        Term("object", .speaksFor) { min($0.objects.shared, 2) },
        Term("other object", .speaksAgainst) { flag($0.objects.isConflict) },
        Term("status", .either) { min($0.statuses.shared, 1) },
        Term("other status", .speaksAgainst) {
            flag($0.statuses.isConflict || ($0.statuses.shared == 0 && $0.statuses.isOdd))
        },
        Term("names", .speaksFor) { min($0.names.shared, 3) },
        Term("number", .speaksFor) { min($0.counts.shared, 2) },
        Term("other number", .speaksAgainst) { flag($0.counts.isConflict) },
        Term("date", .speaksFor) { min($0.dates.shared, 2) },
        Term("other date", .speaksAgainst) { flag($0.dates.isConflict) },
        Term("negated headline", .speaksAgainst) { flag($0.isNegationOdd) * $0.titleWords },
        Term("planned or done", .speaksAgainst) { flag($0.isFutureOdd) },
        Term("other actor", .speaksAgainst) { flag($0.isActorOdd) },
        Term("time apart", .speaksAgainst) { min($0.gap, 5) },
        Term("bare", .either) { flag($0.isBare) },
        Term("hours apart", .speaksAgainst) { min($0.gap, 0.5) },
        Term("headlines borne out", .speaksFor) { $0.leastSupport },
        Term("a headline borne out", .speaksFor) { $0.mostSupport },
        Term("odd proper names", .speaksAgainst) { flag($0.proper.isOdd) },
        Term("reversed", .speaksAgainst) { flag($0.isReversed) },
        Term("undone", .speaksAgainst) { flag($0.isUndone) },
        Term("the same reversed", .speaksAgainst) { flag($0.isReversed) * $0.leastSupport },
        Term("odd object", .speaksAgainst) { flag($0.objects.isOdd) },
        Term("odd person", .speaksAgainst) { flag($0.people.isOdd) },
        Term("odd place", .speaksAgainst) { flag($0.places.isOdd) },
        Term("this headline borne out", .speaksFor) { $0.support },
        Term("that headline borne out", .speaksFor) { $0.supportBack },
        Term("same actor", .speaksFor) { flag($0.isActorSame) },
        Term("one outlet", .either) { flag($0.isOneOutlet) },
        Term("commentary", .speaksAgainst) { $0.comments },
        Term("headlines alike", .speaksFor) { $0.titleShared },
        Term("rarest shared", .speaksFor) { $0.rarest.shared },
        Term("three rarest shared", .speaksFor) { $0.rarest.sharedThree },
        Term("new matter", .speaksAgainst) { $0.rarest.onlyFirst },
        Term("matter gone", .speaksAgainst) { $0.rarest.onlySecond },
    ]

    private static let within = terms.map { EventWeights.pair[$0.name]?.within ?? 0 }
    private static let across = terms.map { EventWeights.pair[$0.name]?.across ?? 0 }

    private static func flag(_ value: Bool) -> Double { value ? 1 : 0 }

    /// The log odds that both tell one development, and the terms that weighed most.
    static func score(_ likeness: Likeness) -> (odds: Double, why: String) {
        let weights = likeness.isOneLanguage ? within : across
        var sum = 0.0
        var shares: [(share: Double, name: String)] = []
        for (term, weight) in zip(terms, weights) where weight != 0 {
            let share = term.value(likeness) * weight
            sum += share
            if term.name != "bias", abs(share) >= 0.2 { shares.append((share, term.name)) }
        }
        return (sum, Reasons.told(shares))
    }
}

/// How a logistic score explains itself.
enum Reasons {
    /// The five shares that weigh most, with one decimal.
    static func told(_ shares: [(share: Double, name: String)]) -> String {
        shares.sorted { abs($0.share) > abs($1.share) }.prefix(5)
            .map { "\($0.name) \($0.share < 0 ? "-" : "+")\(tenths($0.share))" }.joined(separator: ", ")
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((min(abs(value), 1e6) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
