import Domain
import Texts

/// Collects the features of one text.
struct FeatureGatherer {
    let language: String
    private var byHash: [UInt64: TextFeature] = [:]
    private var stems: [UInt64: TextFeature] = [:]
    private(set) var quantities: [Quantity] = []

    init(language: String) { self.language = language }

    var features: [TextFeature] { byHash.values.sorted { $0.hash < $1.hash } }
    var words: [TextFeature] { stems.values.sorted { $0.hash < $1.hash } }

    mutating func add(_ hash: UInt64, _ kind: TextFeature.Kind, _ weight: Float, isTitle: Bool) {
        Self.add(hash, kind, weight, isTitle, to: &byHash)
    }

    private static func add(
        _ hash: UInt64,
        _ kind: TextFeature.Kind,
        _ weight: Float,
        _ isTitle: Bool,
        _ isProper: Bool = false,
        to features: inout [UInt64: TextFeature]
    ) {
        if let known = features[hash] {
            features[hash]?.weight = max(known.weight, weight)
            features[hash]?.isInTitle = known.isInTitle || isTitle
            features[hash]?.isProper = known.isProper || isProper
        } else {
            features[hash] = TextFeature(hash: hash, kind: kind, weight: weight, isInTitle: isTitle, isProper: isProper)
        }
    }

    /// Quantities, names and stems of a field.
    mutating func read(
        _ words: Words,
        of text: String,
        taken: Set<Int>,
        people: Set<Int>,
        scene: [Bool],
        weight: Float,
        isTitle: Bool,
        _ published: Timestamp
    ) {
        let bytes = Array(text.utf8)
        let limit = min(words.count, SignatureBuilder.lead)
        var numbers: Set<Int> = []
        for (quantity, places) in QuantityReader(words, of: text, published: published).read(limit: limit) {
            numbers.formUnion(places)
            quantities.append(quantity)
            let isScene = scene.indices.contains(places.lowerBound) && scene[places.lowerBound]
            add(quantity.hash, .quantity, isScene ? SignatureBuilder.sceneWeight : weight, isTitle: isTitle && !isScene)
        }
        let capitals = (0..<limit).count { Self.isCapital(bytes, words.range($0)) }
        // In a headline that capitalises every word a capital tells nothing.
        let capitalsTell = capitals * 10 < limit * 6
        for index in 0..<limit {
            let hash = words.hash(index)
            let word = words.bytes[words.bounds(index)]
            let isScene = scene.indices.contains(index) && scene[index]
            let weight = isScene ? SignatureBuilder.sceneWeight : weight
            let isTitle = isTitle && !isScene
            if words.isNumber(index) || CommonWords.contains(hash, in: language) { continue }
            if words.isSingle(index) {
                // Two characters make a word of Han, about.
                if index + 1 < limit, words.isSingle(index + 1), !taken.contains(index), !taken.contains(index + 1) {
                    Self.add(StableHash.combined(hash, words.hash(index + 1)), .word, weight * 0.6, isTitle, to: &stems)
                }
                continue
            }
            guard word.count >= 3 else { continue }
            let isCapital = Self.isCapital(bytes, words.range(index))
            let isProper = isCapital && capitalsTell && index > 0 && !taken.contains(index)
            Self.add(Self.stem(word), .word, weight, isTitle, isProper, to: &stems)
            if isCapital, capitalsTell, people.contains(index + 1) { continue }
            guard !taken.contains(index), !numbers.contains(index), let skeleton = Skeleton.of(word, language: language)
            else { continue }
            let worth = Skeleton.worth(skeleton) * (isCapital ? 1 : 0.5)
            add(StableHash.combined(0x9A3E, skeleton), .name, weight * worth, isTitle: isTitle)
        }
    }

    /// The first letters, which inflection leaves alone: six, or five of two bytes each.
    private static func stem(_ word: ArraySlice<UInt8>) -> UInt64 {
        let length = (word.first ?? 0) >= 0xC0 ? 10 : 6
        return StableHash.of(word.span, 0..<min(word.count, length))
    }

    private static func isCapital(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard range.lowerBound + 1 < bytes.count else { return false }
        let first = bytes[range.lowerBound]
        if first < 0x80 { return first >= 0x41 && first <= 0x5A }
        let second = bytes[range.lowerBound + 1]
        // Capitals of Latin-1, Cyrillic; scripts without case count as capital.
        if first == 0xC3 { return second < 0x9F }
        if first == 0xD0 { return second < 0xB0 }
        return first >= 0xD8
    }
}
