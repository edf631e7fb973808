import ArgumentParser
import Daemon

struct TuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Fits a topic's weights to labelled items and writes them into its file.",
        discussion: """
            LABELLED holds one JSON object a line: {"title", "summary", "language", "label": "on-topic"|"off-topic"}, and
            "event" where several items tell of one, so that an event is never learnt and asked in one fold.
            Prints precision, recall, F1 and calibration of five folds beside those of the training itself.
            """
    )
    @Option(help: "The labelled items.") var jsonl: String
    @Option(help: "The topic file to change.") var topic: String
    @Flag(help: "Print the figures and change nothing.") var dryRun = false

    func run() async throws {
        try await finish { try TuneRun.run(labelled: jsonl, topicPath: topic, isDry: dryRun) }
    }
}
