import Domain
import Texts

/// An item's headline and text as words, before anything is found in them.
struct ItemText {
    /// A text of fewer words tells nothing.
    static let leastBody = 5

    let isTemplate: Bool
    let time: Timestamp
    /// Without alarm words and outlet.
    let headline: String
    let title: Words
    /// The word of the published title at which `title` begins.
    let titleStart: Int
    let body: String
    let bodyWords: Words
    /// The name of a page that is told anew says nothing: its text stands for a headline.
    let isNameless: Bool
    /// What is known is more than a name that the page always has.
    let tells: Bool
    /// Which words of `title` only set the scene.
    let scene: [Bool]

    init(_ item: Item) {
        let published = Words(of: item.title)
        isTemplate = Template.isTemplate(published, in: item.title)
        time = Self.time(of: item, isTemplate: isTemplate)
        let core = Headline.core(item.title, outlet: item.outlet)
        headline = core.text
        title = Words(of: headline)
        titleStart = (0..<published.count).first { published.range($0).lowerBound >= core.skipped } ?? 0
        body =
            item.summary.isEmpty
            ? item.content : item.content.isEmpty ? item.summary : "\(item.summary)\n\(item.content)"
        bodyWords = Words(of: body)
        let isNamed = !isTemplate || Template.telling(item.title) != nil
        isNameless = !isNamed && bodyWords.count >= Self.leastBody
        tells = isNamed || isNameless
        scene =
            isNameless ? [Bool](repeating: true, count: title.count) : Clauses.background(of: title, in: headline)
    }

    /// A live page or column keeps the date of its beginning: what it tells is as old as its first sight.
    static func time(of item: Item, isTemplate: Bool) -> Timestamp {
        isTemplate ? max(item.published.time, item.firstSeen) : item.published.time
    }
}
