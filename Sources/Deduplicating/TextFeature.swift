/// One thing that a text tells, in a form that knows no language, with its weight by place: headline 1, lead less.
struct TextFeature: Hashable {
    enum Kind: UInt8 {
        case party, person, place, country, body, act, object, status, name, quantity
        /// Of one language only.
        case word
    }

    let hash: UInt64
    let kind: Kind
    /// 0…1.
    var weight: Float
    var isInTitle: Bool
    /// Written like a name, in a text where that tells something.
    var isProper = false

    static func < (left: TextFeature, right: TextFeature) -> Bool { left.hash < right.hash }
}
