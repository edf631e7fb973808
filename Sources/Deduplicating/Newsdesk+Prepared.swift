package import Domain

/// An item with all of it that can be computed without knowing others: most of what taking it in costs.
package struct Prepared: Sendable {
    let item: Item
    let annotation: Annotation
    let known: Known
}

extension Newsdesk {
    /// Boils an item down for `take`. Pure: many may be prepared side by side.
    package func prepare(_ item: Item, _ annotation: Annotation) -> Prepared {
        Prepared(item: item, annotation: annotation, known: known(item, annotation))
    }
}
