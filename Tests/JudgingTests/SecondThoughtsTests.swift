import Domain
import Testing

@testable import Judging

/// Reads a text as two numbers: how often it says "good" and "bad". Counts how often it is asked.
private final class CountingOpinion: SecondOpinion {
    private let count = Locked(0)
    private let isMute: Bool

    init(isMute: Bool = false) { self.isMute = isMute }

    var asked: Int { count.withLock { $0 } }

    func embedding(of text: String) -> [Float]? {
        count.withLock { $0 += 1 }
        if isMute { return nil }
        let words = text.split { !$0.isLetter }
        let good = Float(words.count { $0 == "good" }) + 0.01
        let bad = Float(words.count { $0 == "bad" }) + 0.01
        let length = (good * good + bad * bad).squareRoot()
        return [good / length, bad / length]
    }
}

@Suite struct SecondThoughtsTests {
    private static let examples = Topic.Examples(
        onTopic: ["good", "good good bad"],
        offTopic: ["bad", "bad bad good", "bad bad"]
    )

    /// Alice and Bob: both in a title are undecided, a pact makes them sure.
    private func topic(_ examples: Topic.Examples = examples, weights: [String: Double] = [:]) -> Topic {
        func concept(_ id: String, _ kind: Concept.Kind, side: String? = nil, weight: Double = 0) -> Concept {
            Concept(id: id, kind: kind, side: side, weight: weight, names: [Concept.Name(id)])
        }
        let plain = [
            "bias": -1.0, "title.heads": 1, "act.none": 0, "act.none-heads": 0, "opens.head-a": 0, "near": 0,
            "act.title": 0, "act.between": 0,
        ]
        return Topic(
            name: "t",
            title: "T",
            threshold: 0.5,
            concepts: [
                concept("alice", .person, side: "a"), concept("bob", .person, side: "b"),
                concept("pact", .act, weight: 8),
            ],
            weights: plain.merging(weights) { $1 },
            examples: examples
        )
    }

    private func verdict(_ title: String, _ topic: Topic, _ opinion: (any SecondOpinion)?) -> Verdict {
        Judge(topic: topic, watch: []).asking(opinion).judge(
            title: title,
            summary: "",
            content: "",
            language: "en"
        ).verdict
    }

    @Test(arguments: [("Alice, Bob: good", true), ("Alice, Bob: bad", false)])
    func `an undecided item goes where its like examples are`(_ title: String, _ isOnTopic: Bool) {
        let alone = verdict(title, topic(), nil)
        let both = verdict(title, topic(), CountingOpinion())
        #expect(abs(alone.score - 0.5) < 0.01)
        #expect(both.isOnTopic == isOnTopic)
        #expect(isOnTopic ? both.score > alone.score + 0.1 : both.score < alone.score - 0.1)
    }

    @Test func `what it adds is printed with the nearest example`() throws {
        let verdict = verdict("Alice, Bob: good", topic(), CountingOpinion())
        let evidence = try #require(verdict.evidence.first { $0.concept == "semantics" })
        #expect(evidence.text == "good")
        #expect(evidence.weight > 0)
    }

    @Test(arguments: ["The weather is good", "Alice, Bob: a pact, bad"])
    func `an item that the rules are sure about is not shown to it`(_ title: String) {
        let opinion = CountingOpinion()
        #expect(
            verdict(title, topic(weights: ["bias": -5, "title.heads": 5]), opinion)
                == verdict(title, topic(weights: ["bias": -5, "title.heads": 5]), nil)
        )
        #expect(opinion.asked == 0)
    }

    @Test func `without examples, weight or answer the rules judge alone`() {
        let title = "Alice, Bob: good"
        let alone = verdict(title, topic(), nil)
        #expect(verdict(title, topic(Topic.Examples()), CountingOpinion()) == alone)
        #expect(verdict(title, topic(weights: ["semantics": 0]), CountingOpinion()) == alone)
        #expect(verdict(title, topic(), CountingOpinion(isMute: true)) == alone)
    }

    @Test func `the examples are read once, and only when an undecided item comes`() {
        let opinion = CountingOpinion()
        let judge = Judge(topic: topic(), watch: []).asking(opinion)
        #expect(opinion.asked == 0)
        for _ in 0..<3 { _ = judge.judge(title: "Alice, Bob: good", summary: "", content: "", language: "en") }
        #expect(opinion.asked == 5 + 3)
    }
}

@Suite struct ExampleModelTests {
    private func fitted(_ on: [[Float]], _ off: [[Float]]) -> ExampleModel? {
        ExampleModel(
            onTopic: on.enumerated().map { ("on \($0)", $1) },
            offTopic: off.enumerated().map { ("off \($0)", $1) }
        )
    }

    @Test func `each kind lies on its side, whatever their numbers`() throws {
        let model = try #require(fitted([[1, 0, 0]], [[0, 1, 0], [0, 1, 0.1], [0, 0.9, 0.2], [0.1, 1, 0]]))
        #expect(try #require(model.reading(of: [0.9, 0.1, 0])).margin > 0.5)
        #expect(try #require(model.reading(of: [0.1, 0.9, 0])).margin < -0.5)
        #expect(try #require(model.reading(of: [0.1, 0.9, 0])).nearest == "off 3")
    }

    @Test func `one kind alone, or vectors of two models, make none`() {
        #expect(fitted([], [[0, 1]]) == nil)
        #expect(fitted([[1, 0]], []) == nil)
        #expect(fitted([[1, 0]], [[0, 1, 0]]) == nil)
        #expect(fitted([[1, 0]], [[0, 1]])?.reading(of: [1, 0, 0]) == nil)
    }
}
