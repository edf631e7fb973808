import Domain
import Texts

/// The stories with their items.
struct StoryFiles {
    /// Items besides the first that a new one is compared with: the newest.
    private static let lastFaces = 3
    /// What belongs to a story less surely stands for none: one would lead to the next, and away from the first.
    private static let leastFaceSimilarity = 0.9

    private struct File {
        var story: Story
        var items: [ItemID]
        var faces: [ItemID]
        var isTold: Bool
        /// Opened by an item that was silent: known, but no story of the outside.
        let isSilent: Bool
    }

    private var files: [StoryID: File] = [:]
    private var byItem: [ItemID: StoryID] = [:]

    /// Computed from the first item, so that it survives a crash.
    static func id(opening item: ItemID) -> StoryID {
        let digits = String(StableHash.of("story:\(item.text)"), radix: 16)
        return StoryID("s" + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    subscript(id: StoryID) -> Story? { files[id].flatMap { $0.isSilent ? nil : $0.story } }

    func story(of item: ItemID) -> StoryID? { byItem[item] }

    /// The items that stand for a story: the first and the newest.
    func faces(of story: StoryID) -> [ItemID] { files[story]?.faces ?? [] }

    /// How many items it has; 0 for one that is unknown.
    func size(of story: StoryID) -> Int { files[story]?.items.count ?? 0 }

    /// True for what is known without being a story of the outside: seeds' coverage, backlog.
    func isSilent(_ story: StoryID) -> Bool { files[story]?.isSilent ?? false }

    /// True for a story that has not been told yet, since too few outlets have it.
    func waits(_ story: StoryID) -> Bool { files[story].map { !$0.isTold && !$0.isSilent } ?? false }

    func outlets(_ story: StoryID, with outlet: String) -> Int {
        Set((files[story]?.story.outlets ?? []) + [outlet]).count
    }

    mutating func add(
        _ item: Item,
        _ annotation: Annotation,
        _ verdict: Verdict,
        _ decision: Decision,
        topic: Topic?,
        anchors: Bool
    ) {
        let nearest: StoryID? = if case .item(let id)? = decision.nearness.nearest { byItem[id] } else { nil }
        let joins = decision.nearness.relation != .different ? nearest : nil
        // A seed's coverage forms a file of its own, silent, so that later items can be compared with it.
        let id = decision.story ?? joins ?? Self.id(opening: item.id)
        if files[id] != nil {
            grow(id, item, anchors: anchors && decision.nearness.similarity >= Self.leastFaceSimilarity)
        } else {
            let isSilent = decision.story == nil
            files[id] = File(
                story: Self.story(
                    id,
                    item,
                    annotation,
                    verdict,
                    topic,
                    follows: joins == nil ? predecessor(of: decision) : nil
                ),
                items: [item.id],
                faces: anchors ? [item.id] : [],
                // Coverage whose story is gone from the index: what it covers was told long ago.
                isTold: decision.kind == .alert || decision.nearness.relation != .different,
                isSilent: isSilent
            )
        }
        if decision.kind == .alert { files[id]?.isTold = true }
        byItem[item.id] = id
    }

    private mutating func grow(_ id: StoryID, _ item: Item, anchors: Bool) {
        guard var file = files[id] else { return }
        file.items.append(item.id)
        file.story.items += 1
        file.story.lastGrown = max(file.story.lastGrown, item.firstSeen)
        if !file.story.outlets.contains(item.outlet), file.story.outlets.count < Story.mostOutlets {
            file.story.outlets.append(item.outlet)
        }
        if !file.story.languages.contains(item.language) { file.story.languages.append(item.language) }
        if anchors {
            file.faces.append(item.id)
            if file.faces.count > 1 + Self.lastFaces { file.faces.remove(at: 1) }
        }
        files[id] = file
    }

    /// The stored story replaces what its remaining items made of it; one without items stays out.
    mutating func restore(_ story: Story) {
        guard let file = files[story.id], !file.isSilent else { return }
        files[story.id]?.story = story
    }

    mutating func forget(before time: Timestamp, keeping kept: Set<ItemID>) {
        for (id, file) in files where file.story.lastGrown < time && !file.items.contains(where: kept.contains) {
            for item in file.items { byItem[item] = nil }
            files[id] = nil
        }
    }

    private static func story(
        _ id: StoryID,
        _ item: Item,
        _ annotation: Annotation,
        _ verdict: Verdict,
        _ topic: Topic?,
        follows: StoryID?
    ) -> Story {
        func named(_ kinds: Set<Concept.Kind>) -> [String] {
            guard let topic else { return [] }
            var seen: Set<Int> = []
            return annotation.mentions.filter { mention in
                topic.concepts.indices.contains(mention.concept) && kinds.contains(topic.concepts[mention.concept].kind)
                    && seen.insert(mention.concept).inserted
            }.prefix(12).map(\.text)
        }
        return Story(
            id: id,
            first: item.id,
            title: item.title,
            kind: verdict.kind,
            opened: item.firstSeen,
            lastGrown: item.firstSeen,
            items: 1,
            outlets: [item.outlet],
            languages: [item.language],
            places: named([.place]),
            people: named([.person]),
            follows: follows
        )
    }
}
