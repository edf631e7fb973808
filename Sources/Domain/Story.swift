/// A story's name: `s` and 16 hexadecimal digits, computed from its first item.
package struct StoryID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The id as text.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// The id as text.
    package var description: String { text }
}

/// One real-world development and all items that report it, in whatever words and language.
///
/// Topic Detection and Tracking calls an item a *story* and this a *topic*.
package struct Story: Sendable, Hashable, Codable {
    /// Outlets that a story names; more are not counted.
    package static let mostOutlets = 200

    /// Computed from `first`.
    package let id: StoryID
    /// The first item, its face for ever.
    package let first: ItemID
    /// The headline of its first item.
    package let title: String
    /// What kind of development, in the topic's words; nil where none was told.
    package let kind: String?
    /// First sight of its first item.
    package let opened: Timestamp
    /// First sight of its newest item.
    package var lastGrown: Timestamp
    /// How many, copies included.
    package var items: Int
    /// Different publishers, in the order in which they came; at most `mostOutlets`.
    package var outlets: [String]
    /// Of its items, in the order in which they came.
    package var languages: [String]
    /// As the first item writes them; at most 12.
    package let places: [String]
    /// As the first item writes them; at most 12.
    package let people: [String]
    /// The story that this one follows.
    package let follows: StoryID?

    package init(
        id: StoryID,
        first: ItemID,
        title: String,
        kind: String?,
        opened: Timestamp,
        lastGrown: Timestamp,
        items: Int,
        outlets: [String],
        languages: [String],
        places: [String],
        people: [String],
        follows: StoryID?
    ) {
        self.id = id
        self.first = first
        self.title = title
        self.kind = kind
        self.opened = opened
        self.lastGrown = lastGrown
        self.items = items
        self.outlets = outlets
        self.languages = languages
        self.places = places
        self.people = people
        self.follows = follows
    }
}
