/// A story's name: `s` and 16 hexadecimal digits, computed from its first item.
package struct StoryID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }
}

/// One real-world development and all items that report it, in whatever words and language.
///
/// Topic Detection and Tracking calls an item a *story* and this a *topic*.
package struct Story: Sendable, Hashable, Codable {
    /// Outlets that a story names; more are not counted.
    package static let mostOutlets = 200

    package let id: StoryID
    /// The first item, its face for ever.
    package let first: ItemID
    package let title: String
    package let kind: String?
    package let opened: Timestamp
    package var lastGrown: Timestamp
    package var items: Int
    package var outlets: [String]
    package var languages: [String]
    package let places: [String]
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
