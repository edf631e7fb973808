import Deduplicating
import Domain
import Foundation
import Judging
import TestSupport
import Testing

@testable import Daemon

/// Fitting what makes two items one development.
@Suite struct DedupTunerTests {
    private static let topic = Topic(
        name: "test",
        title: "Test",
        threshold: 0.5,
        concepts: [
            Concept(id: "alder", kind: .person, side: "a", weight: 1, names: [Concept.Name("Alder*")]),
            Concept(id: "birch", kind: .person, side: "b", weight: 1, names: [Concept.Name("Birch*")]),
            Concept(id: "oslo", kind: .place, weight: 1, names: [Concept.Name("Oslo")]),
            Concept(id: "lima", kind: .place, weight: 1, names: [Concept.Name("Lima")]),
            Concept(id: "meet", kind: .act, weight: 1, names: [Concept.Name("meet*"), Concept.Name("talks")]),
        ],
        weights: [:]
    )

    private static var rooms: Rooms {
        Rooms(topic: topic, judge: Judge(topic: topic, watch: []), seeds: [], policy: AlertPolicy())
    }

    private static func examples(pairs: String = "", stream: String = "") throws -> DedupExamples {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var examples = DedupExamples(rooms)
        for (name, text) in [("pairs", pairs), ("stream", stream)] where !text.isEmpty {
            let file = "\(folder.path)/\(name).jsonl"
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            if name == "pairs" { try examples.readPairs(file) } else { try examples.readStream(file) }
        }
        return examples
    }

    private static func pair(_ a: String, _ b: String, _ relation: String) -> String {
        #"{"a": {"title": "\#(a)", "language": "en"}, "b": {"title": "\#(b)", "language": "en"}, "relation": "\#(relation)"}"#
            + "\n"
    }

    @Test func `pairs that share a headline are never parted by a fold`() throws {
        let tuner = try Self.examples(
            pairs: Self.pair("Alder meets Birch", "Alder and Birch hold talks", "same-event-other-words")
                + Self.pair("Alder and Birch hold talks", "Birch leaves Oslo early", "follow-up")
                + Self.pair("Alder flies to Lima", "Birch stays in Oslo", "unrelated")
        ).tuner
        #expect(tuner.pairs.map(\.isOne) == [true, false, false])
        #expect(tuner.pairs[0].group == tuner.pairs[1].group && tuner.pairs[0].group != tuner.pairs[2].group)
    }

    @Test func `what examples teach has the signs that the terms allow`() throws {
        var text = ""
        for number in 0..<12 {
            let words = ["quiet", "long", "short", "tense", "brief", "late"][number % 6]
            text += Self.pair(
                "Alder meets Birch in Oslo \(words)",
                "Birch and Alder: \(words) talks in Oslo",
                "same-event"
            )
            text += Self.pair("Alder meets Birch in Oslo \(words)", "Birch expects Alder in Lima", "different")
        }
        let tuner = try Self.examples(pairs: text).tuner
        let weights = tuner.fitted()
        for (term, weight) in zip(EventInputs.terms, weights.within) {
            #expect(term.sign * weight >= 0, "\(term.name)")
        }
        #expect(
            weights.within.allSatisfy(\.isFinite) && tuner.crossValidatedPairs().allSatisfy { (0...1).contains($0) }
        )
        let scores = tuner.pairs.map { DedupTuner.probability($0.inputs, weights) }
        #expect(zip(tuner.pairs, scores).filter { $0.0.isOne }.allSatisfy { $0.1 > 0.5 })
        #expect(zip(tuner.pairs, scores).filter { !$0.0.isOne }.allSatisfy { $0.1 < 0.5 })
    }

    @Test func `a stream counts how often a development was told before, and learns nothing from the rest`() throws {
        func line(_ id: Int, _ title: String, _ development: String?) -> String {
            let name = development.map { "\"\($0)\"" } ?? "null"
            return
                #"{"id": "i\#(id)", "url": "https://one.example/\#(id)", "title": "\#(title)", "language": "en", "fetched_at": "2026-03-0\#(id)T08:00:00Z", "development": \#(name)}"#
                + "\n"
        }
        let tuner = try Self.examples(
            stream: line(1, "Alder meets Birch in Oslo", "oslo") + line(2, "What Alder and Birch want", nil)
                + line(3, "Birch and Alder: talks in Oslo", "oslo")
        ).tuner
        #expect(tuner.arrivals.map(\.before) == [0, 1])
        #expect(tuner.arrivals[0].stories.isEmpty && tuner.arrivals[1].stories.map(\.story.text) == ["1:oslo"])
    }

    @Test func `a line that is no example is named`() throws {
        #expect(throws: CommandFailure.self) { try Self.examples(pairs: "{\"a\": 1}\n") }
    }
}
