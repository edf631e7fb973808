import Domain

/// What lies beside the topic: items that name two things of it and say too little to be on-topic.
///
/// Such an item never alerts. It waits here in groups of one development each: when an on-topic item tells that development,
/// the group becomes coverage of its story, and what copies it later is known. Only for as long as events are compared, and
/// never more than so many; a restart finds all of it again (`Keepsake`).
struct Margin {
    /// Seconds between two clearings, and the age from which an item is cleared.
    private static let clearing: Int64 = 6 * 3_600
    private static let kept: Int64 = Archive.eventWindow + 86_400
    /// So many are kept; beyond, the older half goes.
    private static let most = 20_000

    private var archive = Archive()
    private var files = StoryFiles()
    /// The stories that tell what a group tells.
    private var told: [StoryID: StoryID] = [:]
    /// How many times `clearing` it was when it was cleared last: by the clock of the items, so that a restart comes to the same.
    private var cleared = Int64.min

    /// What was published before is no longer here; nil as long as nothing was.
    var limit: Timestamp? {
        cleared == .min ? nil : Timestamp(seconds: cleared &* Self.clearing &- Self.kept)
    }

    /// The oldest that lies here.
    var first: ItemID? { archive.oldest }

    /// The item, if it lies here, with its group.
    func known(_ item: ItemID) -> (known: Known, group: StoryID)? {
        guard let known = archive.number(of: item).flatMap({ archive[$0] }), let group = files.story(of: item) else {
            return nil
        }
        return (known, group)
    }

    /// The story that was told of what this item tells; nil before.
    func story(of item: ItemID) -> StoryID? { files.story(of: item).flatMap { told[$0] } }

    /// Nearest of what lies here, by the rarity of on-topic items.
    func nearest(_ item: Known, _ rarity: Rarity) -> Nearness { comparing(rarity).nearest(item) }

    /// The one here that the item copies; nil where there is none.
    func copy(of item: Known, _ rarity: Rarity) -> Nearness? {
        guard archive.count > 0 else { return nil }
        let nearness = comparing(rarity).nearestText(item)
        return [.sameItem, .nearDuplicate, .excerpt].contains(nearness.relation) ? nearness : nil
    }

    mutating func take(
        _ known: Known,
        _ item: Item,
        _ annotation: Annotation,
        _ verdict: Verdict,
        _ decision: Decision
    ) {
        guard enter(known) else { return }
        files.add(item, annotation, verdict, decision, topic: nil, stands: known.stands)
    }

    /// Takes an item as it was kept.
    mutating func restore(_ known: Known, as keepsake: Keepsake, in group: StoryID) {
        if enter(known) { files.restore(known, as: keepsake, in: group) }
    }

    mutating func beginRestoring() { archive.beginRestoring() }

    /// `told`: the stories that have adopted groups.
    mutating func endRestoring(_ told: [StoryID: StoryID]) {
        archive.endRestoring()
        self.told = told.filter { files.size(of: $0.key) > 0 }
    }

    /// False for what is here already, or was so old at first sight that it would be cleared at once.
    private mutating func enter(_ known: Known) -> Bool {
        guard archive.number(of: known.item) == nil,
            known.firstSeen.seconds(since: known.signature.time) <= Self.kept
        else { return false }
        clear(at: known.firstSeen)
        archive.add(known)
        return true
    }

    private mutating func clear(at now: Timestamp) {
        let turn = now.seconds / Self.clearing
        let isTurn = turn > cleared
        cleared = max(turn, cleared)
        guard isTurn || archive.count >= Self.most, let limit else { return }
        files.forget(archive.forget(before: limit))
        if archive.count >= Self.most { files.forget(archive.forget(first: Self.most / 2)) }
        told = told.filter { files.size(of: $0.key) > 0 }
    }

    /// A story tells what a group here tells: from now on the group is coverage of it. The group; nil where there is none.
    mutating func adopt(_ known: Known, by story: StoryID, _ rarity: Rarity) -> StoryID? {
        guard archive.count > 0 else { return nil }
        let nearness = nearest(known, rarity)
        guard nearness.relation != .different, case .item(let id)? = nearness.nearest, let group = files.story(of: id),
            told[group] == nil
        else { return nil }
        told[group] = story
        return group
    }

    private func comparing(_ rarity: Rarity) -> Comparing {
        Comparing(
            archive: archive,
            files: files,
            rarity: rarity,
            hasTopic: true,
            isBeside: true,
            isAllBeside: true
        )
    }
}
