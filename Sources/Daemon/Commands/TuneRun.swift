import ConfigFile
import Domain
import Foundation
import Judging

/// `hotline tune`: fits a topic's weights to a desk's labelled items.
package enum TuneRun {
    /// `isDry`: print the figures, change nothing.
    package static func run(labelled: String, topicPath: String, isDry: Bool) throws -> ExitStatus {
        let topic = try TopicFile.load(path: topicPath)
        let examples = try examples(in: labelled)
        guard Set(examples.map(\.isOnTopic)).count == 2 else {
            throw CommandFailure(
                .badData,
                Problem(
                    "there must be items of both labels",
                    at: .path(labelled),
                    remedy: "label some \"on-topic\" and some \"off-topic\""
                )
            )
        }
        let tuner = Tuner(topic: topic, examples: examples)
        let validated = tuner.crossValidated()
        let (weights, training) = tuner.fitted()
        tell(examples, validated, training)
        guard !isDry else { return .ok }
        let text = try TextFile(path: topicPath, mostBytes: 16_000_000).text
        let changed = TopicEditor.text(text, weights: weights)
        // What was written must still be a topic before it takes the old one's place.
        _ = try TopicFile.read(text: changed, path: topicPath)
        do {
            try Data(changed.utf8).write(to: URL(fileURLWithPath: topicPath), options: .atomic)
        } catch {
            throw CommandFailure(
                .io,
                Problem("cannot be written", at: .path(topicPath), remedy: "check its permissions")
            )
        }
        Console.out("weights written to \(topicPath)")
        return .ok
    }

    private static func examples(in path: String) throws -> [Tuner.Example] {
        var examples: [Tuner.Example] = []
        for item in try JSONLines.items(in: path, needing: [.id, .title]) {
            guard let label = item.label, ["on-topic", "off-topic"].contains(label) else { continue }
            examples.append(
                Tuner.Example(
                    title: item.title ?? "",
                    summary: item.summary ?? "",
                    content: item.content ?? "",
                    language: item.language ?? item.lang,
                    isOnTopic: label == "on-topic",
                    event: item.event ?? item.id ?? ""
                )
            )
        }
        return examples
    }

    private static func tell(_ examples: [Tuner.Example], _ validated: Figures, _ training: Figures) {
        Console.out(
            "\(examples.count) items, \(examples.count(where: \.isOnTopic)) on-topic, \(Set(examples.map(\.event)).count) events"
        )
        Console.out("                      precision  recall  F1")
        for (name, figures) in [("five folds by event", validated), ("training", training)] {
            let row = [figures.precision, figures.recall, figures.f1].map(three).joined(separator: "      ")
            Console.out("\(name.padding(toLength: 22, withPad: " ", startingAt: 0))\(row)")
        }
        Console.out("calibration (five folds): items, mean score, share on-topic")
        for bin in validated.calibration where bin.count > 0 {
            Console.out("  \(bin.count)\t\(three(bin.score))\t\(three(bin.share))")
        }
    }

    private static func three(_ value: Double) -> String { String(format: "%.3f", value) }
}
