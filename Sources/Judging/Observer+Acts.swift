internal import Domain

extension Observer {
    /// Distance of the sides, and acts beside and between them.
    func acts(
        _ mentions: [Mention],
        _ pair: Pair,
        _ hasSummary: Bool,
        _ isDense: Bool,
        _ seen: inout Observation
    ) {
        let zone: Zone = pair.inTitle ? .title : .lead
        var between: Int?
        if let (first, second) = nearest(mentions, zone, hasSummary) {
            let (left, right) = (mentions[first], mentions[second])
            let distance = Double(max(0, right.word - left.word - left.length)) / (isDense ? 2.5 : 1)
            seen.features[Feature.near.index] = 1 / (1 + distance / 4)
            seen.grounds.append((.near, [first, second]))
            between = mentions.indices.first {
                mentions[$0].field == left.field && mentions[$0].word > left.word && mentions[$0].word < right.word
                    && isAct(mentions[$0], of: pair, orWord: true)
            }
            if let between {
                seen.features[Feature.actBetween.index] = 1
                seen.grounds.append((.actBetween, [between]))
            }
        }
        let inTitle =
            mentions.indices.first { mentions[$0].field == .title && isAct(mentions[$0], of: pair) }
            ?? (zone == .title ? between : nil)
        let inLead =
            mentions.indices.first { Self.zone(mentions[$0], hasSummary) == .lead && isAct(mentions[$0], of: pair) }
            ?? (zone == .lead ? between : nil)
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
        if inTitle == nil, inLead == nil { noAct(mentions, hasSummary, &seen) }
    }

    /// Nothing is told to happen, unless a place says where.
    private func noAct(_ mentions: [Mention], _ hasSummary: Bool, _ seen: inout Observation) {
        let isSomewhere = mentions.contains {
            concepts[$0.concept].kind == .place && concepts[$0.concept].weight > 0
                && Self.zone($0, hasSummary) != .content
        }
        guard !isSomewhere else { return }
        let ofHeads = seen.features[Feature.titleHeads.index] != 0
        seen.features[(ofHeads ? Feature.noActHeads : .noAct).index] = 1
    }

    /// Between countries and bodies faint acts (a warning, a word about relations) are everyday and say nothing.
    ///
    /// `orWord`: an everyday word counts too, for it stands between the sides.
    private func isAct(_ mention: Mention, of pair: Pair, orWord: Bool = false) -> Bool {
        isAct(mention, orWord: orWord) && (pair.isStrong || concepts[mention.concept].weight >= Self.plainAct)
    }

    /// Acts of diplomacy tell of a development, and so do the topic's own things (a plan, a treaty); a drone attack does not.
    ///
    /// An act without weight is an everyday word (says, wants, gives).
    func isAct(_ mention: Mention, orWord: Bool = false) -> Bool {
        let concept = concepts[mention.concept]
        switch concept.kind {
        case .act: return concept.development != nil && (orWord || concept.weight != 0)
        case .object: return concept.development != nil
        default: return false
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
}
