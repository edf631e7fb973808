/// A reference document that counts as already known, kept as fingerprints: nothing of its words.
package struct Seed: Sendable, Hashable {
    /// The file's path below the folder of seeds, without its ending; decisions print `seed:NAME`.
    package let name: String
    /// BCP 47 primary language of the document.
    package let language: String
    /// When it was published; nil where nobody said.
    package let published: Timestamp?
    /// Hashes of its titles, normalised.
    package let titles: [UInt64]
    /// Hashes of all its shingles (Texts.shingles), sorted.
    package let shingles: [UInt64]
    /// The developments that it already tells, as concepts.
    package let events: [SeedEvent]

    package init(
        name: String,
        language: String,
        published: Timestamp?,
        titles: [UInt64],
        shingles: [UInt64],
        events: [SeedEvent]
    ) {
        self.name = name
        self.language = language
        self.published = published
        self.titles = titles
        self.shingles = shingles
        self.events = events
    }
}

/// A development that a seed knows, in concepts of the topic, so that any language can be matched with it.
package struct SeedEvent: Sendable, Hashable {
    /// A person's description, for explanations.
    package let title: String
    /// The day of the event; nil matches at any time.
    package let date: Timestamp?
    /// Concept ids that an item must name to be this event.
    package let all: [String]
    /// At least one of these, where not empty.
    package let any: [String]
    /// None of these.
    package let none: [String]

    package init(title: String, date: Timestamp?, all: [String], any: [String], none: [String]) {
        self.title = title
        self.date = date
        self.all = all
        self.any = any
        self.none = none
    }
}
