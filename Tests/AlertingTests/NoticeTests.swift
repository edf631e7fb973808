import Domain
import TestSupport
import Testing

@testable import Alerting

struct NoticeTests {
    private func alert(_ type: EventType, outlets: Int) -> Alert {
        let base = Sample.alert(7)
        var story = base.story
        story.outlets = (0..<outlets).map { "o\($0).example" }
        return Alert(
            id: base.id,
            type: type,
            raised: base.raised,
            topic: base.topic,
            story: story,
            item: base.item,
            verdict: base.verdict,
            nearness: base.nearness,
            coverage: []
        )
    }

    @Test func `a story that grew is told under its own headline, with the number of its outlets`() {
        let grown = Notice(alert(.storyGrown, outlets: 10))
        #expect(grown.title == Sample.alert(7).story.title)
        #expect(grown.source.hasSuffix("10 outlets now"))
        #expect(grown.url == Sample.alert(7).item.url)
    }

    @Test func `a story that opens is told under its item's headline`() {
        let opened = Notice(alert(.storyOpened, outlets: 1))
        #expect(opened.title == Sample.alert(7).item.title)
        #expect(!opened.source.contains("outlets"))
    }
}
