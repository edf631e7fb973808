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
}

extension Newsdesk {
    /// What the event model weighs for two items, for fitting its weights: in the order of its inputs.
    package func inputs(
        of item: Item,
        _ annotation: Annotation,
        to earlier: Item,
        _ earlierAnnotation: Annotation
    ) -> (values: [Double], isOneLanguage: Bool) {
        let left = known(earlier, earlierAnnotation)
        let right = known(item, annotation)
        let likeness = Likeness(right.signature, left.signature, Rarity())
        return (EventModel.terms.map { $0.value(likeness) }, likeness.isOneLanguage)
    }
}
