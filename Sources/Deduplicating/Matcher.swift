import Domain
import Texts

/// What is kept of an item that is known.
struct Known {
    let item: ItemID
    let keys: [IdentityKey]
    let fingerprint: UInt64
    let firstSeen: Timestamp
    var signature: Signature
    /// It leads later items to its story.
    var anchors = false
    /// It stands for its story: later items are compared with it.
    var stands = false
    /// It counts for what is rare.
    var counts = true
}

/// The relation of an item to one that is known: the four layers in order.
struct Matcher {
    /// From this share of the shorter text's runs of words on, it is a copy.
    static let copyShare = 0.4
    /// Texts of fewer words are copies only when nearly all is the same.
    static let leastCopied = 22
    /// From this share on, no contradiction counts.
    static let exactShare = 0.85
    /// From this probability on, two items that are compared alone tell one development; a story of several texts asks for less (`Comparing`).
    static let sameEvent = 0.5

    /// The same of two headlines that tell of acts or objects, and of none alike: parties and a place are not enough.
    static let sameOfOtherMatter = 0.65

    /// From this probability on, also an address that was taken over tells the same.
    static let sureEvent = 0.85

    /// Two texts in two languages need this much in common besides the parties, as `Likeness.common` counts it: the
    /// model has learnt from texts of one topic, and takes what shares nothing for a free translation.
    private static let leastCommon = 0.4

    struct Match {
        var relation: Relation
        var similarity: Double
        var why: String
        /// Decided by the event model alone: neither a key, nor a copy, nor a page told anew.
        var isByEvent = false
        /// Decided before the event model was asked.
        var isSettled = false
        /// Log odds of one development, however it was decided.
        var odds = 0.0
        /// How far the item's headline is borne out by what is known.
        var support = 0.0
        var isOneLanguage = true
        /// One headline undoes what the other tells.
        var isUndone = false
        /// Both headlines tell of acts, and of none alike.
        var isActOther = false

        var isKnown: Bool { relation != .different }
    }

    static func match(_ item: Known, with known: Known, _ rarity: Rarity) -> Match {
        if item.fingerprint == known.fingerprint {
            return Match(
                relation: .sameItem,
                similarity: 1,
                why: "the same text, word for word",
                isSettled: true,
                odds: StoryModel.mostOdds,
                support: 1
            )
        }
        let like = Likeness(item.signature, known.signature, rarity)
        var match = match(item, with: known, like)
        match.support = like.support
        match.isOneLanguage = like.isOneLanguage
        match.isUndone = like.isUndone
        match.isActOther = like.acts.isConflict
        return match
    }

    private static func match(_ item: Known, with known: Known, _ like: Likeness) -> Match {
        let key = sharedKey(item, known)
        let (odds, why) = odds(like)
        if isRetold(item, known, like) {
            return Match(
                relation: .different,
                similarity: min(StoryModel.probability(odds), 0.4),
                why: "a page that is told anew: same headline, other text",
                isSettled: true,
                odds: min(odds, -1)
            )
        }
        if var copy = copy(item, known, like, key) {
            copy.isSettled = true
            copy.odds = StoryModel.odds(copy.similarity)
            return copy
        }
        return event(like, key, odds, why)
    }

    /// Log odds of one development by what is told.
    private static func odds(_ like: Likeness) -> (odds: Double, why: String) {
        var (odds, why) = EventModel.score(like)
        if !like.isOneLanguage, like.common < leastCommon {
            odds = min(odds, -1)
            why = "too little in common besides the parties: \(why)"
        }
        // What undoes the other's news is news, unless all else says the same in the same language.
        if like.isUndone, !like.isOneLanguage || StoryModel.probability(odds) < sureEvent {
            odds = min(odds, -1)
            why = "one undoes what the other tells: \(why)"
        }
        return (odds, why)
    }

    private static func event(_ like: Likeness, _ key: IdentityKey.Kind?, _ odds: Double, _ why: String) -> Match {
        let probability = StoryModel.probability(odds)
        // Under a kept address another one who acts or speaks is mostly the next development.
        let isTakenOver = key != nil && like.isActorOdd && probability < sureEvent
        let isOne = probability >= (like.isMatterOther ? sameOfOtherMatter : sameEvent) && !isTakenOver
        let label =
            isOne
            ? key.map { "the same \($0.rawValue), and what it tells agrees" } ?? "the same development in other words"
            : key.map { "the same \($0.rawValue), but it tells something else" } ?? "another development"
        return Match(
            relation: isOne ? (key != nil ? .sameItem : .sameEvent) : .different,
            similarity: probability,
            why: "\(label): \(why)",
            isByEvent: key == nil,
            odds: odds
        )
    }

    /// The strongest key of identity that both have.
    static func sharedKey(_ left: Known, _ right: Known) -> IdentityKey.Kind? {
        left.keys.first { key in
            key.kind != .title && right.keys.contains(key)
        }?.kind
    }

    /// A live page, round-up or column: one headline over different texts.
    private static func isRetold(_ item: Known, _ known: Known, _ like: Likeness) -> Bool {
        // A report beside a live page is no page told anew: what both tell decides.
        let isTemplate = item.signature.isTemplate && known.signature.isTemplate
        let hasOneTitle = item.signature.title != 0 && item.signature.title == known.signature.title
        guard isTemplate || hasOneTitle || like.titleShingles > 0.9 else { return false }
        guard item.signature.hasBody, known.signature.hasBody else { return false }
        return like.isOneLanguage && bodyShare(item.signature, known.signature) < (isTemplate ? 0.3 : 0.1)
            && like.gap > (isTemplate ? 0 : 2)
    }

    /// Containment of the bodies alone.
    private static func bodyShare(_ left: Signature, _ right: Signature) -> Double {
        let a = left.shingles.filter { !left.titleShingles.contains($0) }
        let b = right.shingles.filter { !right.titleShingles.contains($0) }
        return Shingling.containment(a, b).share
    }

    private static func copy(_ item: Known, _ known: Known, _ like: Likeness, _ key: IdentityKey.Kind?) -> Match? {
        let left = item.signature
        let right = known.signature
        guard left.language == right.language || like.shingles > 0 else { return nil }
        let (shared, share) = Shingling.containment(left.shingles, right.shingles)
        let percent = Int((share * 100).rounded())
        let hasOneTitle = left.title != 0 && left.title == right.title
        if hasOneTitle, !left.hasBody || !right.hasBody || share > 0.9, like.gap < 7 {
            let isExcerpt = left.hasBody && right.hasBody && isExcerpt(left, right)
            return Match(relation: isExcerpt ? .excerpt : .sameItem, similarity: 1, why: "the same headline")
        }
        guard shared >= 4, share >= copyShare else { return nil }
        // In a text as short as a headline one shared clause is most of it: what it tells decides.
        guard share > exactShare || min(left.length, right.length) >= leastCopied else { return nil }
        guard share > exactShare || !isContradicted(like) else { return nil }
        if key != nil, share > 0.6 {
            return Match(
                relation: .sameItem,
                similarity: max(share, 0.8),
                why: "the same page, \(percent) % of its runs of words known"
            )
        }
        let isExcerpt = isExcerpt(left, right)
        return Match(
            relation: isExcerpt ? .excerpt : .nearDuplicate,
            similarity: max(share, 0.6),
            why: isExcerpt
                ? "\(percent) % of the shorter text is in the longer" : "\(percent) % of its runs of words are known"
        )
    }

    private static func isExcerpt(_ left: Signature, _ right: Signature) -> Bool {
        max(left.length, right.length) >= 2 * max(1, min(left.length, right.length))
    }

    /// Small changes that make another development of a like text.
    private static func isContradicted(_ like: Likeness) -> Bool {
        like.counts.isConflict || like.isReversed || like.places.isConflict || like.people.isConflict
            || like.statuses.isConflict || (like.dates.isConflict && like.gap > 1)
            || like.isFutureOdd && (like.acts.isConflict || like.gap > 0.25)
    }
}
