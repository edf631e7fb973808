import Domain
import TestSupport
import Testing

@testable import Alerting

struct StormTests {
    private let rule = StormRule(stories: 3, window: 600)

    private func alert(_ number: Int, after seconds: Int64 = 0, _ severity: Severity = .alert) -> Alert {
        var alert = Sample.alert(number, at: Sample.start.advanced(by: seconds))
        alert.severity = severity
        return alert
    }

    private func storm(_ recent: [Alert] = [], folded: [Alert] = []) -> Storm {
        Storm(rule: rule, recent: recent, folded: folded)
    }

    @Test func `as many stories as the rule has are told, the next ones fold`() {
        var storm = storm()
        let folds = (1...6).map { storm.takes(alert($0, after: Int64($0))) }
        #expect(folds == [false, false, false, true, true, true])
        #expect(storm.began?.first == AlertID("a4"))
    }

    @Test func `stories that come slowly are no storm`() {
        var storm = storm()
        let folds = (0..<20).map { storm.takes(alert($0, after: Int64($0) * 200)) }
        #expect(!folds.contains(true))
        #expect(storm.began == nil)
    }

    @Test func `a storm lasts for the rule's time, and folds until it is told`() {
        var storm = storm()
        for number in 1...4 { _ = storm.takes(alert(number)) }
        let start = Sample.start
        #expect(!storm.isOver(at: start.advanced(by: 599)) && storm.isOver(at: start.advanced(by: 600)))
        #expect(storm.isOver(at: start.advanced(by: -3_600)), "a clock that was set back does not prolong it")
        let fold1 = storm.takes(alert(9, after: 5_000))
        #expect(fold1)
        storm.end()
        #expect(!storm.isOver(at: start.advanced(by: 9_999)))
        let fold2 = storm.takes(alert(10, after: 5_001))
        #expect(!fold2)
    }

    @Test func `flash counts and is told all the same`() {
        var storm = storm()
        let folds = (1...6).map { storm.takes(alert($0, $0 % 2 == 0 ? .flash : .alert)) }
        #expect(folds == [false, false, false, false, true, false])
        #expect(storm.began?.first == AlertID("a5"))
    }

    @Test func `what a feed's health raises never folds`() {
        var storm = storm((1...3).map { alert($0) }, folded: [alert(4)])
        let health = Alert.standIn(
            id: AlertID("f"),
            type: .feedFailing,
            at: Sample.start,
            topic: "",
            lane: "f",
            title: "",
            summary: "",
            feed: nil
        )
        let folds = storm.takes(health)
        #expect(!folds)
    }

    @Test func `a storm goes on after a restart`() {
        var again = storm((1...4).map { alert($0) }, folded: [alert(4)])
        #expect(again.began?.first == AlertID("a4"))
        let fold3 = again.takes(alert(5, after: 1))
        #expect(fold3)
        // Not yet a storm, but the last stories count.
        var calm = storm((1...3).map { alert($0) })
        let fold4 = calm.takes(alert(4, after: 1))
        #expect(fold4)
    }

    @Test func `without a rule what was folded is to be told at once`() {
        var storm = Storm(rule: nil, recent: [], folded: [alert(4)])
        let folds = storm.takes(alert(5))
        #expect(storm.isOver(at: Sample.start) && !folds)
    }

    @Test func `a digest names every folded story once, as it was told last`() throws {
        let grown = Alert(
            id: AlertID("a4-o3"),
            type: .storyGrown,
            raised: Sample.start.advanced(by: 9),
            topic: "talks",
            story: Sample.story("s4"),
            item: Sample.item(4).item,
            verdict: Sample.alert(4).verdict,
            nearness: .unknown,
            coverage: [],
            severity: .urgent
        )
        let folded = [alert(4), alert(5, .flash), alert(6), grown]
        let digests = Storm.digests(of: folded, topic: "talks", at: Sample.start.advanced(by: 600))
        let digest = try #require(digests.first)
        #expect(digests.count == 1 && digest.type == .stormDigest && digest.severity == .urgent)
        #expect(digest.storm?.stories.map(\.alert.text) == ["a4-o3", "a6"])
        #expect(digest.item.title == "2 stories in 10 min")
        #expect(digest.id == AlertID("d4-o3"))
    }

    @Test func `a flood makes as many digests as it takes, none too long, every story in one`() {
        let flood = (0..<250).map { number -> Alert in
            var alert = alert(number)
            alert.severity = .alert
            return alert
        }
        let digests = Storm.digests(of: flood, topic: "talks", at: Sample.start)
        #expect(digests.map { $0.storm?.stories.count } == [100, 100, 50])
        #expect(Set(digests.flatMap { $0.storm?.stories ?? [] }.map(\.alert)).count == 250)
        #expect(Set(digests.map(\.id)).count == 3)
        #expect(digests.allSatisfy { StandardFormat.body(of: $0).count <= 60_000 })
    }
}
