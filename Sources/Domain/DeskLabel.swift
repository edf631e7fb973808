/// What a desk says of an item, whatever the verdict was: an example for `hotline tune`.
///
/// It holds the text as it was judged, so that it outlives the item's retention.
package struct DeskLabel: Sendable, Hashable, Codable {
    /// The item that it speaks of; one label an item.
    package let item: ItemID
    /// What the desk says.
    package let isOnTopic: Bool
    /// When it was said.
    package let time: Timestamp
    /// Who said it: the name of the account.
    package let editor: String
    /// The item's text as the store had it.
    package let title: String
    /// As the store had it: what is off-topic may have lost it.
    package let summary: String
    /// As the store had it.
    package let content: String
    /// BCP 47 primary language.
    package let language: String
    /// As published; nil where the item has none.
    package let url: String?
    /// The item's story, else the item: items of one event are never learnt from and asked about in one fold.
    package let event: String
    /// What the verdict was when the label was given.
    package let wasOnTopic: Bool
    /// The verdict's, 0…1.
    package let score: Double

    /// The label of a stored item.
    ///
    /// - Parameters:
    ///   - stored: the item with the verdict that the desk agrees with or corrects.
    ///   - isOnTopic: what the desk says.
    ///   - time: now.
    ///   - editor: who says it.
    package init(of stored: StoredItem, isOnTopic: Bool, at time: Timestamp, by editor: String) {
        item = stored.item.id
        self.isOnTopic = isOnTopic
        self.time = time
        self.editor = editor
        title = stored.item.title
        summary = stored.item.summary
        content = stored.item.content
        language = stored.item.language
        url = stored.item.url
        event = stored.decision.story?.text ?? stored.item.id.text
        wasOnTopic = stored.verdict.isOnTopic
        score = stored.verdict.score.isFinite ? stored.verdict.score : 0
    }

    /// `on-topic` or `off-topic`, as files and commands write it.
    package var name: String { Self.name(isOnTopic) }

    /// `on-topic` or `off-topic`.
    package static func name(_ isOnTopic: Bool) -> String { isOnTopic ? "on-topic" : "off-topic" }
}
