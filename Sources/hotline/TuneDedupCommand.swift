import ArgumentParser
import Daemon

struct TuneDedupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune-dedup",
        abstract: "Fits the weights by which two items tell one development.",
        discussion: """
            PAIRS holds one JSON object a line: {"a": ITEM, "b": ITEM, "relation"}; a relation that begins with "same-event",
            "same-item", "near-duplicate" or "excerpt" is one development, any other is two.
            STREAM holds items as `replay` reads them, each with a "development" of its own name; items without one are known
            and not learnt from.
            Prints figures of folds that share no development beside those of the training itself.
            """
    )
    @Option(help: "Labelled pairs.") var pairs: [String] = []
    @Option(help: "Labelled streams.") var stream: [String] = []
    @Option(help: "The Swift table of weights to write; without it nothing is changed.") var write: String?
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish {
            try TuneDedupRun.run(
                pairs: pairs,
                streams: stream,
                writingTo: write,
                configPath: config.config,
                environment: environment
            )
        }
    }
}
