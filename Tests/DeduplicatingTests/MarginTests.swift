import Domain
import Testing

@testable import Deduplicating

/// What says too little of the topic to be on it.
@Suite struct MarginTests {
    private static let lead =
        "The two leaders spoke for nearly two hours about a truce, their offices said late on Monday, and agreed to meet again soon."

    @Test func `coverage of a story that is off-topic by itself joins the story and alerts nobody`() {
        var desk = DeskOfTests()
        let opened = desk.tell("Alder and Birch speak by phone about a truce", Self.lead)
        let beside = desk.tell(
            "Alder speaks by phone about a truce - Daily Post",
            Self.lead,
            feed: "two.example",
            hours: 1,
            isOnTopic: false
        )
        #expect(beside.kind == .duplicate && beside.story == opened.story && beside.story != nil)
        #expect(beside.reason.contains("says too little of the topic"))
        #expect(desk.desk.story(opened.story ?? StoryID(""))?.outlets == ["one.example", "two.example"])
    }

    @Test func `what lay beside the topic never keeps the first on-topic item silent`() {
        var desk = DeskOfTests()
        let beside = desk.tell("Alder speaks by phone about a truce", Self.lead, isOnTopic: false)
        let first = desk.tell("Alder and Birch speak by phone about a truce", Self.lead, feed: "two.example", hours: 1)
        #expect(beside.kind == .offTopic && first.kind == .alert)
    }

    @Test func `a copy of what lay beside the topic is known once a story tells it`() {
        var desk = DeskOfTests()
        _ = desk.tell("Birke telefoniert mit Alder: Waffenruhe", language: "de", isOnTopic: false)
        _ = desk.tell("Alder speaks by phone about a truce in Oslo", Self.lead, isOnTopic: false)
        let told = desk.tell("Alder and Birch speak by phone about a truce", Self.lead, feed: "two.example", hours: 1)
        let late = desk.tell(
            "Alder speaks by phone about a truce in Oslo",
            Self.lead,
            feed: "three.example",
            hours: 40,
            isOnTopic: false
        )
        #expect(told.kind == .alert)
        #expect(late.kind == .duplicate && late.story == told.story)
    }

    @Test func `two that lie beside the topic and tell the same name each other and stay off-topic`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder speaks by phone about a truce", Self.lead, isOnTopic: false)
        let other = desk.tell(
            "Alder speaks by phone about a truce - Daily Post",
            Self.lead,
            feed: "two.example",
            hours: 1,
            isOnTopic: false
        )
        #expect(other.kind == .offTopic && other.nearness.nearest == .item(ItemID("n1")))
    }

    @Test func `what was old when it was first seen is not compared beside the topic`() {
        var desk = DeskOfTests()
        let old = DeskOfTests.start.advanced(by: -30 * 3_600)
        _ = desk.tell("Alder speaks by phone about a truce", Self.lead, dated: old, isOnTopic: false)
        let other = desk.tell("Alder speaks by phone about a truce", Self.lead, feed: "two.example", isOnTopic: false)
        #expect(other.nearness == .unknown)
    }

    @Test func `a live page tells what is new when it is seen, however old the page is`() {
        var desk = DeskOfTests()
        let begun = DeskOfTests.start.advanced(by: -9 * 86_400)
        let opened = desk.tell("Alder and Birch speak by phone about a truce in Oslo", Self.lead)
        let page = desk.tell(
            "Live: truce talks – latest updates",
            "Alder and Birch speak by phone about a truce in Oslo",
            feed: "two.example",
            hours: 1,
            dated: begun,
            isOnTopic: false
        )
        #expect(page.kind == .duplicate && page.story == opened.story, "\(page.reason)")
    }

    @Test func `what names nobody and no country is not even compared`() {
        var desk = DeskOfTests()
        _ = desk.tell("Truce talks in Oslo and Lima", Self.lead, isOnTopic: false)
        let other = desk.tell("Truce talks in Oslo and Lima", Self.lead, feed: "two.example", isOnTopic: false)
        #expect(other.nearness == .unknown)
    }

    @Test(arguments: [
        "Live updates: Alder meets Birch in Oslo as truce talks begin",
        "Why Alder meets Birch in Oslo now that truce talks begin",
    ])
    func `a live page or a comment stands for no story`(_ headline: String) {
        var desk = DeskOfTests()
        _ = desk.tell(headline)
        let report = desk.tell("Carr meets Birch in Oslo: truce talks begin", feed: "two.example", hours: 1)
        #expect(report.kind == .alert)
    }
}
