package import Domain

extension Newsdesk {
    /// The relation of two items as if nothing else were known; the earlier of them comes first.
    package func relation(
        of item: Item,
        _ annotation: Annotation,
        to earlier: Item,
        _ earlierAnnotation: Annotation
    ) -> Nearness {
        let left = known(earlier, earlierAnnotation)
        let right = known(item, annotation)
        let match = Matcher.match(right, with: left, Rarity())
        return Nearness(
            nearest: .item(earlier.id),
            relation: match.relation,
            similarity: match.similarity,
            why: match.why
        )
    }

    /// What the event model weighs for two items as if nothing else were known.
    package func inputs(
        of item: Item,
        _ annotation: Annotation,
        to earlier: Item,
        _ earlierAnnotation: Annotation
    ) -> EventInputs {
        EventInputs(known(item, annotation), known(earlier, earlierAnnotation), Rarity())
    }

    /// The stories that an item may belong to, likest first, as the story model sees them.
    package func stories(near item: Item, _ annotation: Annotation) -> [StoryInputs] {
        let known = known(item, annotation)
        return comparing.candidates(for: known).map { StoryInputs($0, known, archive.rarity) }
    }
}

/// A story that an item may belong to, as the story model sees it: for fitting its weights.
package struct StoryInputs: Sendable {
    package let story: StoryID
    /// The items that stand for it, as the event model sees them.
    package let faces: [EventInputs]
    /// In the order of `terms`, by the present weights of the event model.
    package let values: [Double]

    /// Log odds of a story that is no rival to another; best odds are within ±`mostOdds`.
    package static let leastRival = StoryModel.leastRival
    package static let mostOdds = StoryModel.mostOdds

    init(_ candidate: Comparing.Candidate, _ item: Known, _ rarity: Rarity) {
        story = candidate.story
        faces = candidate.faces.map { EventInputs(item, $0.known, rarity) }
        values = StoryModel.terms.map { $0.value(candidate.likeness) }
    }

    /// What the values are called, and the sign that each is held to; 0 for either.
    package static var terms: [(name: String, sign: Double)] {
        StoryModel.terms.map { ($0.name, $0.sign.rawValue) }
    }
}

/// Two items as the event model sees them, and what the layers before it say: for fitting its weights.
package struct EventInputs: Sendable {
    package let earlier: ItemID
    /// In the order of `terms`.
    package let values: [Double]
    package let isOneLanguage: Bool
    /// What decides without the event model (a copy, the same text, a page told anew), where one does.
    package let settled: Relation?
    package let similarity: Double
    /// The same as log odds.
    package let odds: Double
    /// From this probability on, two items that are compared alone tell one development.
    package static let sameEvent = Matcher.sameEvent

    init(_ item: Known, _ earlier: Known, _ rarity: Rarity) {
        let likeness = Likeness(item.signature, earlier.signature, rarity)
        let match = Matcher.match(item, with: earlier, rarity)
        self.earlier = earlier.item
        values = EventModel.terms.map { $0.value(likeness) }
        isOneLanguage = likeness.isOneLanguage
        settled = match.isSettled ? match.relation : nil
        similarity = match.similarity
        odds = match.odds
    }

    /// What the values are called, and the sign that each is held to; 0 for either.
    package static var terms: [(name: String, sign: Double)] {
        EventModel.terms.map { ($0.name, $0.sign.rawValue) }
    }
}
