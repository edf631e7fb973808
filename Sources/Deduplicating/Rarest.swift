/// How rare the rarest things are that both of two headlines tell, and that only the first or the second tells.
struct Rarest {
    /// By `Rarity.weight`.
    private(set) var shared = 0.0
    /// Sum of the three rarest.
    private(set) var sharedThree = 0.0
    private(set) var onlyFirst = 0.0
    private(set) var onlySecond = 0.0

    /// And the share, by rarity, of what either headline tells beside the parties that both tell; words count within one
    /// language.
    static func of(_ left: Signature, _ right: Signature, _ rarity: Rarity) -> (rarest: Rarest, share: Double) {
        var result = Rarest()
        var top = (0.0, 0.0, 0.0)
        var both = 0.0
        var all = 0.0
        func walk(_ mine: [TextFeature], _ others: [TextFeature]) {
            Merge.walk(mine, others) { one, other in
                guard let feature = one ?? other, feature.kind != .party,
                    one?.isInTitle ?? false || other?.isInTitle ?? false
                else { return }
                let weight = rarity.weight(feature)
                all += weight
                if one != nil, other != nil {
                    both += weight
                    top = Self.top(top, weight)
                } else if one != nil {
                    result.onlyFirst = max(result.onlyFirst, weight)
                } else {
                    result.onlySecond = max(result.onlySecond, weight)
                }
            }
        }
        walk(left.features, right.features)
        if left.language == right.language { walk(left.words, right.words) }
        result.shared = top.0
        result.sharedThree = top.0 + top.1 + top.2
        return (result, all > 0 ? both / all : 0)
    }

    private static func top(_ best: (Double, Double, Double), _ weight: Double) -> (Double, Double, Double) {
        if weight > best.0 { return (weight, best.0, best.1) }
        if weight > best.1 { return (best.0, weight, best.1) }
        return (best.0, best.1, max(best.2, weight))
    }
}
