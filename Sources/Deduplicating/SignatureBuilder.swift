import Domain
import Texts

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
    private let kinds: [TextFeature.Kind]
    private let undoing: Undoing
    private let people: Set<Int>

    init(topic: Topic?) {
        self.topic = topic
        let concepts = topic?.concepts ?? []
        hashes = concepts.map { StableHash.of("concept:\($0.id)") }
        kinds = concepts.map(Self.kind)
        undoing = Undoing(concepts)
        people = Set(concepts.indices.filter { concepts[$0].kind == .person })
    }

    /// A score below which an item has nothing to do with the topic.
    private static let leastMarginalScore = 0.001

    /// Whether a text that is not on-topic may still tell what an on-topic one tells, or what others beside the topic tell:
    /// it names two things of the topic, one of them somebody or a country, and the judge does not rule it out altogether.
    func isMarginal(_ annotation: Annotation, _ verdict: Verdict) -> Bool {
        guard verdict.score >= Self.leastMarginalScore else { return false }
        let named = Set(annotation.mentions.map(\.concept)).filter(kinds.indices.contains)
        return named.count >= 2 && named.contains { Self.actors.contains(kinds[$0]) }
    }

    private static let actors: Set<TextFeature.Kind> = [.party, .person, .country, .body]

    /// A headline of fewer words identifies nothing.
    static let leastTitleWords = 4

    static func hash(title: Words) -> UInt64 { title.hashes.reduce(0x71, StableHash.combined) }

    static func hash(concept id: String) -> UInt64 { StableHash.of("concept:\(id)") }

    private static func kind(_ concept: Concept) -> TextFeature.Kind {
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
        let text = ItemText(item)
        var reader = FieldReader(text, isLeadSummary: !item.summary.isEmpty)
        var gatherer = FeatureGatherer(language: item.language)
        gather(text, annotation, &reader, &gatherer)
        let turn = turn(text, annotation, reader, item.language)
        let titleShingles = Self.shingles(text.title, upTo: text.title.count)
        let bodyShingles = Self.shingles(text.bodyWords, upTo: Self.bodyWords)
        return Signature(
            item: item.id,
            outlet: item.outlet,
            language: item.language,
            time: text.time,
            title: text.title.count >= Self.leastTitleWords ? Self.hash(title: text.title) : 0,
            hasBody: text.bodyWords.count >= ItemText.leastBody,
            shingles: Array(Set(titleShingles + bodyShingles)).sorted(),
            sampled: Array(Set(Self.sample(titleShingles) + Self.sample(bodyShingles))).sorted(),
            titleShingles: Array(Set(titleShingles)).sorted(),
            features: gatherer.features,
            words: gatherer.words,
            quantities: gatherer.quantities,
            negations: turn.negations,
            isFuture: Markers.hasFuture(text.title, item.language),
            isReversal: turn.negations > 0 || turn.hasStatus,
            isUndone: turn.isUndone,
            isTemplate: text.isTemplate,
            isComment: Commentary.isComment(text.title, of: text.headline),
            tells: text.tells,
            actor: reader.actor,
            length: text.title.count + text.bodyWords.count
        )
    }

    /// Concepts first: the words that they take count for nothing else.
    private func gather(
        _ text: ItemText,
        _ annotation: Annotation,
        _ reader: inout FieldReader,
        _ gatherer: inout FeatureGatherer
    ) {
        for mention in annotation.mentions where kinds.indices.contains(mention.concept) {
            reader.read(
                mention,
                hashes[mention.concept],
                kinds[mention.concept],
                isPerson: people.contains(mention.concept),
                into: &gatherer
            )
        }
        gatherer.read(
            text.title,
            of: text.headline,
            taken: reader.takenTitle,
            people: reader.peopleTitle,
            scene: text.scene,
            weight: 1,
            isTitle: true,
            text.time
        )
        gatherer.read(
            text.bodyWords,
            of: text.body,
            taken: reader.takenLead,
            people: reader.peopleLead,
            scene: [],
            weight: text.isNameless ? 1 : Self.leadWeight,
            isTitle: text.isNameless,
            text.time
        )
    }

    /// How a headline turns what it names. What a condition says, or what only sets the scene, turns nothing.
    private func turn(
        _ text: ItemText,
        _ annotation: Annotation,
        _ reader: FieldReader,
        _ language: String
    ) -> (negations: Int, hasStatus: Bool, isUndone: Bool) {
        let unsaid = zip(text.scene, Clauses.condition(of: text.title, in: text.headline)).map { $0 || $1 }
        let said = annotation.mentions.filter { reader.isSaid($0, unsaid) }
        let negators = Markers.negations(in: text.title, language, but: unsaid).map { $0 + text.titleStart }
        let undone = undoing.read(said, negators)
        return (
            negators.count - undone.cancelled,
            said.contains { kinds.indices.contains($0.concept) && kinds[$0.concept] == .status },
            undone.isUndone
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
