import Domain
import Testing

@testable import Deduplicating

@Suite struct NewsdeskTests {
    private static let lead =
        "The two leaders spoke for nearly two hours about a truce, their offices said late on Monday, and agreed to meet again soon."

    @Test(arguments: [
        ("Alder and Birch agree to meet in Oslo", "Alder and Birch sign a truce in Oslo", true),
        ("Alder and Birch agree to meet in Oslo", "Alder and Birch meet in Oslo", false),
        ("Alder and Birch speak of a truce", "Truce: Alder calls Birch", false),
    ])
    func `the same two at the same place do not make another act the same`(
        _ one: String,
        _ other: String,
        isOther: Bool
    )
        throws
    {
        let desk = DeskOfTests()
        let likeness = Likeness(try desk.signature(one), try desk.signature(other), Rarity())
        #expect(likeness.isMatterOther == isOther)
    }

    @Test func `a story alerts once, whoever copies it`() {
        var desk = DeskOfTests()
        let first = desk.tell("Alder and Birch speak by phone about a truce", Self.lead)
        let copy = desk.tell(
            "Alder and Birch speak by phone about a truce - Daily Post",
            Self.lead,
            feed: "two.example",
            hours: 1
        )
        #expect(first.kind == .alert && first.story != nil)
        #expect(copy.kind == .duplicate && copy.story == first.story && copy.nearness.nearest == .item(ItemID("n1")))
        #expect(desk.desk.story(first.story ?? StoryID(""))?.outlets == ["one.example", "two.example"])
    }

    @Test func `the same event in another language is a duplicate`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder and Birch meet in Oslo to discuss truce", "They will meet for 3 hours.")
        let russian = desk.tell(
            "Альдер и Бирч встретились в Осло: перемирие",
            "Встреча длилась 3 часа.",
            language: "ru",
            feed: "drei.example",
            hours: 1
        )
        #expect(russian.kind == .duplicate && russian.nearness.relation == .sameEvent)
    }

    @Test func `another place is another development`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder and Birch meet in Oslo")
        #expect(desk.tell("Alder and Birch meet in Lima", feed: "two.example", hours: 30).kind == .alert)
    }

    @Test(
        "a story of one text, copied or not, takes in no other development",
        arguments: [
            "Birch and Alder speak by phone about truce", "Carr and Birch meet in Lima",
            "Birch denies truce with Alder",
        ]
    )
    func single(_ title: String) {
        for copies in 0...2 {
            var desk = DeskOfTests()
            for copy in 0...copies {
                _ = desk.tell("Alder and Birch agree to meet in Oslo on truce", Self.lead, feed: "f\(copy).example")
            }
            let next = desk.tell(title, "The call lasted forty minutes.", feed: "other.example")
            #expect(next.kind == .alert, "\(next.nearness.similarity) \(next.reason)")
        }
    }

    @Test func `what happens stands for no story of what was to come, unless it is surely the same`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder will meet Birch in Oslo")
        let unsure = desk.tell("Birch and Alder meet in Oslo", feed: "two.example", hours: 24)
        #expect(unsure.kind == .duplicate && unsure.nearness.similarity < 0.85)
        // Else it would be lost that they met.
        #expect(desk.tell("Birch sits with Alder at Oslo meeting", feed: "three.example", hours: 25).kind == .alert)
    }

    @Test func `a denial is no copy of what it denies`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder agreed to a truce with Birch in Oslo, aides say", Self.lead)
        #expect(
            desk.tell(
                "Birch denies that he met Carr about grain exports",
                "Nothing was planned.",
                feed: "two.example",
                hours: 2
            ).kind == .alert
        )
    }

    @Test(arguments: [
        ("Alder calls off Oslo meeting with Birch", "en"), ("Alder sagt ab: kein Treffen mit Birke in Oslo", "de"),
    ])
    func `what is called off is a development of its own`(_ title: String, _ language: String) {
        var desk = DeskOfTests()
        _ = desk.tell("Alder and Birch to meet in Oslo", "Their offices announced a meeting in Oslo for Monday.")
        let undone = desk.tell(
            title,
            "He saw no sense in it any more.",
            language: language,
            feed: "two.example",
            hours: 20
        )
        #expect(undone.kind == .alert, "\(undone.reason)")
    }

    @Test(
        "only what a headline says itself undoes what another one tells",
        arguments: [
            ("Alder denies that he will meet Birch in Oslo", true),
            ("Alder to meet Birch in Oslo if Carr never denies truce", false),
            ("Alder to meet Birch in Oslo after Carr denies truce", false),
            ("Alder suspends meeting with Birch", true), ("Alder suspends for two months meeting with Birch", true),
            ("Alder suspends strikes before meeting with Birch", false),
            ("Alder suspends the aid that he gave to Birch at their meeting", false),
            ("Calls with Birch suspended", true),
            ("Strike suspended, Alder says", false), ("Alder has not denied meeting with Birch", false),
            ("Alder doesn't deny he will meet Birch, and calls off truce", true),
        ]
    )
    func undone(_ title: String, _ isUndone: Bool) throws {
        let desk = DeskOfTests()
        let signature = try desk.signature(title)
        #expect(signature.isUndone == isUndone)
    }

    @Test func `two headlines that say no in different words undo each other not`() throws {
        let desk = DeskOfTests()
        let denies = try desk.signature("Alder denies truce in Oslo")
        #expect(try !Likeness(denies, desk.signature("No truce in Oslo, says Alder"), Rarity()).isUndone)
        #expect(try Likeness(denies, desk.signature("Truce in Oslo, says Alder"), Rarity()).isUndone)
        #expect(try Likeness(denies, desk.signature("Alder suspends meeting with Birch"), Rarity()).isUndone == false)
    }

    @Test(
        "of two who act together neither is another one, whoever is named first",
        arguments: [
            ("Alder and Birch meet in Oslo", "Бирч и Альдер встретились в Осло", "ru"),
            ("Alder-Birch call in Oslo", "Birch, Alder speak in Oslo", "en"),
            ("Alder & Birch meet in Oslo", "Birke und Alder treffen sich in Oslo", "de"),
        ]
    )
    func actors(_ one: String, _ other: String, _ language: String) throws {
        let desk = DeskOfTests()
        let (pair, turned) = try (desk.signature(one).actor, desk.signature(other, language: language).actor)
        #expect(pair.isPair && turned.isPair && !pair.isOther(than: turned) && !pair.isSame(as: turned))
        let alone = try desk.signature("Alder warns Birch in Oslo").actor
        #expect(!alone.isPair && alone.isSame(as: pair) && !turned.isOther(than: alone))
        #expect(try alone.isOther(than: desk.signature("Birch warns Alder in Oslo").actor))
    }

    @Test func `a forename or an office in front of a known person is no name of its own`() throws {
        let desk = DeskOfTests()
        func names(_ summary: String) throws -> Int {
            try desk.signature("Alder and Birch meet", summary).features.count { $0.kind == .name }
        }
        let plain = try names("Yesterday evening they saw Alder there.")
        #expect(try names("Yesterday evening they saw Reginald Alder there.") == plain)
        #expect(try names("Yesterday evening they saw Reginald there.") == plain + 1)
    }

    @Test func `a reused guid that tells another event is new, an edit is not`() {
        var desk = DeskOfTests()
        _ = desk.tell("Carr lands in Lima for a visit", guid: "g1", url: "https://one.example/live")
        let edit = desk.tell("Carr lands in Lima for visit", guid: "g1", url: "https://one.example/live", hours: 1)
        let next = desk.tell(
            "Alder and Birch agree truce by phone",
            guid: "g1",
            url: "https://one.example/live",
            hours: 9
        )
        #expect(edit.kind == .duplicate && edit.nearness.relation == .sameItem)
        #expect(next.kind == .alert)
    }

    @Test func `a guid of one feed says nothing about another's`() {
        var desk = DeskOfTests()
        _ = desk.tell("Carr lands in Lima for a visit", guid: "1")
        #expect(
            desk.tell("Alder and Birch agree truce by phone", feed: "two.example", guid: "1", hours: 3).kind == .alert
        )
    }

    @Test func `a live page alerts by its text and not by its name`() {
        var desk = DeskOfTests()
        let first = desk.tell("Live updates: the war", "Alder and Birch meet in Oslo for first talks about truce.")
        let again = desk.tell(
            "Live updates: the war",
            "Carr phones Birch from Lima about the release of sailors.",
            hours: 8
        )
        #expect(first.kind == .alert && again.kind == .alert)
    }

    @Test func `the same stream gives the same decisions`() {
        func stream() -> [Decision] {
            var desk = DeskOfTests()
            return (0..<40).map {
                desk.tell(
                    "Alder and Birch \($0 % 3 == 0 ? "meet in Oslo" : "speak by phone") again, day \($0 / 7)",
                    hours: Double($0)
                )
            }
        }
        #expect(stream() == stream())
    }

    @Test(
        "only a credible old date, or a backlog, makes stale",
        arguments: [
            (-72.0, false, Decision.Kind.stale), (-47, false, .alert), (-5, true, .alert), (-7, true, .stale),
            (900, false, .alert), (900, true, .stale),
        ] as [(Double, Bool, Decision.Kind)]
    )
    func staleness(_ hours: Double, _ isBacklog: Bool, _ kind: Decision.Kind) {
        var desk = DeskOfTests()
        let dated = DeskOfTests.start.advanced(by: Int64(hours * 3_600))
        #expect(desk.tell("Alder and Birch meet in Oslo", dated: dated, isBacklog: isBacklog).kind == kind)
    }

    @Test func `an item without a date is told, but not out of a backlog`() {
        var desk = DeskOfTests()
        #expect(desk.tell("Alder and Birch meet in Oslo", isBacklog: true).kind == .stale)
        #expect(desk.tell("Carr phones Birch from Lima", feed: "two.example", hours: 1).kind == .alert)
    }

    @Test func `what was taken in silently stays known`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder and Birch meet in Oslo", Self.lead, isBacklog: true)
        let later = desk.tell("Alder and Birch meet in Oslo", Self.lead, feed: "two.example", hours: 1)
        #expect(later.kind == .duplicate && later.story == nil)
    }

    @Test func `what a watch word flagged is known by identity alone`() {
        var desk = DeskOfTests()
        #expect(
            desk.tell("Harbour fees rise in the north of the country", isOnTopic: false, watch: "fees").kind == .alert
        )
        #expect(
            desk.tell(
                "Harbour fees go up across the north",
                feed: "two.example",
                hours: 1,
                isOnTopic: false,
                watch: "fees"
            ).kind == .alert
        )
        let again = desk.tell(
            "Harbour fees rise in the north of the country",
            url: "https://one.example/1",
            hours: 2,
            isOnTopic: false,
            watch: "fees"
        )
        #expect(again.kind == .duplicate)
    }

    @Test func `what is forgotten is no longer known`() {
        var desk = DeskOfTests()
        _ = desk.tell("Alder and Birch meet in Oslo", Self.lead)
        desk.forget(before: DeskOfTests.start.advanced(by: 60))
        #expect(desk.desk.count == 0)
    }

    @Test func `a story waits for the outlets that it needs`() {
        var policy = AlertPolicy()
        policy.minOutlets = 2
        var desk = DeskOfTests(policy: policy)
        let first = desk.tell("Alder and Birch meet in Oslo", Self.lead)
        let same = desk.tell("Alder and Birch meet in Oslo", Self.lead, hours: 0.5)
        let second = desk.tell("Alder and Birch meet in Oslo", Self.lead, feed: "two.example", hours: 1)
        let third = desk.tell("Alder and Birch meet in Oslo", Self.lead, feed: "three.example", hours: 2)
        #expect([first, same, second, third].map(\.kind) == [.duplicate, .duplicate, .alert, .duplicate])
        #expect(second.story == first.story)
    }
}
