/// How rare a feature is among the topic's recent items: what all tell parts no two developments.
///
/// A prior by kind stands in for items that were not seen yet, so that two items alone can be compared.
struct Rarity {
    /// In how many known items a feature is.
    private var counts: [UInt64: Int32] = [:]
    private var items = 0
    /// The prior counts as this many items.
    private static let priorItems = 200.0

    /// In what share of on-topic items a feature of this kind is, about.
    private static func prior(_ kind: TextFeature.Kind) -> Double {
        switch kind {
        case .party: 0.6
        case .country: 0.15
        case .body: 0.08
        case .person: 0.05
        case .place: 0.04
        case .act: 0.12
        case .object: 0.06
        case .status: 0.08
        case .quantity: 0.03
        case .name: 0.02
        case .word: 0.02
        }
    }

    /// -ln of the share of items that have it, over that of one in two hundred; at least 0.05.
    func weight(_ feature: TextFeature) -> Double {
        let share =
            (Double(counts[feature.hash] ?? 0) + Self.priorItems * Self.prior(feature.kind))
            / (Double(items) + Self.priorItems)
        return max(0.05, -Double.log(share) / 5.3)
    }

    mutating func add(_ signature: Signature) { count(signature, 1) }
    mutating func remove(_ signature: Signature) { count(signature, -1) }

    private mutating func count(_ signature: Signature, _ step: Int32) {
        items += Int(step)
        for feature in signature.features { change(feature.hash, step) }
        for feature in signature.words { change(feature.hash, step) }
    }

    private mutating func change(_ hash: UInt64, _ step: Int32) {
        let count = (counts[hash] ?? 0) + step
        counts[hash] = count > 0 ? count : nil
    }

    func count(of hash: UInt64) -> Int { Int(counts[hash] ?? 0) }
}

extension Double {
    /// Natural logarithm, without Foundation: the series of artanh after taking out powers of two.
    static func log(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return -745 }
        let exponent = Double(value.exponent)
        let mantissa = value.significand
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var term = ratio
        var sum = 0.0
        for step in 0..<14 {
            sum += term / Double(2 * step + 1)
            term *= square
        }
        return 2 * sum + exponent * 0.693_147_180_559_945_3
    }

    /// e to the power of `value`, without Foundation.
    static func exp(_ value: Double) -> Double {
        let value = Swift.min(Swift.max(value, -60), 60)
        let halvings = 10
        var sum = 1.0
        var term = 1.0
        let small = value / 1_024
        for step in 1..<8 {
            term *= small / Double(step)
            sum += term
        }
        for _ in 0..<halvings { sum *= sum }
        return sum
    }
}
