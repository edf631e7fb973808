import ArgumentParser
import Daemon

struct TuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Fits a topic's weights to labelled items and writes them into its file.",
        discussion: """
            The items are those of --jsonl, one JSON object a line: {"id", "title", "summary", "language", \
            "label": "on-topic"|"off-topic"}, and "event" where several items tell of one, so that an event is never \
            learnt and asked in one fold. --labels adds what the desk has said with `hotline label`; without --jsonl \
            these are all there is, and the fit begins at the topic's present weights.

            Prints precision, recall, F1 and calibration of five folds beside those of the training itself. Status 65 for \
            items that are none, or without items of both labels.
            """
    )
    @Option(help: ArgumentHelp("The labelled items.", valueName: "file")) var jsonl: String?
    @Flag(help: "Take the desk's labels from the configuration's state; implied without --jsonl.") var labels = false
    @Option(help: ArgumentHelp("How many items of --jsonl one label counts as.", valueName: "number")) var labelWeight =
        3.0
    @Option(help: ArgumentHelp("The topic file to change; without it the configuration's.", valueName: "file"))
    var topic: String?
    @Flag(help: "Print the figures and change nothing.") var dryRun = false
    @OptionGroup var config: ConfigOption

    func validate() throws {
        guard labelWeight > 0, labelWeight <= 1_000 else {
            throw ValidationError("--label-weight is a number above 0, at most 1000")
        }
    }

    func run() async throws {
        var wish = TuneRun.Wish()
        wish.labelled = jsonl
        wish.takesLabels = labels
        wish.labelWeight = labelWeight
        wish.topicPath = topic
        wish.isDry = dryRun
        try await finish { [wish] in
            try await TuneRun.run(wish, configPath: config.config, environment: environment)
        }
    }
}
