import Domain
import Texts

/// What two items share and what parts them, as numbers: the input of the verdict on the same event.
struct Likeness {
    /// Cosine of what is told, by rarity: headlines alone, then with the leads.
    var titleCosine = 0.0
    var cosine = 0.0
    /// Share of the poorer item's matter that the other has.
    var containment = 0.0
    /// The same for words, within one language.
    var titleWords = 0.0
    var words = 0.0
    var wordContainment = 0.0
    /// How far each headline is borne out by the other item's whole text: the lesser and the greater of the two.
    var leastSupport = 0.0
    var mostSupport = 0.0
    /// Share of the shorter text's shingles that the other has.
    var shingles = 0.0
    var titleShingles = 0.0
    var places = Agreement()
    var people = Agreement()
    var acts = Agreement()
    var objects = Agreement()
    var statuses = Agreement()
    var names = Agreement()
    /// Words of headlines that are written like names, within one language.
    var proper = Agreement()
    var counts = Agreement()
    var dates = Agreement()
    var isNegationOdd = false
    var isFutureOdd = false
    /// One headline undoes, denies or refuses, the other does not.
    var isReversed = false
    /// One headline undoes what the other tells.
    var isUndone = false
    var isActorOdd = false
    /// Both headlines tell of acts, or of acts or objects, and of none alike.
    var isMatterOther = false
    /// Days between them.
    var gap = 0.0
    var isOneLanguage = false
    /// Both are headlines without a text.
    var isBare = false
    /// How far the first one's headline is borne out by the second one's text, and the second one's by the first.
    var support = 0.0
    var supportBack = 0.0
    /// Both headlines begin with the same one who acts.
    var isActorSame = false
    var isOneOutlet = false
    /// How many of the two headlines ask or comment.
    var comments = 0.0
    /// Share, by rarity, of what either headline tells beside the parties that both tell.
    var titleShared = 0.0
    /// How rare the rarest things are that both headlines tell, and that only the first or the second tells.
    var rarest = Rarest()

    /// Whether two sets have something in common, or each something that contradicts.
    struct Agreement {
        var shared = 0.0
        var isConflict = false
        /// One has what the other lacks.
        var isOdd = false
    }

    init(_ left: Signature, _ right: Signature, _ rarity: Rarity) {
        isOneLanguage = left.language == right.language
        titleCosine = Self.cosine(left.features, right.features, rarity, titleOnly: true).cosine
        (cosine, containment) = Self.cosine(left.features, right.features, rarity, titleOnly: false)
        if isOneLanguage {
            titleWords = Self.cosine(left.words, right.words, rarity, titleOnly: true).cosine
            (words, wordContainment) = Self.cosine(left.words, right.words, rarity, titleOnly: false)
            shingles = Shingling.containment(left.shingles, right.shingles).share
            proper = Self.proper(left, right, rarity)
            titleShingles = Shingling.containment(left.titleShingles, right.titleShingles).share
        }
        let supports = [Self.support(left, by: right, rarity), Self.support(right, by: left, rarity)]
        (support, supportBack) = (supports[0], supports[1])
        leastSupport = min(support, supportBack)
        mostSupport = max(support, supportBack)
        (rarest, titleShared) = Rarest.of(left, right, rarity)
        places = Self.agreement(left, right, [.place], rarity, titleOnly: false)
        people = Self.agreement(left, right, [.person], rarity, titleOnly: true)
        acts = Self.agreement(left, right, [.act], rarity, titleOnly: true)
        objects = Self.agreement(left, right, [.object], rarity, titleOnly: true)
        isMatterOther =
            acts.isConflict || Self.agreement(left, right, [.act, .object], rarity, titleOnly: true).isConflict
        statuses = Self.agreement(left, right, [.status], rarity, titleOnly: true)
        names = Self.agreement(left, right, [.name], rarity, titleOnly: false)
        (counts, dates) = Self.quantities(left, right)
        isNegationOdd = (left.negations > 0) != (right.negations > 0)
        isReversed = left.isReversal != right.isReversal
        // "Rejects the claim" and "did not do it" say no alike.
        isUndone = left.isUndone != right.isUndone && (left.isUndone ? right : left).negations == 0
        isFutureOdd = left.isFuture != right.isFuture
        isActorOdd = left.actor.isOther(than: right.actor)
        gap = Double(abs(left.time.seconds(since: right.time))) / 86_400
        isBare = !left.hasBody && !right.hasBody
        isActorSame = left.actor.isSame(as: right.actor)
        isOneOutlet = left.outlet == right.outlet
        comments = (left.isComment ? 1 : 0) + (right.isComment ? 1 : 0)
    }

    /// What both tell beside the parties, by rarity: about a half for each thing.
    var common: Double {
        places.shared + people.shared + acts.shared + objects.shared + statuses.shared + names.shared + counts.shared
            + dates.shared
    }

    // MARK: parts

    private static func cosine(
        _ left: [TextFeature],
        _ right: [TextFeature],
        _ rarity: Rarity,
        titleOnly: Bool
    ) -> (cosine: Double, containment: Double) {
        var dot = 0.0
        var leftSquare = 0.0
        var rightSquare = 0.0
        var shared = 0.0
        var leftSum = 0.0
        var rightSum = 0.0
        Merge.walk(left, right) { one, other in
            let feature = one ?? other
            guard let feature else { return }
            let rare = rarity.weight(feature)
            let a = one.map { titleOnly && !$0.isInTitle ? 0 : Double($0.weight) * rare } ?? 0
            let b = other.map { titleOnly && !$0.isInTitle ? 0 : Double($0.weight) * rare } ?? 0
            dot += a * b
            leftSquare += a * a
            rightSquare += b * b
            if a > 0, b > 0 { shared += max(a, b) }
            leftSum += a
            rightSum += b
        }
        guard leftSquare > 0, rightSquare > 0 else { return (0, 0) }
        return (dot / (leftSquare * rightSquare).squareRoot(), min(1, shared / max(min(leftSum, rightSum), 0.3)))
    }

    /// Share of one headline's matter and words that the other item's text has.
    private static func support(_ one: Signature, by other: Signature, _ rarity: Rarity) -> Double {
        var total = 0.0
        var found = 0.0
        func walk(_ mine: [TextFeature], _ others: [TextFeature], _ factor: Double) {
            Merge.walk(mine, others) { left, right in
                guard let left, left.isInTitle else { return }
                let weight = Double(left.weight) * rarity.weight(left) * factor
                total += weight
                if right != nil { found += weight }
            }
        }
        walk(one.features, other.features, 1)
        if one.language == other.language { walk(one.words, other.words, 0.7) }
        return total > 0 ? found / total : 0
    }

    private static func proper(_ left: Signature, _ right: Signature, _ rarity: Rarity) -> Agreement {
        var result = Agreement()
        var onlyLeft = 0
        var onlyRight = 0
        Merge.walk(left.words, right.words) { one, other in
            if let one, let other {
                if one.isProper || other.isProper { result.shared += rarity.weight(one) }
            } else if let one, one.isProper, one.isInTitle {
                onlyLeft += 1
            } else if let other, other.isProper, other.isInTitle {
                onlyRight += 1
            }
        }
        result.isConflict = result.shared == 0 && onlyLeft > 0 && onlyRight > 0
        result.isOdd = onlyLeft > 0 && onlyRight > 0
        return result
    }

    private static func agreement(
        _ left: Signature,
        _ right: Signature,
        _ kinds: [TextFeature.Kind],
        _ rarity: Rarity,
        titleOnly: Bool
    ) -> Agreement {
        var result = Agreement()
        var onlyLeft = 0
        var onlyRight = 0
        Merge.walk(left.features, right.features) { one, other in
            guard let feature = one ?? other, kinds.contains(feature.kind) else { return }
            if let one, let other {
                // What only sets the scene in both is no agreement.
                let worth = feature.kind == .name ? Double(max(one.weight, other.weight)) : 1
                if !titleOnly || one.isInTitle || other.isInTitle { result.shared += rarity.weight(feature) * worth }
            } else if let one, !titleOnly || one.isInTitle {
                onlyLeft += 1
            } else if let other, !titleOnly || other.isInTitle {
                onlyRight += 1
            }
        }
        result.isConflict = result.shared == 0 && onlyLeft > 0 && onlyRight > 0
        result.isOdd = onlyLeft + onlyRight > 0
        return result
    }

    /// Counts contradict when both have some of one unit and none alike; days when both name days and none alike.
    private static func quantities(_ left: Signature, _ right: Signature) -> (counts: Agreement, dates: Agreement) {
        var counts = Agreement()
        var dates = Agreement()
        for quantity in Set(left.quantities) {
            let rivals = right.quantities.filter { $0.unit == quantity.unit }
            if rivals.isEmpty { continue }
            let isShared = rivals.contains(quantity)
            if quantity.unit == .date {
                if isShared { dates.shared += 1 } else { dates.isConflict = true }
            } else if isShared {
                counts.shared += 1
            } else if quantity.unit != .none,
                !left.quantities.contains(where: { $0.unit == quantity.unit && rivals.contains($0) })
            {
                counts.isConflict = true
            }
        }
        if dates.shared > 0 { dates.isConflict = false }
        return (counts, dates)
    }
}
