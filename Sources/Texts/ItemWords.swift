/// An item's texts as words, so that one stage after the other need not read them again.
package struct ItemWords: Sendable {
    /// Of its title.
    package private(set) var title = Words()
    /// Of its summary.
    package private(set) var summary = Words()
    /// Of its content.
    package private(set) var content = Words()

    /// Of no texts.
    package init() {}

    /// Becomes the words of an item's texts, in the room of those before.
    package mutating func read(title: String, summary: String, content: String) {
        self.title.read(title)
        self.summary.read(summary)
        self.content.read(content)
    }
}
