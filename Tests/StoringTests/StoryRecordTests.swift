import Domain
import TestSupport
import Testing

@testable import Storing

struct StoryRecordTests {
    private static func story(_ title: String, kind: String? = nil, follows: StoryID? = nil) -> Story {
        Story(
            id: StoryID("s00000000000000aa"),
            first: ItemID("i1"),
            title: title,
            kind: kind,
            opened: Sample.start,
            lastGrown: Sample.start.advanced(by: 9),
            items: 3,
            outlets: ["a.example", "b.example"],
            languages: ["en", "ru"],
            places: [],
            people: ["Alder"],
            follows: follows
        )
    }

    @Test(arguments: [
        story("Plain"), story("Gespräch – \"ja\" / 会谈", kind: "call", follows: StoryID("s1")),
        story("", kind: "summit"),
    ])
    func `a story is read as the coder reads it`(_ story: Story) throws {
        let text = try Record.text(of: story)
        #expect(StoryRecord.story(from: Array(text.utf8)) == story)
        #expect(try Record.value(Story.self, from: text) == story)
    }

    @Test(arguments: [#"{"id":{"text":"s1"}}"#, "", "{", #"{"new":1}"#, "null"])
    func `what is not expected is left to the coder`(_ text: String) {
        #expect(StoryRecord.story(from: Array(text.utf8)) == nil)
    }

    @Test func `a title with an escape that is not expected is left to the coder`() throws {
        let text = try Record.text(of: Self.story("one\u{1}two"))
        #expect(StoryRecord.story(from: Array(text.utf8)) == nil)
    }
}
