/// An item's texts as words, so that one stage after the other need not read them again.
package struct ItemWords: Sendable {
    /// Of its title.
    package let title: Words
    /// Of its summary.
    package let summary: Words
    /// Of its content.
    package let content: Words

    package init(title: Words, summary: Words, content: Words) {
        self.title = title
        self.summary = summary
        self.content = content
    }
}
