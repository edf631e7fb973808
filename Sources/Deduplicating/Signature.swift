import Domain
import Texts

/// One thing that a text tells, in a form that knows no language, with its weight by place: headline 1, lead less.
struct Feature: Hashable {
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

    static func < (left: Feature, right: Feature) -> Bool { left.hash < right.hash }
}

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
    var features: [Feature]
    /// Stems of words, sorted by hash; comparable within the language only.
    var words: [Feature]
    /// Quantities of title and lead, for finding contradictions.
    var quantities: [Quantity]
    let negations: Int
    let isFuture: Bool
    /// The headline negates, denies, refuses or calls off.
    let isReversal: Bool
    /// The headline says that something does not come to be: called off, denied, refused.
    let isUndone: Bool
    let isTemplate: Bool
    /// False for a page of which nothing is known but a name that it always has.
    let tells: Bool
    /// The concept of the first party or person in the title.
    let firstActor: UInt64
    /// Words in title and body.
    let length: Int
}

/// Makes signatures.
struct SignatureBuilder {
    /// Words of the body that count as lead.
    static let lead = 60
    static let leadWeight: Float = 0.55
    /// Of a headline's words that only set the scene.
    static let sceneWeight: Float = 0.4
    /// Words of the body that are hashed.
    static let bodyWords = 3_000
    static let shingle = 3
    /// A shingle of single characters.
    static let characters = 6

    let topic: Topic?
    private let hashes: [UInt64]
    private let kinds: [Feature.Kind]
    /// Indices of the concepts that undo what they are said of.
    private let undoing: Set<Int>

    init(topic: Topic?) {
        self.topic = topic
        let concepts = topic?.concepts ?? []
        hashes = concepts.map { StableHash.of("concept:\($0.id)") }
        kinds = concepts.map(Self.kind)
        undoing = Set(concepts.indices.filter { concepts[$0].undoes })
    }

    /// A headline of fewer words identifies nothing.
    static let leastTitleWords = 4

    static func hash(title: Words) -> UInt64 { title.hashes.reduce(0x71, StableHash.combined) }

    static func hash(concept id: String) -> UInt64 { StableHash.of("concept:\(id)") }

    private static func kind(_ concept: Concept) -> Feature.Kind {
        switch concept.kind {
        case .person: concept.side != nil && !concept.isEnvoy ? .party : .person
        case .body: concept.side != nil ? .party : .body
        case .country: concept.side != nil ? .party : .country
        case .place: .place
        case .act: .act
        case .object, .exclusion: .object
        case .status: .status
        }
    }

    func signature(of item: Item, _ annotation: Annotation) -> Signature {
        let rawTitle = Words(of: item.title)
        let isTemplate = Template.isTemplate(rawTitle)
        let core = Headline.core(item.title, outlet: item.outlet)
        let title = Words(of: core.text)
        let body =
            item.summary.isEmpty
            ? item.content : item.content.isEmpty ? item.summary : "\(item.summary)\n\(item.content)"
        let bodyWords = Words(of: body)
        // The name of a page that is told anew says nothing: its text stands for a headline.
        let isNameless = isTemplate && bodyWords.count >= 5 && Template.telling(item.title) == nil
        let scene =
            isNameless ? [Bool](repeating: true, count: title.count) : Clauses.background(of: title, in: core.text)
        var reader = FieldReader(
            title: title,
            scene: scene,
            titleStart: (0..<rawTitle.count).first { rawTitle.range($0).lowerBound >= core.skipped } ?? 0,
            isLeadSummary: !item.summary.isEmpty,
            leadIsTitle: isNameless
        )
        var gatherer = FeatureGatherer(language: item.language)
        for mention in annotation.mentions where kinds.indices.contains(mention.concept) {
            reader.read(mention, hashes[mention.concept], kinds[mention.concept], into: &gatherer)
        }
        gatherer.read(
            title,
            of: core.text,
            taken: reader.takenTitle,
            scene: scene,
            weight: 1,
            isTitle: true,
            item.published.time
        )
        gatherer.read(
            bodyWords,
            of: body,
            taken: reader.takenLead,
            scene: [],
            weight: isNameless ? 1 : Self.leadWeight,
            isTitle: isNameless,
            item.published.time
        )
        let titleShingles = Self.shingles(title, upTo: title.count)
        let bodyShingles = Self.shingles(bodyWords, upTo: Self.bodyWords)
        let negations = Markers.negations(in: title)
        let hasStatus = gatherer.features.contains { $0.kind == .status && $0.isInTitle }
        return Signature(
            item: item.id,
            outlet: item.outlet,
            language: item.language,
            time: item.published.time,
            title: title.count >= Self.leastTitleWords ? Self.hash(title: title) : 0,
            hasBody: bodyWords.count >= 5,
            shingles: Array(Set(titleShingles + bodyShingles)).sorted(),
            sampled: Array(Set(Self.sample(titleShingles) + Self.sample(bodyShingles))).sorted(),
            titleShingles: Array(Set(titleShingles)).sorted(),
            features: gatherer.features,
            words: gatherer.words,
            quantities: gatherer.quantities,
            negations: negations,
            isFuture: Markers.hasFuture(title),
            isReversal: negations > 0 || hasStatus,
            isUndone: annotation.mentions.contains { $0.field == .title && undoing.contains($0.concept) },
            isTemplate: isTemplate,
            tells: !isTemplate || isNameless || Template.telling(item.title) != nil,
            firstActor: reader.actor,
            length: title.count + bodyWords.count
        )
    }

    /// Every run of ten words or so that two texts share leaves at least one in both.
    private static func sample(_ shingles: [UInt32]) -> [UInt32] {
        Array(winnow(shingles.map(UInt64.init), window: 4).prefix(256)).map { UInt32(truncatingIfNeeded: $0) }
    }

    /// Hashes of word shingles; of longer runs where words are characters.
    static func shingles(_ words: Words, upTo limit: Int) -> [UInt32] {
        let count = min(words.count, limit)
        guard count > 0 else { return [] }
        let singles = (0..<count).count(where: words.isSingle)
        let size = singles * 2 > count ? characters : shingle
        return Texts.shingles(of: (0..<count).map(words.hash), size: size).map { UInt32(truncatingIfNeeded: $0) }
    }
}

/// Weighs mentions by where they stand.
struct FieldReader {
    let title: Words
    let scene: [Bool]
    /// The word of the published title at which `title` begins.
    let titleStart: Int
    /// The summary is the lead, else the content.
    let isLeadSummary: Bool
    /// The lead stands for the headline.
    let leadIsTitle: Bool
    /// Words that concepts tell, so that they count once.
    private(set) var takenTitle: Set<Int> = []
    private(set) var takenLead: Set<Int> = []
    /// The concept of the first one named in the headline's main clause.
    private(set) var actor: UInt64 = 0

    init(title: Words, scene: [Bool], titleStart: Int, isLeadSummary: Bool, leadIsTitle: Bool) {
        self.title = title
        self.scene = scene
        self.titleStart = titleStart
        self.isLeadSummary = isLeadSummary
        self.leadIsTitle = leadIsTitle
    }

    mutating func read(_ mention: Mention, _ hash: UInt64, _ kind: Feature.Kind, into gatherer: inout FeatureGatherer) {
        let isActor = [.party, .person, .country, .body].contains(kind)
        if mention.field == .title {
            let word = mention.word - titleStart
            guard word >= 0, word < title.count else { return }
            takenTitle.formUnion(word..<(word + mention.length))
            let isScene = scene.indices.contains(word) && scene[word]
            gatherer.add(hash, kind, isScene ? SignatureBuilder.sceneWeight : 1, isTitle: !isScene)
            if !isScene, isActor, actor == 0 { actor = hash }
        } else if mention.field == (isLeadSummary ? .summary : .content), mention.word < SignatureBuilder.lead {
            takenLead.formUnion(mention.word..<(mention.word + mention.length))
            gatherer.add(hash, kind, leadIsTitle ? 1 : SignatureBuilder.leadWeight, isTitle: leadIsTitle)
            if leadIsTitle, isActor, actor == 0 { actor = hash }
        }
    }
}

/// Collects the features of one text.
struct FeatureGatherer {
    let language: String
    private var byHash: [UInt64: Feature] = [:]
    private var stems: [UInt64: Feature] = [:]
    private(set) var quantities: [Quantity] = []

    init(language: String) { self.language = language }

    var features: [Feature] { byHash.values.sorted { $0.hash < $1.hash } }
    var words: [Feature] { stems.values.sorted { $0.hash < $1.hash } }

    mutating func add(_ hash: UInt64, _ kind: Feature.Kind, _ weight: Float, isTitle: Bool) {
        Self.add(hash, kind, weight, isTitle, to: &byHash)
    }

    private static func add(
        _ hash: UInt64,
        _ kind: Feature.Kind,
        _ weight: Float,
        _ isTitle: Bool,
        _ isProper: Bool = false,
        to features: inout [UInt64: Feature]
    ) {
        if let known = features[hash] {
            features[hash]?.weight = max(known.weight, weight)
            features[hash]?.isInTitle = known.isInTitle || isTitle
            features[hash]?.isProper = known.isProper || isProper
        } else {
            features[hash] = Feature(hash: hash, kind: kind, weight: weight, isInTitle: isTitle, isProper: isProper)
        }
    }

    /// Quantities, names and stems of a field.
    mutating func read(
        _ words: Words,
        of text: String,
        taken: Set<Int>,
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
            guard !taken.contains(index), !numbers.contains(index), let skeleton = Skeleton.of(word, language: language)
            else { continue }
            add(StableHash.combined(0x9A3E, skeleton), .name, weight * (isCapital ? 1 : 0.5), isTitle: isTitle)
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
