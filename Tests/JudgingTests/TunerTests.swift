import ConfigFile
import Domain
import Testing

@testable import Judging

enum TopicFileText {
    static func read(_ text: String) throws -> Topic { try TopicFile.read(text: text, path: "topics/sample.yaml") }
}

struct TunerTests {
    @Test func `known weights are found again`() {
        // Of 100 items with the property 80 are positive, of 100 without it 20: the logits are ln 4 and -ln 4.
        var rows: [Fit.Row] = []
        for number in 0..<100 {
            rows.append(Fit.Row(values: [(0, 1), (1, 1)], isPositive: number < 80))
            rows.append(Fit.Row(values: [(0, 1)], isPositive: number < 20))
        }
        let weak = Fit.Prior(mean: 0, strength: 1e-6)
        let weights = Fit.weights(rows, [weak, weak])
        #expect(abs(weights[0] + 1.3863) < 1e-3 && abs(weights[1] - 2.7726) < 1e-3)
    }

    @Test func `a strong prior holds, and no rows at all give the prior`() {
        let rows = [Fit.Row(values: [(0, 1)], isPositive: true)]
        #expect(abs(Fit.weights(rows, [Fit.Prior(mean: -2, strength: 1e6)])[0] + 2) < 1e-3)
        #expect(Fit.weights([], [Fit.Prior(mean: 0.7, strength: 1)]) == [0.7])
    }

    @Test func `perfectly separable labels end in finite weights`() {
        let rows = (0..<50).flatMap { _ in
            [Fit.Row(values: [(0, 1)], isPositive: true), Fit.Row(values: [(1, 1)], isPositive: false)]
        }
        let weights = Fit.weights(rows, [Fit.Prior(mean: 0, strength: 0.5), Fit.Prior(mean: 0, strength: 0.5)])
        #expect(weights.allSatisfy { $0.isFinite && abs($0) < 20 } && weights[0] > 0 && weights[1] < 0)
    }

    @Test func `a weight that comes out against its sign is held to zero, and the rest fitted again`() {
        // The second column speaks against, though only for is allowed; the first must take its share.
        let rows = (0..<60).map { number in
            Fit.Row(values: [(0, 1), (1, number % 2 == 0 ? 1 : 0)], isPositive: number % 2 == 1)
        }
        let prior = Fit.Prior(mean: 0, strength: 0.1)
        let weights = Fit.weights(rows, [prior, prior], signs: [0, 1])
        #expect(weights[1] == 0 && abs(weights[0]) < 0.01)
    }

    @Test func `a row that counts twice is as good as two rows`() {
        let prior = Fit.Prior(mean: 0, strength: 0.5)
        let once = [
            Fit.Row(values: [(0, 1)], isPositive: true, weight: 2), Fit.Row(values: [(0, 1)], isPositive: false),
        ]
        let twice = [once[0], once[0], once[1]].map { Fit.Row(values: $0.values, isPositive: $0.isPositive) }
        #expect(abs(Fit.weights(once, [prior])[0] - Fit.weights(twice, [prior])[0]) < 1e-9)
    }

    @Test func `a desk's labels move the weights their way`() throws {
        let topic = try SampleTopic.load()
        let examples = (0..<40).flatMap { number in
            [
                Tuner.Example(
                    title: "Rudolf meets Yetive",
                    summary: "",
                    content: "",
                    language: "en",
                    isOnTopic: true,
                    event: "y\(number)"
                ),
                Tuner.Example(
                    title: "Rudolf meets Yetive and Hentzau",
                    summary: "",
                    content: "",
                    language: "en",
                    isOnTopic: false,
                    event: "n\(number)"
                ),
            ]
        }
        let tuner = Tuner(topic: topic, examples: examples)
        let (weights, figures) = tuner.fitted()
        #expect(figures.f1 == 1 && tuner.crossValidated().f1 == 1)
        #expect(try #require(weights["hentzau"]) < -1)
        let text = TopicEditor.text(SampleTopic.text, weights: weights)
        let judge = Judge(topic: try TopicFileText.read(text), watch: [])
        #expect(!judge.verdict("Rudolf meets Yetive and Hentzau", language: "en").isOnTopic)
    }

    @Test func `a row of weight three is three rows`() {
        let positive = Fit.Row(values: [(0, 1)], isPositive: true)
        let negative = Fit.Row(values: [(0, 1)], isPositive: false)
        var heavy = positive
        heavy.weight = 3
        let prior = [Fit.Prior(mean: 0, strength: 0.1)]
        let found = Fit.weights([heavy, negative], prior)[0]
        #expect(abs(found - Fit.weights([positive, positive, positive, negative], prior)[0]) < 1e-6)
    }

    @Test func `few labels move the topic's own weights a little, and leave alone what they do not speak of`() throws {
        let text = SampleTopic.text + "\nweights: {bias: -3.00, hentzau: 1.50, semantics: 0.40}\n"
        let topic = try TopicFileText.read(text)
        let examples = [("Rudolf meets Hentzau", false), ("Rudolf meets Yetive", true)].map { title, isOnTopic in
            Tuner.Example(title: title, summary: "", content: "", language: "en", isOnTopic: isOnTopic, event: title)
        }
        let (weights, _) = Tuner(topic: topic, examples: examples, keepsWeights: true).fitted()
        #expect(abs(try #require(weights["bias"]) + 3) < 0.2)
        #expect(abs(try #require(weights["hentzau"]) - 1.5) < 0.2)
        #expect(weights["semantics"] == 0.4)
    }

    @Test func `writing weights keeps all else as it is`() throws {
        let once = TopicEditor.text(SampleTopic.text, weights: ["bias": -4.25, "meeting": 0.126])
        #expect(once == SampleTopic.text + "\nweights:\n  bias: -4.25\n  meeting: 0.13\n")
        let twice = TopicEditor.text(once + "# the end\n", weights: ["bias": 1])
        #expect(twice.hasPrefix(SampleTopic.text + "\nweights:\n  bias: 1.00\n"))
        #expect(try TopicFileText.read(twice).weights == ["bias": 1])
    }
}

struct TopicFileTests {
    @Test(arguments: [
        ("  hentzau:\n    kind: person", "  hentzau:\n    kind: persan", 31, 11),
        ("    side: b\n    names:\n      any", "    side: c\n    names:\n      any", 21, 11),
        ("[Hentzau]", "[]", 33, 12),
        ("development: plan", "development: plam", 41, 18),
        ("[Colonel Sapt]", "[Col*nel Sapt]", 14, 13),
        ("[Colonel Sapt]", "[\"=Sapt*\"]", 14, 13),
        ("fi: [Yetiven]", "finnish: [Yetiven]", 24, 16),
        ("threshold: 0.5", "threshold: 1.5", 2, 12),
    ])
    func `a mistake is told with its place`(right: String, wrong: String, line: Int, column: Int) throws {
        #expect(SampleTopic.text.contains(right))
        let text = SampleTopic.text.replacing(right, with: wrong)
        let problems = #expect(throws: Problems.self) { try TopicFileText.read(text) }
        let told = problems.map { String(describing: $0) } ?? ""
        #expect(told.contains("\(line):\(column)") || told.contains("line: \(line), column: \(column)"), "\(told)")
    }

    @Test func `a weight of nothing that is there is a mistake`() {
        #expect(throws: Problems.self) { try TopicFileText.read(SampleTopic.text + "\nweights: {meting: 1}\n") }
        #expect(throws: Problems.self) { try TopicFileText.read("title: x\nconcepts: {a: {kind: act, names: [b]}}\n") }
    }
}
