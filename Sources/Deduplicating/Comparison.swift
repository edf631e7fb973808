package import Domain

extension Newsdesk {
    /// The relation of two items as if nothing else were known; the earlier of them comes first.
    package func relation(
        of item: Item, _ annotation: Annotation, to earlier: Item, _ earlierAnnotation: Annotation
    ) -> Nearness {
        let left = known(earlier, earlierAnnotation)
        let right = known(item, annotation)
        let match = Matcher.match(right, with: left, Rarity())
        return Nearness(nearest: .item(earlier.id), relation: match.relation, similarity: match.similarity, why: match.why)
    }
}
