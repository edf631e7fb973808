import Domain
import Texts

/// Finds what is known that tells the same as an item: the same publication, a copy, or a story of the same development.
struct Comparing {
    /// From this probability on an item belongs to a story …
    private static let sameStory = 0.35
    /// … and from this one on what lies beside the topic belongs to others that do: of these, few names tell events apart.
    private static let sameStoryBeside = 0.6
    /// How far the headline of an item beside the topic must be borne out by one of another language: there the event model
    /// has learnt from texts of one topic, and takes what shares little for a free translation.
    private static let leastSupportBeside = 0.5
    /// How many items that tell like things are looked at, and how many stories are weighed.
    private static let mostItems = 40
    /// … of what lies beside the topic, where nothing is lost.
    private static let mostItemsBeside = 12
    private static let mostStories = 4

    let archive: Archive
    let files: StoryFiles
    /// Of on-topic items, also where what lies beside the topic is compared.
    let rarity: Rarity
    let hasTopic: Bool
    /// The item lies beside the topic.
    var isBeside = false
    /// What is known lies beside the topic, too.
    var isAllBeside = false

    /// The nearest of all; its relation is `different` where nothing tells the same.
    func nearest(_ item: Known) -> Nearness {
        let best = nearestText(item)
        // Without a topic there are no concepts to tell events apart by: copies only.
        if best.relation != .different || !item.signature.tells || !hasTopic { return best }
        return nearestStory(item, best)
    }

    /// The same publication or a copy.
    func nearestText(_ item: Known) -> Nearness {
        var best = Nearness.unknown
        func offer(_ number: Int32) {
            guard let other = archive[number] else { return }
            var match = Matcher.match(item, with: other, rarity)
            if match.relation == .sameEvent, !hasTopic { match.relation = .different }
            if Self.isBetter(match, than: best) { best = Self.nearness(to: other, match) }
        }
        archive.withKey(of: item.keys).forEach(offer)
        if best.relation == .sameItem { return best }
        archive.withShingles(of: item.signature).forEach(offer)
        return best
    }

    /// An item that stands for a story, and how it compares.
    struct Face {
        let known: Known
        let match: Matcher.Match
    }

    /// A story of which an item may be.
    struct Candidate {
        let story: StoryID
        /// The first and the newest items.
        let faces: [Face]
        var likeness: StoryLikeness
        /// The one of `faces` that is likest.
        let best: Face
    }

    /// The stories that tell things like an item, likest first.
    func candidates(for item: Known) -> [Candidate] {
        var asked: Set<StoryID> = []
        var found: [Candidate] = []
        for number in archive.withFeatures(of: item.signature, limit: isBeside ? Self.mostItemsBeside : Self.mostItems)
        {
            guard let known = archive[number], let story = files.story(of: known.item), asked.insert(story).inserted
            else { continue }
            let faces = files.faces(of: story).compactMap { archive.number(of: $0) }.compactMap { archive[$0] }
                .filter { Self.isNear(item, $0) }.map { Face(known: $0, match: Matcher.match(item, with: $0, rarity)) }
                .filter { !isBeside || $0.match.isOneLanguage || $0.match.support >= Self.leastSupportBeside }
            if let candidate = candidate(story, faces, for: item) { found.append(candidate) }
        }
        found.sort {
            $0.likeness.best != $1.likeness.best
                ? $0.likeness.best > $1.likeness.best : $0.story.text < $1.story.text
        }
        for place in found.indices.prefix(Self.mostStories) where found.count > 1 {
            found[place].likeness.second = max(StoryModel.leastRival, found[place == 0 ? 1 : 0].likeness.best)
        }
        return Array(found.prefix(Self.mostStories))
    }

    private func candidate(_ story: StoryID, _ faces: [Face], for item: Known) -> Candidate? {
        guard let best = faces.max(by: { $0.match.odds < $1.match.odds }), let first = faces.first else { return nil }
        let odds = faces.map { StoryModel.clamped($0.match.odds) }
        let newest = faces.map(\.known.signature.time).max() ?? first.known.signature.time
        let likeness = StoryLikeness(
            best: StoryModel.clamped(best.match.odds),
            mean: odds.reduce(0, +) / Double(odds.count),
            second: StoryModel.leastRival,
            size: files.size(of: story),
            idle: Self.days(item.signature.time, newest),
            age: Self.days(item.signature.time, first.known.signature.time),
            support: faces.map(\.match.support).max() ?? 0
        )
        return Candidate(story: story, faces: faces, likeness: likeness, best: best)
    }

    /// The same event in other words: each story is asked through its first item and its last ones.
    private func nearestStory(_ item: Known, _ soFar: Nearness) -> Nearness {
        let weighed = candidates(for: item).map { ($0, StoryModel.odds($0.likeness)) }
        guard let (story, odds) = weighed.max(by: { $0.1 < $1.1 }) else { return soFar }
        let match = story.best.match
        let probability = StoryModel.probability(odds)
        // A story as a whole does not make a call-off what it calls off.
        let isTurnable = match.isKnown || !match.isUndone
        let isStory =
            isTurnable && isBorne(by: story) && probability >= (isAllBeside ? Self.sameStoryBeside : Self.sameStory)
        guard isStory || probability > soFar.similarity else { return soFar }
        let isTurned = isStory != match.isKnown
        let turn = isStory ? "its story as a whole agrees" : "its story as a whole does not agree enough"
        return Nearness(
            nearest: .item(story.best.known.item),
            relation: isStory ? (match.isKnown ? match.relation : .sameEvent) : .different,
            similarity: probability,
            why: isTurned ? "\(turn): \(match.why)" : match.why
        )
    }

    /// Whether a story may say more than the likest of its items says by itself.
    ///
    /// It settles what the pair leaves open, not what it denies (log odds below 0). Where both headlines tell of acts and
    /// of none alike, only several texts agree as a whole: of one text, however often it was copied, the event model has
    /// said all that there is; the story model's mean would count it twice and outvote it, and a development be lost.
    /// What lies beside the topic alerts in no case: there a single text will do.
    private func isBorne(by story: Candidate) -> Bool {
        let match = story.best.match
        if match.isKnown { return true }
        return match.odds >= 0 && (isBeside || !match.isActOther || Self.hasSeveralTexts(story.faces))
    }

    private static func hasSeveralTexts(_ faces: [Face]) -> Bool {
        guard let first = faces.first?.known.signature.shingles else { return false }
        return faces.dropFirst().contains { face in
            Shingling.containment(first, face.known.signature.shingles).share < Matcher.copyShare
        }
    }

    // MARK: parts

    private static func isNear(_ item: Known, _ other: Known) -> Bool {
        abs(item.signature.time.seconds(since: other.signature.time)) <= Archive.eventWindow
    }

    private static func days(_ one: Timestamp, _ other: Timestamp) -> Double {
        Double(max(0, one.seconds(since: other))) / 86_400
    }

    private static func nearness(to known: Known, _ match: Matcher.Match) -> Nearness {
        Nearness(
            nearest: .item(known.item),
            relation: match.relation,
            similarity: match.similarity,
            why: match.why
        )
    }

    private static func isBetter(_ match: Matcher.Match, than best: Nearness) -> Bool {
        let isKnown = best.relation != .different
        return match.isKnown == isKnown ? match.similarity > best.similarity : match.isKnown
    }
}
