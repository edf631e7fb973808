import Domain

/// What lies beside the topic: items that name a side of it and say too little to be on-topic.
///
/// Such an item never alerts. It waits here in groups of one development each: when an on-topic item tells that development,
/// the group becomes coverage of its story, and what copies it later is known. In memory only, and only for as long as
/// events are compared: a restart forgets it, which costs coverage and no alert.
struct Margin {
    /// Items between two clearings.
    private static let clearing = 512
    private static let kept: Int64 = Archive.eventWindow + 86_400

    private var archive = Archive()
    private var files = StoryFiles()
    /// The stories that tell what a group tells.
    private var told: [StoryID: StoryID] = [:]
    private var taken = 0

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
        guard archive.number(of: known.item) == nil else { return }
        let anchors = known.signature.anchors
        archive.add(known, anchors: anchors, counts: false)
        files.add(item, annotation, verdict, decision, topic: nil, anchors: anchors)
        taken += 1
        guard taken % Self.clearing == 0 else { return }
        let before = Timestamp(seconds: item.firstSeen.seconds - Self.kept)
        archive.forget(before: before, keeping: [])
        files.forget(before: before, keeping: [])
        told = told.filter { files.size(of: $0.key) > 0 }
    }

    /// A story tells what a group here tells: from now on the group is coverage of it.
    mutating func adopt(_ known: Known, by story: StoryID, _ rarity: Rarity) {
        guard archive.count > 0 else { return }
        let nearness = nearest(known, rarity)
        guard nearness.relation != .different, case .item(let id)? = nearness.nearest, let group = files.story(of: id),
            told[group] == nil
        else { return }
        told[group] = story
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
