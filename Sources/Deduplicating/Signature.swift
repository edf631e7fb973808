import Domain

/// An item boiled down to what is compared.
struct Signature {
    let item: ItemID
    let outlet: String
    let language: String
    let time: Timestamp
    /// Hash of the headline without alarm words and outlet; 0 when it is too short to identify anything.
    let title: UInt64
    let hasBody: Bool
    /// Hashes of all shingles of title and body, sorted.
    var shingles: [UInt32]
    /// A part of them by which the text is found again (winnowing).
    var sampled: [UInt32]
    /// The same of the title alone.
    var titleShingles: [UInt32]
    /// Concepts, names and quantities, sorted by hash.
    var features: [TextFeature]
    /// Stems of words, sorted by hash; comparable within the language only.
    var words: [TextFeature]
    /// Quantities of title and lead, for finding contradictions.
    var quantities: [Quantity]
    let negations: Int
    let isFuture: Bool
    /// The headline says that something does not come to be: called off, denied, refused.
    let isUndone: Bool
    let isTemplate: Bool
    /// The headline asks, explains or comments.
    let isComment: Bool
    /// False for a page of which nothing is known but a name that it always has.
    let tells: Bool
    /// The first party or person in the title, or the first two.
    let actor: Actor
    /// Words in title and body.
    let length: Int

    /// The headline negates, denies, refuses or calls off.
    var isReversal: Bool { negations > 0 || isUndone }

    /// May stand for a story: no live page, round-up or comment, which touch on many things.
    var anchors: Bool { tells && !isTemplate && !isComment }
}
