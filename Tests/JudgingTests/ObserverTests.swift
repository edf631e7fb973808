import Domain
import Testing

@testable import Judging

/// What is seen in a text, before it is weighed.
struct ObserverTests {
    private static func seen(_ title: String, summary: String = "", adding concept: String = "") throws -> [Feature:
        Double]
    {
        let topic = try TopicFileText.read(SampleTopic.text + concept)
        let observed = Judge(topic: topic, watch: [])
            .observe(title: title, summary: summary, content: "", language: "en")
        return Dictionary(uniqueKeysWithValues: Feature.allCases.map { ($0, observed.features[$0.index]) })
    }

    private static let says = """

          says:
            kind: act
            development: plan
            weight: 0
            names: [says]
        """

    @Test func `an everyday word is an act only between the sides`() throws {
        let between = try Self.seen("Rudolf says Yetive is late", adding: Self.says)
        #expect(between[.actTitleStrong] == 1 && between[.actBetween] == 1 && between[.noActHeads] == 0)
        let behind = try Self.seen("Rudolf Yetive, says the page", adding: Self.says)
        #expect(behind[.actTitleStrong] == 0 && behind[.noActHeads] == 1)
        let alone = try Self.seen("Rudolf says it rains", adding: Self.says)
        #expect(alone[.loneAct] == 0)
    }

    @Test func `two heads without an act are told from other pairs`() throws {
        let heads = try Self.seen("Rudolf and Yetive")
        #expect(heads[.noActHeads] == 1 && heads[.noAct] == 0)
        let envoy = try Self.seen("Colonel Sapt and Yetive")
        #expect(envoy[.noActHeads] == 0 && envoy[.noAct] == 1)
        let meeting = try Self.seen("Rudolf meets Yetive")
        #expect(meeting[.noActHeads] == 0 && meeting[.noAct] == 0)
    }

    @Test func `who opens the title is a head of a side or nobody`() throws {
        #expect(try Self.seen("Rudolf meets Yetive")[.opensHeadA] == 1)
        #expect(try Self.seen("Yetive meets Rudolf")[.opensHeadB] == 1)
        let outsider = try Self.seen("Hentzau: Rudolf meets Yetive")
        #expect(outsider[.opensHeadA] == 0 && outsider[.opensHeadB] == 0)
    }

    @Test func `third parties of the lead count once each`() throws {
        let title = "Rudolf meets Yetive"
        #expect(try Self.seen(title)[.leadThirds] == 0)
        #expect(try Self.seen(title, summary: "Hentzau saw Hentzau")[.leadThirds] == 0.25)
    }

    @Test func `a fit stays finite where rows contradict each other and the priors`() {
        let rows = (0..<200).map { index in
            Fit.Row(values: [(0, 1), (1, index % 3 == 0 ? 40 : -40)], isPositive: index % 2 == 0)
        }
        let weights = Fit.weights(rows, [Fit.Prior(mean: -6, strength: 0.01), Fit.Prior(mean: 5, strength: 0.5)])
        #expect(weights.allSatisfy { $0.isFinite && abs($0) < 20 })
    }
}
