package import Domain
import Texts

/// Decides which items tell a new development: the index of what is known, and the rules.
///
/// Four layers, each explained in the decision: identity (a key makes candidates, never verdicts), copies and excerpts,
/// the same event in other words or another language, and seeds. A value: the same items in the same order give the same
/// decisions. The caller takes an item in with `take` once its decision is stored.
package struct Newsdesk: Sendable {
    let policy: AlertPolicy
    private let builder: SignatureBuilder
    private let seeds: SeedMatcher
    private var archive = Archive()
    var files = StoryFiles()

    package init(topic: Topic?, seeds: [Seed], policy: AlertPolicy) {
        self.policy = policy
        builder = SignatureBuilder(topic: topic)
        self.seeds = SeedMatcher(seeds)
    }

    /// From this agreement on an item belongs to a story.
    private static let sameStory = 0.56
    /// What the mean over a story's faces counts beside the likest one.
    private static let meanShare = 0.4
    /// How much less likely a day makes it, on the logistic scale: stories die down (TDT).
    private static let decay = 0.25

    /// How many items are known.
    package var count: Int { archive.count }

    /// What becomes of an item. Pure.
    ///
    /// `isBacklog`: it comes with the first document of a new feed: what is older than `first_poll`, or of an age that
    /// nobody knows, is taken in silently.
    /// `now`: the time of this poll.
    package func decide(
        _ item: Item,
        _ annotation: Annotation,
        _ verdict: Verdict,
        isBacklog: Bool,
        at now: Timestamp
    ) -> Decision {
        guard verdict.isOnTopic || verdict.watch != nil else { return offTopic(item, annotation) }
        let known = known(item, annotation)
        let nearness = verdict.watch == nil ? nearest(known) : nearestByIdentity(known)
        if nearness.relation != .different {
            let story = story(of: nearness)
            if let story, files.waits(story), files.outlets(story, with: item.outlet) >= policy.minOutlets {
                return Decision(
                    kind: .alert,
                    nearness: nearness,
                    story: story,
                    reason: "told by \(policy.minOutlets) outlets now"
                )
            }
            return Decision(kind: .duplicate, nearness: nearness, story: story, reason: nearness.why)
        }
        if let reason = staleness(of: item, isBacklog: isBacklog, at: now) {
            return Decision(kind: .stale, nearness: nearness, story: nil, reason: reason)
        }
        let story = StoryFiles.id(opening: item.id)
        if policy.minOutlets > 1 {
            return Decision(
                kind: .duplicate,
                nearness: nearness,
                story: story,
                reason: "a new development; waits for \(policy.minOutlets) outlets"
            )
        }
        return Decision(
            kind: .alert,
            nearness: nearness,
            story: story,
            reason: "a new development; nearest: \(nearness.why)"
        )
    }

    /// A part of a seed is known even where it does not say enough to be on-topic by itself.
    private func offTopic(_ item: Item, _ annotation: Annotation) -> Decision {
        if let seed = seeds.match(item, annotation, builder) {
            return Decision(kind: .duplicate, nearness: seed, story: nil, reason: seed.why)
        }
        return Decision(kind: .offTopic, nearness: .unknown, story: nil, reason: "not about the topic")
    }

    /// Keeps an item, after its decision.
    package mutating func take(_ item: Item, _ annotation: Annotation, _ verdict: Verdict, _ decision: Decision) {
        guard isKept(item, verdict, decision) else { return }
        take(prepare(item, annotation), verdict, decision)
    }

    /// The same of what was prepared; one after the other, in the order of their decisions.
    package mutating func take(_ prepared: Prepared, _ verdict: Verdict, _ decision: Decision) {
        let (item, annotation, known) = (prepared.item, prepared.annotation, prepared.known)
        guard isKept(item, verdict, decision) else { return }
        // Round-ups, live pages and what a watch word flagged would draw unlike things into one story.
        let anchors = known.signature.tells && verdict.watch == nil && !isOfSeed(decision)
        archive.add(known, anchors: anchors)
        files.add(item, annotation, verdict, decision, topic: builder.topic, anchors: anchors)
    }

    private func isKept(_ item: Item, _ verdict: Verdict, _ decision: Decision) -> Bool {
        decision.kind != .offTopic && (verdict.isOnTopic || verdict.watch != nil) && archive.number(of: item.id) == nil
    }

    /// What retells a seed, or copies what does, is compared with the seed itself and anchors nothing.
    private func isOfSeed(_ decision: Decision) -> Bool {
        guard decision.kind == .duplicate else { return false }
        switch decision.nearness.nearest {
        case .seed: return true
        case .item(let id):
            return files.story(of: id).map { files.faces(of: $0).isEmpty && files.isSilent($0) } ?? false
        case nil: return false
        }
    }

    /// Forgets items that were published before `time`, unless `kept` has them, and stories that have none left.
    package mutating func forget(before time: Timestamp, keeping kept: Set<ItemID> = []) {
        archive.forget(before: time, keeping: kept)
        files.forget(before: time, keeping: kept)
    }

    /// Takes a story as it was stored, once its items are taken in: some of them may be forgotten, its face among them.
    package mutating func restore(_ story: Story) { files.restore(story) }

    package func story(_ id: StoryID) -> Story? { files[id] }

    // MARK: the layers

    func known(_ item: Item, _ annotation: Annotation) -> Known {
        Known(
            item: item.id,
            keys: item.keys,
            fingerprint: item.fingerprint,
            feed: item.feed,
            signature: builder.signature(of: item, annotation)
        )
    }

    private func nearest(_ item: Known) -> Nearness {
        // What a seed has is the seed's, also when an earlier item brought it.
        if let seed = seeds.match(item.signature) { return seed }
        var best = Nearness.unknown
        func offer(_ number: Int32) {
            guard let other = archive[number] else { return }
            var match = Matcher.match(item, with: other, archive.rarity)
            if match.relation == .sameEvent, builder.topic == nil { match.relation = .different }
            if Self.isBetter(match, than: best) {
                best = Nearness(
                    nearest: .item(other.item),
                    relation: match.relation,
                    similarity: match.similarity,
                    why: match.why
                )
            }
        }
        archive.withKey(of: item.keys).forEach(offer)
        if best.relation == .sameItem { return best }
        archive.withShingles(of: item.signature).forEach(offer)
        // Without a topic there are no concepts to tell events apart by: copies only.
        if best.relation != .different || !item.signature.tells || builder.topic == nil { return best }
        return nearestStory(item, best)
    }

    private static func isBetter(_ match: Matcher.Match, than best: Nearness) -> Bool {
        let isKnown = best.relation != .different
        return match.isKnown == isKnown ? match.similarity > best.similarity : match.isKnown
    }

    /// The same event in other words: each story is asked through its first item and its last ones.
    private func nearestStory(_ item: Known, _ soFar: Nearness) -> Nearness {
        var best = soFar
        var asked: Set<StoryID> = []
        for number in archive.withFeatures(of: item.signature, limit: 40) {
            guard let candidate = archive[number], let story = files.story(of: candidate.item),
                asked.insert(story).inserted
            else { continue }
            let faces = files.faces(of: story).compactMap { archive.number(of: $0) }.compactMap { archive[$0] }
            let matches = faces.filter { isNear(item, $0) }.map {
                ($0, aged(Matcher.match(item, with: $0, archive.rarity), item, $0))
            }
            guard let closest = matches.max(by: { $0.1.similarity < $1.1.similarity }) else { continue }
            let (face, match) = closest
            // One late member alone must not pull a story along: the story as a whole has to agree as well.
            let mean = matches.reduce(0) { $0 + $1.1.similarity } / Double(matches.count)
            let agreed = (1 - Self.meanShare) * match.similarity + Self.meanShare * mean
            let isStory = agreed >= Self.sameStory
            let relation: Relation = match.isByEvent ? (isStory ? .sameEvent : .different) : match.relation
            let isTurned = match.isByEvent && isStory != match.isKnown
            let why =
                !isTurned
                ? match.why : isStory ? "its story as a whole agrees" : "its story as a whole does not agree enough"
            if Self.isBetter(Matcher.Match(relation: relation, similarity: agreed, why: why), than: best) {
                best = Nearness(nearest: .item(face.item), relation: relation, similarity: agreed, why: why)
            }
        }
        return best
    }

    /// The longer a story has been told, the less likely is a like item to tell it again.
    private func aged(_ match: Matcher.Match, _ item: Known, _ other: Known) -> Matcher.Match {
        guard match.relation == .sameEvent || match.relation == .different else { return match }
        let days = Double(abs(item.signature.time.seconds(since: other.signature.time))) / 86_400
        let odds = match.similarity / max(1 - match.similarity, 1e-9) * Double.exp(-Self.decay * days)
        var aged = match
        aged.similarity = odds / (1 + odds)
        return aged
    }

    private func isNear(_ item: Known, _ other: Known) -> Bool {
        abs(item.signature.time.seconds(since: other.signature.time)) <= Archive.eventWindow
    }

    /// For what a watch word flagged: only the same publication, seen again, is known.
    private func nearestByIdentity(_ item: Known) -> Nearness {
        for number in archive.withKey(of: item.keys) {
            guard let other = archive[number] else { continue }
            let match = Matcher.match(item, with: other, archive.rarity)
            if match.relation == .sameItem || match.relation == .nearDuplicate || match.relation == .excerpt {
                return Nearness(
                    nearest: .item(other.item),
                    relation: .sameItem,
                    similarity: match.similarity,
                    why: match.why
                )
            }
        }
        return .unknown
    }

    /// The story that the nearest item belongs to; nil where that was taken in silently.
    private func story(of nearness: Nearness) -> StoryID? {
        guard case .item(let id)? = nearness.nearest, let story = files.story(of: id), !files.isSilent(story) else {
            return nil
        }
        return story
    }

    /// Why an item is too old to tell; nil when it is not.
    ///
    /// Only a credible date makes an item old. In a backlog an item of unknown age is silent as well: not its missing date
    /// hides it, but that it was there before we came; what comes later, dated or not, alerts.
    func staleness(of item: Item, isBacklog: Bool, at now: Timestamp) -> String? {
        switch item.published {
        case .stated(let time):
            let age = now.seconds(since: time)
            if age > policy.maxAge { return "published \(time), older than max_age" }
            return isBacklog && age > policy.firstPoll ? "in the backlog of a new feed, older than first_poll" : nil
        case .firstSeen:
            return isBacklog ? "in the backlog of a new feed, of unknown age" : nil
        }
    }
}
