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
    /// The concept of the first one named in the headline's main clause.
    private(set) var actor: UInt64 = 0

    init(title: Words, scene: [Bool], titleStart: Int, isLeadSummary: Bool, leadIsTitle: Bool) {
        self.title = title
        self.scene = scene
        self.titleStart = titleStart
        self.isLeadSummary = isLeadSummary
        self.leadIsTitle = leadIsTitle
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
            if !isScene, isActor, actor == 0 { actor = hash }
        } else if mention.field == (isLeadSummary ? .summary : .content), mention.word < SignatureBuilder.lead {
            takenLead.formUnion(mention.word..<(mention.word + mention.length))
            if isPerson { peopleLead.insert(mention.word) }
            gatherer.add(hash, kind, leadIsTitle ? 1 : SignatureBuilder.leadWeight, isTitle: leadIsTitle)
            if leadIsTitle, isActor, actor == 0 { actor = hash }
        }
    }
}
