import Domain
import Texts

/// The stories with their items.
struct StoryFiles {
    /// Items besides the first that a new one is compared with: the newest.
    private static let lastFaces = 3

    private struct File {
        var story: Story
        var items: [ItemID]
        /// Those that may stand for it.
        var standing: [ItemID]
        var isTold: Bool
        /// Opened by an item that was silent: known, but no story of the outside.
        let isSilent: Bool

        mutating func take(_ known: Known, isTold: Bool) {
            items.append(known.item)
            if known.stands { standing.append(known.item) }
            self.isTold = self.isTold || isTold
        }

        mutating func grow(with item: Item, stands: Bool) {
            items.append(item.id)
            if stands { standing.append(item.id) }
            story.items += 1
            story.lastGrown = max(story.lastGrown, item.firstSeen)
            if !story.outlets.contains(item.outlet), story.outlets.count < Story.mostOutlets {
                story.outlets.append(item.outlet)
            }
            if !story.languages.contains(item.language) { story.languages.append(item.language) }
        }
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
    func faces(of story: StoryID) -> [ItemID] {
        guard let standing = files[story]?.standing else { return [] }
        return standing.prefix(1) + standing.dropFirst().suffix(Self.lastFaces)
    }

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
        stands: Bool
    ) {
        let nearest: StoryID? = if case .item(let id)? = decision.nearness.nearest { byItem[id] } else { nil }
        let joins = decision.nearness.relation != .different ? nearest : nil
        // A seed's coverage forms a file of its own, silent, so that later items can be compared with it.
        let id = decision.story ?? joins ?? Self.id(opening: item.id)
        if files[id] != nil {
            files[id]?.grow(with: item, stands: stands)
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
                standing: stands ? [item.id] : [],
                // Coverage whose story is gone from the index: what it covers was told long ago.
                isTold: decision.kind == .alert || decision.nearness.relation != .different,
                isSilent: isSilent
            )
        }
        if decision.kind == .alert { files[id]?.isTold = true }
        byItem[item.id] = id
    }

    /// Takes an item as it was kept; the story itself comes with `restore(_:)`, where it is one of the outside.
    mutating func restore(_ known: Known, as keepsake: Keepsake, in id: StoryID) {
        byItem[known.item] = id
        let isTold = keepsake.traits.contains(.isTold)
        if files[id]?.take(known, isTold: isTold) != nil { return }
        let isSilent = keepsake.traits.contains(.isSilent)
        var file = File(story: Self.unnamed(id, known), items: [], standing: [], isTold: isTold, isSilent: isSilent)
        file.take(known, isTold: isTold)
        files[id] = file
    }

    private static func unnamed(_ id: StoryID, _ known: Known) -> Story {
        Story(
            id: id,
            first: known.item,
            title: "",
            kind: nil,
            opened: known.firstSeen,
            lastGrown: known.firstSeen,
            items: 1,
            outlets: [known.signature.outlet],
            languages: [known.signature.language],
            places: [],
            people: [],
            follows: nil
        )
    }

    /// What a keepsake of an item filed under `id` says of the file.
    func traits(of id: StoryID) -> Keepsake.Traits {
        guard let file = files[id] else { return [] }
        var traits: Keepsake.Traits = []
        if file.isTold { traits.insert(.isTold) }
        if file.isSilent { traits.insert(.isSilent) }
        return traits
    }

    /// The stored story replaces what its remaining items made of it; one without items stays out.
    mutating func restore(_ story: Story) {
        guard let file = files[story.id], !file.isSilent else { return }
        files[story.id]?.story = story
    }

    /// Forgets items, and files that have none left.
    mutating func forget(_ items: [ItemID]) {
        var forgotten: [StoryID: Set<ItemID>] = [:]
        for item in items {
            if let file = byItem.removeValue(forKey: item) { forgotten[file, default: []].insert(item) }
        }
        for (id, gone) in forgotten {
            files[id]?.items.removeAll(where: gone.contains)
            files[id]?.standing.removeAll(where: gone.contains)
            if files[id]?.items.isEmpty == true { files[id] = nil }
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
