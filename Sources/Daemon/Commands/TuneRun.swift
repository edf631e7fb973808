import ConfigFile
import Domain
import Foundation
import Judging
import Storing

/// `hotline tune`: fits a topic's weights to a desk's labelled items.
package enum TuneRun {
    /// What the command line asks for.
    package struct Wish: Sendable {
        /// A file of labelled items; nil takes the desk's labels alone.
        package var labelled: String?
        /// Take the labels that `hotline label` has kept as well.
        package var takesLabels = false
        /// How many items of the file one label counts as.
        package var labelWeight = 3.0
        /// The topic file; nil takes the configuration's.
        package var topicPath: String?
        /// Print the figures, change nothing.
        package var isDry = false

        package init() {}
    }

    /// Fits the weights, prints the figures and writes the weights into the topic's file.
    ///
    /// With a file of labelled items the fit begins anew; with the desk's labels alone, which are few, it begins at the
    /// topic's present weights and stays near them.
    ///
    /// - Returns: 0.
    /// - Throws: `CommandFailure` 65 without items of both labels, `Problems` for mistakes in configuration or topic.
    package static func run(_ wish: Wish, configPath: String?, environment: [String: String]) async throws -> ExitStatus
    {
        let usesLabels = wish.takesLabels || wish.labelled == nil
        var configuration: Configuration?
        if usesLabels || wish.topicPath == nil {
            configuration = try ConfigurationFile.load(
                path: Setup.find(configPath),
                environment: environment,
                needsSecrets: false
            ).configuration
        }
        guard let topicPath = wish.topicPath ?? configuration?.topic else {
            throw CommandFailure(
                .configuration,
                Problem("the configuration has no topic", remedy: "name the topic's file with --topic")
            )
        }
        let topic: Topic
        do throws(Problems) {
            topic = try TopicFile.load(path: topicPath)
        } catch {
            // What is named on the command line is an input; its mistakes are still those of a configuration.
            let isThere = error.all.allSatisfy { $0.cause == .mistake }
            throw wish.topicPath == nil || isThere ? error : CommandFailure(input: error.all)
        }
        var examples = try wish.labelled.map(examples(in:)) ?? []
        var labels: [DeskLabel] = []
        if usesLabels, let configuration { labels = try await DaemonRun.openStoreBeside(configuration).labels() }
        examples = merged(examples, labels, weight: wish.labelled == nil ? 1 : wish.labelWeight)
        guard Set(examples.map(\.example.isOnTopic)).count == 2 else {
            throw CommandFailure(
                .badData,
                Problem(
                    "there must be items of both labels, and there are \(examples.count) items",
                    at: wish.labelled.map { .path($0) } ?? .nowhere,
                    remedy:
                        "label some \"on-topic\" and some \"off-topic\"; `hotline label` does it for items that were polled"
                )
            )
        }
        return try fit(topic, examples.map(\.example), labels: labels.count, wish, to: topicPath)
    }

    private static func fit(
        _ topic: Topic,
        _ examples: [Tuner.Example],
        labels: Int,
        _ wish: Wish,
        to topicPath: String
    ) throws -> ExitStatus {
        let tuner = Tuner(topic: topic, examples: examples, keepsWeights: wish.labelled == nil)
        let validated = tuner.crossValidated()
        let (weights, training) = tuner.fitted()
        if labels > 0 {
            Console.out(
                "\(labels) labels of the desk, each counts as \(wish.labelled == nil ? 1 : wish.labelWeight) items"
            )
        }
        tell(examples, validated, training)
        guard !wish.isDry else { return .ok }
        let text = try TextFile(path: topicPath, mostBytes: 16_000_000).text
        let changed = TopicEditor.text(text, weights: weights)
        // What was written must still be a topic before it takes the old one's place.
        _ = try TopicFile.read(text: changed, path: topicPath)
        do {
            try Data(changed.utf8).write(to: URL(fileURLWithPath: topicPath), options: .atomic)
        } catch {
            throw CommandFailure(writing: topicPath, error)
        }
        Console.out("weights written to \(topicPath)")
        return .ok
    }

    /// An item and the id by which a desk's label takes its place.
    private typealias Labelled = (id: String, example: Tuner.Example)

    private static func examples(in path: String) throws -> [Labelled] {
        try JudgedLine.all(in: path).compactMap { item in
            guard let label = item.label, ["on-topic", "off-topic"].contains(label) else { return nil }
            let example = Tuner.Example(
                title: item.title,
                summary: item.line.summary ?? "",
                content: item.line.content ?? "",
                language: item.line.statedLanguage,
                isOnTopic: label == "on-topic",
                event: item.event ?? item.id
            )
            return (item.id, example)
        }
    }

    /// The file's items and the desk's; where both have one, the desk's word holds.
    private static func merged(_ examples: [Labelled], _ labels: [DeskLabel], weight: Double) -> [Labelled] {
        let told = Set(labels.map(\.item.text))
        return examples.filter { !told.contains($0.id) }
            + labels.map { label in
                let example = Tuner.Example(
                    title: label.title,
                    summary: label.summary,
                    content: label.content,
                    language: label.language,
                    isOnTopic: label.isOnTopic,
                    event: label.event,
                    weight: weight
                )
                return (label.item.text, example)
            }
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
