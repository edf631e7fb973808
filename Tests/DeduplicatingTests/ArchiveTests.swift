import Domain
import Testing

@testable import Deduplicating

/// A desk over years: what is forgotten is gone, what is kept is found, and the rest costs nothing.
struct ArchiveTests {
    private let titles = [
        "Alder and Birch meet in Oslo about a truce on Friday", "Carr phones Birch about the harbour of Lima",
        "Birch denies that the Oslo truce is called off", "Alder to phone Carr about seven hundred prisoners",
    ]

    @Test func `items beyond the time are forgotten, those that are kept are still known`() {
        var desk = DeskOfTests()
        for (place, title) in titles.enumerated() { _ = desk.tell(title, hours: Double(place) * 24 * 20) }
        let now = DeskOfTests.start.advanced(by: 70 * 86_400)
        desk.forget(before: now, keeping: ["n1"])
        #expect(desk.desk.count == 1)
        let again = desk.tell(titles[0], feed: "two.example", hours: 24 * 71)
        #expect(again.kind == .duplicate && again.nearness.nearest == .item(ItemID("n1")))
        #expect(desk.tell(titles[1], feed: "two.example", hours: 24 * 71).kind == .alert)
    }

    @Test func `a hundred forgettings leave what is younger as it was`() {
        var desk = DeskOfTests()
        for day in 0..<100 {
            let told = "\(titles[day % 4]), day \(day) of the talks as number \(day * 37) said"
            _ = desk.tell(told, hours: Double(day) * 24)
            desk.forget(before: DeskOfTests.start.advanced(by: Int64(day - 10) * 86_400))
            #expect(desk.desk.count <= 12)
        }
        let copy = "\(titles[99 % 4]), day 99 of the talks as number \(99 * 37) said"
        #expect(desk.tell(copy, feed: "two.example", hours: 24 * 99).kind == .duplicate)
    }
}
