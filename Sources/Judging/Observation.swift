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

    private enum Level: Int { case none, country, body, envoy, head }

    private enum Zone: Int { case title, lead, content }

    private struct Side {
        var level = Level.none
        var mention = -1
    }

    private let concepts: [Concept]
    /// `a` is 0, `b` is 1, others -1.
    private let sides: [Int]

    init(_ concepts: [Concept]) {
        self.concepts = concepts
        sides = concepts.map { $0.side == "a" ? 0 : $0.side == "b" ? 1 : -1 }
    }

    func observe(_ mentions: [Mention], hasSummary: Bool, isDense: Bool) -> Observation {
        var seen = Observation()
        seen.features[Feature.bias.index] = 1
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
        weighConcepts(mentions, hasPair: pair != nil, hasSummary, &seen)
        return seen
    }

    private static func zone(_ mention: Mention, _ hasSummary: Bool) -> Zone {
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

    private struct Pair {
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

    /// Distance of the sides, and acts beside and between them.
    private func acts(
        _ mentions: [Mention],
        _ pair: Pair,
        _ hasSummary: Bool,
        _ isDense: Bool,
        _ seen: inout Observation
    ) {
        let zone: Zone = pair.inTitle ? .title : .lead
        if let (first, second) = nearest(mentions, zone, hasSummary) {
            let (left, right) = (mentions[first], mentions[second])
            let distance = Double(max(0, right.word - left.word - left.length)) / (isDense ? 2.5 : 1)
            seen.features[Feature.near.index] = 1 / (1 + distance / 4)
            seen.grounds.append((.near, [first, second]))
            let between = mentions.indices.first {
                mentions[$0].field == left.field && isAct(mentions[$0], of: pair) && mentions[$0].word > left.word
                    && mentions[$0].word < right.word
            }
            if let between {
                seen.features[Feature.actBetween.index] = 1
                seen.grounds.append((.actBetween, [between]))
            }
        }
        let inTitle = mentions.indices.first { mentions[$0].field == .title && isAct(mentions[$0], of: pair) }
        let inLead = mentions.indices.first {
            Self.zone(mentions[$0], hasSummary) == .lead && isAct(mentions[$0], of: pair)
        }
        if let inTitle {
            // Of countries that only the lead names, the title's act is not known to be theirs.
            let feature: Feature =
                pair.isStrong ? .actTitleStrong : pair.touchesTitle ? .actTitleWeak : .actLeadWeak
            seen.features[feature.index] = 1
            seen.grounds.append((feature, [inTitle]))
        }
        if let inLead {
            let feature: Feature = pair.isStrong ? .actLeadStrong : .actLeadWeak
            seen.features[feature.index] = 1
            seen.grounds.append((feature, [inLead]))
        }
        guard inTitle == nil, inLead == nil else { return }
        let isSomewhere = mentions.contains {
            concepts[$0.concept].kind == .place && concepts[$0.concept].weight > 0
                && Self.zone($0, hasSummary) != .content
        }
        if !isSomewhere { seen.features[Feature.noAct.index] = 1 }
    }

    /// Between countries and bodies faint acts (a warning, a word about relations) are everyday and say nothing.
    private func isAct(_ mention: Mention, of pair: Pair) -> Bool {
        isAct(mention) && (pair.isStrong || concepts[mention.concept].weight >= Self.plainAct)
    }

    /// Acts of diplomacy tell of a development, and so do the topic's own things (a plan, a treaty); a drone attack does not.
    private func isAct(_ mention: Mention) -> Bool {
        switch concepts[mention.concept].kind {
        case .act, .object: concepts[mention.concept].development != nil
        default: false
        }
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

    /// The two mentions of different sides with the fewest words between them.
    private func nearest(_ mentions: [Mention], _ zone: Zone, _ hasSummary: Bool) -> (Int, Int)? {
        var best: (first: Int, second: Int, distance: Int)?
        var last: Int?
        for index in mentions.indices where sides[mentions[index].concept] >= 0 {
            guard Self.zone(mentions[index], hasSummary) == zone else { continue }
            if let last, mentions[last].field == mentions[index].field,
                sides[mentions[last].concept] != sides[mentions[index].concept]
            {
                let distance = mentions[index].word - mentions[last].word
                if distance < best?.distance ?? .max { best = (last, index, distance) }
            }
            last = index
        }
        return best.map { ($0.first, $0.second) }
    }

    /// Each concept once, where it counts most. Statuses are for telling events apart and say nothing here. While one side
    /// is missing acts, objects and places count half: the topic's own (a plan, a treaty, a venue) speak for themselves.
    private func weighConcepts(_ mentions: [Mention], hasPair: Bool, _ hasSummary: Bool, _ seen: inout Observation) {
        for (index, mention) in mentions.enumerated() {
            let part: Double
            switch concepts[mention.concept].kind {
            case .status: continue
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
