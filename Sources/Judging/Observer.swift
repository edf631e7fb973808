internal import Domain

/// Reads mentions as evidence: who stands where, how near, and what happens between them.
struct Observer: Sendable {
    /// How far a word of the lead counts as lead, and not as passing mention.
    static let leadWords = 60
    static let leadShare = 0.6
    static let contentShare = 0.2
    /// From this weight on an act is more than talk.
    static let plainAct = 0.4
    /// What acts, objects and places count while a side is missing.
    static let loneShare = 0.5
    /// More third parties in the lead than this make no difference.
    static let mostThirds = 4

    enum Level: Int { case none, country, body, envoy, head }

    enum Zone: Int { case title, lead, content }

    private struct Side {
        var level = Level.none
        var mention = -1
    }

    let concepts: [Concept]
    /// `a` is 0, `b` is 1, others -1.
    let sides: [Int]

    init(_ concepts: [Concept]) {
        self.concepts = concepts
        sides = concepts.map { $0.side == "a" ? 0 : $0.side == "b" ? 1 : -1 }
    }

    func observe(_ mentions: [Mention], hasSummary: Bool, isDense: Bool) -> Observation {
        var seen = Observation()
        guard !mentions.isEmpty else { return seen }
        var strongest = [[Side]](repeating: [Side(), Side()], count: 3)
        for (index, mention) in mentions.enumerated() where sides[mention.concept] >= 0 {
            let zone = Self.zone(mention, hasSummary).rawValue
            let level = level(concepts[mention.concept])
            if level.rawValue > strongest[zone][sides[mention.concept]].level.rawValue {
                strongest[zone][sides[mention.concept]] = Side(level: level, mention: index)
            }
        }
        let pair = pair(strongest, &seen)
        if let pair {
            acts(mentions, pair, hasSummary, isDense, &seen)
        } else {
            alone(mentions, strongest, hasSummary, &seen)
        }
        thirdParties(mentions, &seen)
        leadThirds(mentions, hasSummary, &seen)
        opening(mentions, &seen)
        weighConcepts(mentions, hasPair: pair != nil, hasSummary, &seen)
        return seen
    }

    static func zone(_ mention: Mention, _ hasSummary: Bool) -> Zone {
        switch mention.field {
        case .title: .title
        case .summary: mention.word < leadWords ? .lead : .content
        case .content: !hasSummary && mention.word < leadWords ? .lead : .content
        }
    }

    private func level(_ concept: Concept) -> Level {
        switch concept.kind {
        case .person: concept.isEnvoy ? .envoy : .head
        case .body: concept.isEnvoy ? .envoy : .body
        case .country: .country
        default: .none
        }
    }

    struct Pair {
        var isStrong: Bool
        var inTitle: Bool
        /// One of the sides at least stands in the title.
        var touchesTitle: Bool
    }

    /// The strongest pair of sides, title before lead before content; nil where one side is missing everywhere.
    private func pair(_ sides: [[Side]], _ seen: inout Observation) -> Pair? {
        func better(_ left: Side, _ right: Side) -> Side { left.level.rawValue >= right.level.rawValue ? left : right }
        func both(_ a: Side, _ b: Side) -> Bool { a.level != .none && b.level != .none }
        func note(_ feature: Feature, _ a: Side, _ b: Side) {
            seen.features[feature.index] = 1
            seen.grounds.append((feature, [a.mention, b.mention]))
        }
        let title = sides[Zone.title.rawValue]
        let lead = sides[Zone.lead.rawValue]
        let content = sides[Zone.content.rawValue]
        if both(title[0], title[1]) {
            note(Self.titleFeature(title[0].level, title[1].level), title[0], title[1])
            if both(lead[0], lead[1]) { note(.confirmed, lead[0], lead[1]) }
            return Pair(
                isStrong: max(title[0].level.rawValue, title[1].level.rawValue) >= Level.envoy.rawValue,
                inTitle: true,
                touchesTitle: true
            )
        }
        let (a, b) = (better(title[0], lead[0]), better(title[1], lead[1]))
        if both(a, b) {
            let isSplit = title[0].level != .none || title[1].level != .none
            note(Self.otherFeature(a.level, b.level, isSplit: isSplit), a, b)
            if isSplit, both(lead[0], lead[1]) { note(.confirmed, lead[0], lead[1]) }
            return Pair(
                isStrong: max(a.level.rawValue, b.level.rawValue) >= Level.envoy.rawValue,
                inTitle: false,
                touchesTitle: isSplit
            )
        }
        let (farA, farB) = (better(a, content[0]), better(b, content[1]))
        guard both(farA, farB) else { return nil }
        note(.contentPair, farA, farB)
        return Pair(isStrong: false, inTitle: false, touchesTitle: false)
    }

    private static func titleFeature(_ a: Level, _ b: Level) -> Feature {
        switch (a, b) {
        case (.head, .head): .titleHeads
        case (.head, .envoy), (.envoy, .head): .titleHeadEnvoy
        case (.head, .body): .titleHeadABody
        case (.body, .head): .titleHeadBBody
        case (.head, _): .titleHeadACountry
        case (_, .head): .titleHeadBCountry
        case (.envoy, .envoy): .titleEnvoys
        case (.envoy, .body), (.body, .envoy): .titleEnvoyBody
        case (.envoy, _), (_, .envoy): .titleEnvoyCountry
        case (.body, .body): .titleBodies
        case (.body, _), (_, .body): .titleBodyCountry
        default: .titleCountries
        }
    }

    private static func otherFeature(_ a: Level, _ b: Level, isSplit: Bool) -> Feature {
        if a == .head, b == .head { return isSplit ? .splitHeads : .leadHeads }
        if a == .head || b == .head { return isSplit ? .splitHead : .leadHead }
        if a == .envoy || b == .envoy { return isSplit ? .splitEnvoy : .leadEnvoy }
        return isSplit ? .splitOther : .leadOther
    }

    /// One side without the other: what it does with whom is then told by acts and objects alone.
    private func alone(_ mentions: [Mention], _ sides: [[Side]], _ hasSummary: Bool, _ seen: inout Observation) {
        func note(_ feature: Feature, _ mention: Int) {
            seen.features[feature.index] = 1
            seen.grounds.append((feature, [mention]))
        }
        var side: Side?
        for index in 0...1 {
            let inTitle = sides[Zone.title.rawValue][index]
            let inLead = sides[Zone.lead.rawValue][index]
            if inTitle.level != .none {
                note(Self.loneFeature(inTitle.level, isA: index == 0), inTitle.mention)
                side = inTitle
            } else if inLead.level != .none {
                note(.loneLead, inLead.mention)
                side = inLead
            }
        }
        guard side != nil else { return }
        let act = mentions.indices.first { isAct(mentions[$0]) && Self.zone(mentions[$0], hasSummary) != .content }
        if let act { note(.loneAct, act) }
    }

    private static func loneFeature(_ level: Level, isA: Bool) -> Feature {
        switch level {
        case .head: isA ? .loneHeadA : .loneHeadB
        case .envoy: .loneEnvoy
        case .body: .loneBody
        case .country, .none: .loneCountry
        }
    }

    /// Others in the title: it may be about them.
    private func thirdParties(_ mentions: [Mention], _ seen: inout Observation) {
        for (index, mention) in mentions.enumerated() where mention.field == .title && sides[mention.concept] < 0 {
            let feature: Feature
            switch concepts[mention.concept].kind {
            case .person: feature = .thirdPerson
            case .country, .body: feature = .thirdCountry
            case .act, .object, .place, .status, .exclusion: continue
            }
            guard seen.features[feature.index] == 0 else { continue }
            seen.features[feature.index] = 1
            seen.grounds.append((feature, [index]))
        }
    }

    /// Others in the lead: the more there are, the more it is about them.
    private func leadThirds(_ mentions: [Mention], _ hasSummary: Bool, _ seen: inout Observation) {
        var found: [Int] = []
        for (index, mention) in mentions.enumerated()
        where sides[mention.concept] < 0 && level(concepts[mention.concept]) != .none
            && Self.zone(mention, hasSummary) == .lead
        {
            if !found.contains(where: { mentions[$0].concept == mention.concept }) { found.append(index) }
        }
        guard !found.isEmpty else { return }
        seen.features[Feature.leadThirds.index] = Double(min(found.count, Self.mostThirds)) / Double(Self.mostThirds)
        seen.grounds.append((.leadThirds, found))
    }

    /// Who is named first is mostly who acts.
    private func opening(_ mentions: [Mention], _ seen: inout Observation) {
        let first = mentions.indices.first {
            mentions[$0].field == .title && level(concepts[mentions[$0].concept]) != .none
        }
        guard let first else { return }
        let concept = mentions[first].concept
        guard sides[concept] >= 0, level(concepts[concept]) == .head else { return }
        let feature: Feature = sides[concept] == 0 ? .opensHeadA : .opensHeadB
        seen.features[feature.index] = 1
        seen.grounds.append((feature, [first]))
    }

    private func isWeightless(_ mention: Mention) -> Bool { concepts[mention.concept].weight == 0 }

    /// Each concept once, where it counts most. Statuses are for telling events apart and say nothing here. While one side
    /// is missing acts, objects and places count half: the topic's own (a plan, a treaty, a venue) speak for themselves.
    private func weighConcepts(_ mentions: [Mention], hasPair: Bool, _ hasSummary: Bool, _ seen: inout Observation) {
        for (index, mention) in mentions.enumerated() {
            let part: Double
            switch concepts[mention.concept].kind {
            case .status: continue
            // Named to tell events apart.
            case .act where isWeightless(mention), .object where isWeightless(mention),
                .place where isWeightless(mention):
                continue
            case .act, .object, .place: part = hasPair ? 1 : Self.loneShare
            case .exclusion, .person, .body, .country: part = 1
            }
            let share =
                switch Self.zone(mention, hasSummary) {
                case .title: part
                case .lead: part * Self.leadShare
                case .content: part * Self.contentShare
                }
            if let known = seen.concepts.firstIndex(where: { $0.concept == mention.concept }) {
                if seen.concepts[known].value < share { seen.concepts[known] = (mention.concept, share, index) }
            } else {
                seen.concepts.append((mention.concept, share, index))
            }
        }
    }
}
