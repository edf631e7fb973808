import Domain
import Texts

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
    /// Where people are named: a capital in front of one is a forename or an office, and tells nothing more.
    private(set) var peopleTitle: Set<Int> = []
    private(set) var peopleLead: Set<Int> = []
    private let titleBytes: [UInt8]
    /// Who acts, as far as the headline's main clause says.
    private(set) var actor = Actor(0)
    /// The first word behind the one who acts.
    private var actorEnd = 0

    init(_ text: ItemText, isLeadSummary: Bool) {
        title = text.title
        titleBytes = Array(text.headline.utf8)
        scene = text.scene
        titleStart = text.titleStart
        leadIsTitle = text.isNameless
        self.isLeadSummary = isLeadSummary
    }

    /// Whether a mention stands in the headline, and where it is not `unsaid`.
    func isSaid(_ mention: Mention, _ unsaid: [Bool]) -> Bool {
        let word = mention.word - titleStart
        return mention.field == .title && unsaid.indices.contains(word) && !unsaid[word]
    }

    mutating func read(
        _ mention: Mention,
        _ hash: UInt64,
        _ kind: TextFeature.Kind,
        isPerson: Bool,
        into gatherer: inout FeatureGatherer
    ) {
        let isActor = [.party, .person, .country, .body].contains(kind)
        if mention.field == .title {
            let word = mention.word - titleStart
            guard word >= 0, word < title.count else { return }
            takenTitle.formUnion(word..<(word + mention.length))
            if isPerson { peopleTitle.insert(word) }
            let isScene = scene.indices.contains(word) && scene[word]
            gatherer.add(hash, kind, isScene ? SignatureBuilder.sceneWeight : 1, isTitle: !isScene)
            if !isScene, isActor { act(hash, word..<(word + mention.length)) }
        } else if mention.field == (isLeadSummary ? .summary : .content), mention.word < SignatureBuilder.lead {
            takenLead.formUnion(mention.word..<(mention.word + mention.length))
            if isPerson { peopleLead.insert(mention.word) }
            gatherer.add(hash, kind, leadIsTitle ? 1 : SignatureBuilder.leadWeight, isTitle: leadIsTitle)
            if leadIsTitle, isActor, actor.isNobody { actor = Actor(hash) }
        }
    }

    /// The first one who is named acts, or the first two together: `Trump and Putin`, `Putin-Trump`.
    private mutating func act(_ hash: UInt64, _ words: Range<Int>) {
        if actor.isNobody {
            actor = Actor(hash)
            actorEnd = words.upperBound
        } else if !actor.isPair, actor.isOther(than: Actor(hash)), isJoined(words.lowerBound) {
            actor.isPair = true
        }
    }

    private static let conjunctions = Set(
        "and und et y e i a и та й і ja och og en ve ile dan và 与 與 和 及 跟 と και &".split(separator: " ")
            .flatMap { Words(of: String($0)).hashes }
    )

    /// Whether the one at `word` and the one before are named as two who act together.
    private func isJoined(_ word: Int) -> Bool {
        guard actorEnd <= word, word - actorEnd <= 1, actorEnd > 0 else { return false }
        if word > actorEnd { return Self.conjunctions.contains(title.hash(actorEnd)) }
        let gap = titleBytes[
            min(
                title.range(actorEnd - 1).upperBound,
                titleBytes.count
            )..<min(title.range(word).lowerBound, titleBytes.count)
        ]
        // - , & / and the dashes; in Arabic and Hebrew "and" is written with the word.
        if gap.contains(where: { [0x2D, 0x2C, 0x26, 0x2F, 0xE2].contains($0) }) { return true }
        let first = title.range(word).lowerBound
        guard first + 1 < titleBytes.count else { return false }
        return [[0xD9, 0x88], [0xD7, 0x95]].contains(Array(titleBytes[first...first + 1]))
    }
}

/// Who acts in a headline: the first who is named, by concept.
struct Actor {
    /// 0 where nobody is named.
    let concept: UInt64
    /// Another one acts with the first, and might as well be named first.
    var isPair = false

    /// `concept`: 0 where nobody is named.
    init(_ concept: UInt64, isPair: Bool = false) {
        self.concept = concept
        self.isPair = isPair
    }

    var isNobody: Bool { concept == 0 }

    func isSame(as actor: Actor) -> Bool { !isNobody && concept == actor.concept }

    /// Another one acts.
    func isOther(than actor: Actor) -> Bool {
        !isNobody && !actor.isNobody && !isPair && !actor.isPair && concept != actor.concept
    }
}
