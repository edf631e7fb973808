import Domain
import Testing

@testable import ConfigFile

struct TopicExamplesTests {
    private static let concepts = """
        title: T
        concepts:
          a: {kind: person, side: a, names: [A]}
          b: {kind: person, side: b, names: [B]}

        """

    @Test func `examples of both kinds are read, in order`() throws {
        let text = Self.concepts + "examples: {on-topic: [one, two], off-topic: three}\nweights: {semantics: 0.7}\n"
        let topic = try TopicFile.read(text: text, path: "t.yaml")
        #expect(topic.examples == Topic.Examples(onTopic: ["one", "two"], offTopic: ["three"]))
        #expect(topic.weights["semantics"] == 0.7)
    }

    @Test func `a topic needs none`() throws {
        #expect(try TopicFile.read(text: Self.concepts, path: "t.yaml").examples == Topic.Examples())
        #expect(
            try TopicFile.read(text: Self.concepts + "examples: null\n", path: "t.yaml").examples == Topic.Examples()
        )
    }

    @Test(arguments: [
        "examples: {on-topic: [one]}\n", "examples: {on-topic: [one], off-topic: []}\n", "examples: [one]\n",
    ])
    func `one kind alone is an error`(_ examples: String) {
        #expect(throws: Problems.self) { try TopicFile.read(text: Self.concepts + examples, path: "t.yaml") }
    }
}
