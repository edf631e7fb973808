package import Domain
import Texts

/// Decides which items tell a new development: the index of what is known, and the rules.
///
/// Four layers, each explained in the decision: identity (a key makes candidates, never verdicts), copies and excerpts,
/// the same event in other words or another language, and seeds. A value: the same items in the same order give the same
/// decisions. The caller takes an item in with `take` once its decision is stored.
package struct Newsdesk: Sendable {
    let policy: AlertPolicy
    /// Fingerprint of the program and the topic: what a keepsake of another maker says is made anew from its item.
    package let maker: UInt64
    private let builder: SignatureBuilder
    private let seeds: SeedMatcher
    var archive = Archive()
    var files = StoryFiles()
    /// What says too little of the topic to be on it, and may yet tell what an on-topic item tells.
    var margin = Margin()

    /// - Parameters:
    ///   - topic: what is looked for; without one only copies are told apart.
    ///   - seeds: what is known from the start.
    ///   - policy: what may alert.
    ///   - program: fingerprint of the running program, where keepsakes outlive it.
    package init(topic: Topic?, seeds: [Seed], policy: AlertPolicy, program: UInt64 = 0) {
        self.policy = policy
        maker = Self.maker(topic, program)
        builder = SignatureBuilder(topic: topic)
        self.seeds = SeedMatcher(seeds)
    }

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
        guard verdict.isOnTopic || verdict.watch != nil else { return offTopic(item, annotation, verdict) }
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

    /// A part of a seed is known even where it does not say enough to be on-topic by itself, and so is coverage of a story.
    private func offTopic(_ item: Item, _ annotation: Annotation, _ verdict: Verdict) -> Decision {
        if let seed = seeds.match(item, annotation, builder) {
            return Decision(kind: .duplicate, nearness: seed, story: nil, reason: seed.why)
        }
        let none = Decision(kind: .offTopic, nearness: .unknown, story: nil, reason: "not about the topic")
        guard isMarginal(item, annotation, verdict) else { return none }
        let known = known(item, annotation)
        var comparing = comparing
        comparing.isBeside = true
        let nearness = comparing.nearest(known)
        if nearness.relation != .different, let story = story(of: nearness) {
            return Decision(
                kind: .duplicate,
                nearness: nearness,
                story: story,
                reason: "says too little of the topic by itself, but tells what is known: \(nearness.why)"
            )
        }
        let beside = margin.nearest(known, archive.rarity)
        guard beside.relation != .different else { return none }
        if let told = told(beside), let story = story(of: told) {
            return Decision(kind: .duplicate, nearness: told, story: story, reason: told.why)
        }
        let reason = "not about the topic; tells what another one tells that is not: \(beside.why)"
        return Decision(kind: .offTopic, nearness: beside, story: nil, reason: reason)
    }

    /// The first item of the story that was told meanwhile of what lay beside the topic.
    private func told(_ nearness: Nearness) -> Nearness? {
        guard case .item(let id)? = nearness.nearest, let story = margin.story(of: id), let first = files[story]?.first
        else { return nil }
        return Nearness(
            nearest: .item(first),
            relation: nearness.relation,
            similarity: nearness.similarity,
            why: "like \(id), which lay beside the topic and tells what this story tells: \(nearness.why)"
        )
    }

    /// Keeps an item, after its decision. The group beside the topic that its story has adopted with it; mostly nil.
    @discardableResult
    package mutating func take(
        _ item: Item,
        _ annotation: Annotation,
        _ verdict: Verdict,
        _ decision: Decision
    ) -> StoryID? {
        guard isKept(item, annotation, verdict, decision) else { return nil }
        return keep(item, annotation, known(item, annotation), verdict, decision)
    }

    mutating func keep(
        _ item: Item,
        _ annotation: Annotation,
        _ known: Known,
        _ verdict: Verdict,
        _ decision: Decision
    ) -> StoryID? {
        var known = known
        if decision.kind == .offTopic {
            known.anchors = known.signature.anchors
            known.stands = known.anchors && Self.isSure(decision)
            known.counts = false
            margin.take(known, item, annotation, verdict, decision)
            return nil
        }
        known.counts = verdict.isOnTopic || verdict.watch != nil
        // Round-ups, live pages, comments, and what a watch word or its story alone flagged would draw unlike things into
        // one story.
        known.anchors = known.signature.anchors && verdict.isOnTopic && verdict.watch == nil && !isOfSeed(decision)
        known.stands = known.anchors && Self.isSure(decision, isOtherTime: isOtherTime(known, decision))
        archive.add(known)
        files.add(item, annotation, verdict, decision, topic: builder.topic, stands: known.stands)
        guard verdict.isOnTopic, let story = decision.story else { return nil }
        return margin.adopt(known, by: story, archive.rarity)
    }

    /// From this similarity on an item may stand for the story that it joins …
    private static let leastSure = 0.6
    /// … and from this one on also where the story told of what was to come, and the item of what is, or the other way round.
    private static let leastSureOfOtherTime = 0.85

    /// What belongs to a story less surely stands for none: one would lead to the next, and away from the first.
    private static func isSure(_ decision: Decision, isOtherTime: Bool = false) -> Bool {
        decision.nearness.relation == .different
            || decision.nearness.similarity >= (isOtherTime ? leastSureOfOtherTime : leastSure)
    }

    private func isOtherTime(_ known: Known, _ decision: Decision) -> Bool {
        guard let story = decision.story, let first = files.faces(of: story).first,
            let face = archive.number(of: first).flatMap({ archive[$0] })
        else { return false }
        return face.signature.isFuture != known.signature.isFuture
    }

    /// What is off-topic is kept beside the topic, where it may yet tell what an on-topic item tells.
    func isKept(_ item: Item, _ annotation: Annotation, _ verdict: Verdict, _ decision: Decision) -> Bool {
        guard archive.number(of: item.id) == nil else { return false }
        if decision.kind == .offTopic { return isMarginal(item, annotation, verdict) }
        return verdict.isOnTopic || verdict.watch != nil || decision.story != nil
    }

    /// What was old when it was first seen, as most of a new feed's backlog is, is not worth comparing beside the topic; a live
    /// page keeps the date of its beginning, and is as new as what it tells.
    private func isMarginal(_ item: Item, _ annotation: Annotation, _ verdict: Verdict) -> Bool {
        guard builder.isMarginal(annotation, verdict) else { return false }
        if item.firstSeen.seconds(since: item.published.time) <= policy.firstPoll { return true }
        return Template.isTemplate(item.title)
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
        files.forget(archive.forget(before: time, keeping: kept))
    }

    /// A story as it is by now; nil where it is unknown or forgotten.
    package func story(_ id: StoryID) -> Story? { files[id] }

    // MARK: the layers

    func known(_ item: Item, _ annotation: Annotation) -> Known {
        Known(
            item: item.id,
            keys: item.keys,
            fingerprint: item.fingerprint,
            firstSeen: item.firstSeen,
            signature: builder.signature(of: item, annotation)
        )
    }

    private func nearest(_ item: Known) -> Nearness {
        // What a seed has is the seed's, also when an earlier item brought it.
        if let seed = seeds.match(item.signature) { return seed }
        let nearest = comparing.nearest(item)
        if nearest.relation != .different { return nearest }
        return margin.copy(of: item, archive.rarity).flatMap { told($0) } ?? nearest
    }

    /// What is known, for comparing an item with it.
    var comparing: Comparing {
        Comparing(archive: archive, files: files, rarity: archive.rarity, hasTopic: builder.topic != nil)
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
