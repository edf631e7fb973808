/// What is weighed beside single concepts. A topic file may give each a weight of its own under its raw value.
///
/// `title` and `lead` (the summary, or the beginning of the content where there is none) name where both sides meet: in
/// the title, the title and the lead together (`split`), or the lead alone. Of several pairs the strongest counts.
package enum Feature: String, CaseIterable, Sendable {
    case bias
    case titleHeads = "title.heads"
    case titleHeadEnvoy = "title.head-envoy"
    case titleHeadABody = "title.head-a-body"
    case titleHeadBBody = "title.head-b-body"
    case titleHeadACountry = "title.head-a-country"
    case titleHeadBCountry = "title.head-b-country"
    case titleEnvoys = "title.envoys"
    case titleEnvoyBody = "title.envoy-body"
    case titleEnvoyCountry = "title.envoy-country"
    case titleBodies = "title.bodies"
    case titleBodyCountry = "title.body-country"
    case titleCountries = "title.countries"
    case splitHeads = "split.heads"
    case splitHead = "split.head"
    case splitEnvoy = "split.envoy"
    case splitOther = "split.other"
    case leadHeads = "lead.heads"
    case leadHead = "lead.head"
    case leadEnvoy = "lead.envoy"
    case leadOther = "lead.other"
    case contentPair = "content.pair"
    /// One side is there alone, its strongest voice in the title …
    case loneHeadA = "lone.head-a"
    case loneHeadB = "lone.head-b"
    case loneEnvoy = "lone.envoy"
    case loneBody = "lone.body"
    case loneCountry = "lone.country"
    /// … or in the lead alone.
    case loneLead = "lone.lead"
    /// One side alone, and an act of diplomacy in the title or the lead.
    case loneAct = "lone.act"
    /// A third party's person stands in the title, with both sides or with one.
    case thirdPerson = "third.person"
    case thirdCountry = "third.country"
    /// Both sides are in the lead too.
    case confirmed = "lead.confirms"
    /// 1 where the sides stand side by side, less with each word between them.
    case near
    /// An act of diplomacy, with a head or envoy of either side …
    case actTitleStrong = "act.title"
    case actLeadStrong = "act.lead"
    /// … or with bodies and countries alone.
    case actTitleWeak = "act.title-weak"
    case actLeadWeak = "act.lead-weak"
    /// The act stands between the sides.
    case actBetween = "act.between"
    /// Neither title nor lead tells of an act …
    case noAct = "act.none"
    /// … though the heads of both sides stand in the title: two names side by side, and nothing between them.
    case noActHeads = "act.none-heads"
    /// The title's first party is the head of a side.
    case opensHeadA = "opens.head-a"
    case opensHeadB = "opens.head-b"
    /// How many third parties the lead names: a quarter for each, 1 for four and more.
    case leadThirds = "lead.thirds"

    /// Its place in `allCases`.
    package var index: Int { Self.order[self] ?? 0 }

    private static let order = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Fitted on the shipped topic, rounded: for a topic that was not tuned yet.
    package var standard: Double {
        switch self {
        case .bias: -4.5
        case .titleHeads: 4.5
        case .titleHeadEnvoy: 5
        case .titleHeadABody, .titleHeadBBody: 3.5
        case .titleHeadACountry, .titleHeadBCountry: 2
        case .titleEnvoys: 5
        case .titleEnvoyBody: 4
        case .titleEnvoyCountry: 3
        case .titleBodies: 3
        case .titleBodyCountry: 2
        case .titleCountries: 1
        case .splitHeads: 3
        case .splitHead: 2
        case .splitEnvoy: 2.5
        case .splitOther: 1
        case .leadHeads: 2
        case .leadHead: 1
        case .leadEnvoy: 1.5
        case .leadOther: 0.3
        case .contentPair: 0.3
        case .loneHeadA, .loneHeadB: 0.5
        case .loneEnvoy: 1.5
        case .loneBody: 0.5
        case .loneCountry, .loneLead: 0
        case .loneAct: 0.5
        case .thirdPerson, .thirdCountry: -0.2
        case .confirmed: 0.5
        case .near: 1
        case .actTitleStrong: 1
        case .actLeadStrong: 0.5
        case .actTitleWeak: 1.5
        case .actLeadWeak: 0.5
        case .actBetween: 0.5
        case .noAct, .noActHeads: -1
        case .opensHeadA, .opensHeadB: 0.3
        case .leadThirds: -1
        }
    }
}
