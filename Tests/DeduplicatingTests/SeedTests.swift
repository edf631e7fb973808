import Domain
import Testing
import Texts

@testable import Deduplicating

@Suite struct SeedTests {
    private static let article = """
        Skip to content
        What really stands behind the long quarrel of two neighbours
        Photo: somebody
        For years the two neighbours have quarrelled about a narrow strip of land that neither of them has ever used for anything.
        The quarrel began with a fence, went on with a letter to the council, and has since filled eleven folders in two offices.
        Whoever asks them today what it is about gets two long answers that have hardly a single sentence in common.
        """

    private static func seed(events: [SeedEvent] = []) -> Seed {
        SeedMaker.seed(
            name: "000-quarrel",
            text: article,
            titles: [],
            language: "en",
            published: DeskOfTests.start,
            events: events
        )
    }

    @Test func `a seed holds its headline and no chrome`() {
        let seed = Self.seed()
        #expect(
            seed.titles
                == [SeedMaker.hash(title: "What really stands behind the long quarrel of two neighbours")].compactMap {
                    $0
                }
        )
        let chrome = SignatureBuilder.shingles(Words(of: "Skip to content Photo: somebody"), upTo: 20).map(UInt64.init)
        #expect(Set(seed.shingles).isDisjoint(with: chrome))
    }

    @Test(
        "the whole, the headline, a paragraph and an excerpt are known, on-topic or not",
        arguments: [
            ("What really stands behind the long quarrel of two neighbours", ""),
            (
                "An old quarrel",
                "The quarrel began with a fence, went on with a letter to the council, and has since filled eleven folders in two offices."
            ),
            (
                "ever used for anything",
                "strip of land that neither of them has ever used for anything. The quarrel began with a fence, went on with a letter…"
            ),
            ("Neighbours", article),
        ]
    )
    func carried(_ title: String, _ summary: String) {
        var desk = DeskOfTests(seeds: [Self.seed()])
        for isOnTopic in [true, false] {
            let decision = desk.tell(title, summary, isOnTopic: isOnTopic)
            #expect(decision.kind == .duplicate && decision.nearness.nearest?.description == "seed:000-quarrel")
        }
    }

    @Test func `another text about the same people is new`() {
        var desk = DeskOfTests(seeds: [Self.seed()])
        #expect(
            desk.tell(
                "The two neighbours have made peace",
                "They shook hands at the fence on Friday, in front of both their families."
            ).kind == .alert
        )
    }

    @Test func `an event that a seed knows is known in any language, near its date`() {
        let event = SeedEvent(
            title: "a truce by phone",
            date: DeskOfTests.start,
            all: ["alder", "truce"],
            any: ["call"],
            none: ["denied"]
        )
        var desk = DeskOfTests(seeds: [Self.seed(events: [event])])
        let german = desk.tell("Alder und Birke telefonieren: Waffenruhe", language: "de", hours: 24)
        #expect(german.kind == .duplicate && german.nearness.relation == .sameEvent)
        #expect(desk.tell("Alder denies truce after phone call", hours: 25).kind == .alert)
        #expect(desk.tell("Alder offers truce in phone call", feed: "two.example", hours: 24 * 60).kind == .alert)
    }
}
