import ArgumentParser
import Daemon

struct TuneDedupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune-dedup",
        abstract: "Fits the weights by which two items tell one development.",
        discussion: """
            A file of --pairs holds one JSON object a line: {"a": ITEM, "b": ITEM, "relation"}; a relation that begins \
            with "same-event", "same-item", "near-duplicate" or "excerpt" is one development, any other is two. A file of \
            --stream holds items as `hotline replay` reads them, each with a "development" of its own name; items without \
            one are known and not learnt from.

            Prints figures of folds that share no development beside those of the training itself. The weights are a part \
            of the program: --write names the source file, and the next build has them.
            """
    )
    @Option(help: ArgumentHelp("Labelled pairs; may be given several times.", valueName: "file")) var pairs: [String] =
        []
    @Option(help: ArgumentHelp("Labelled streams; may be given several times.", valueName: "file")) var stream:
        [String] = []
    @Option(help: ArgumentHelp("The table in the sources to write; without it nothing is changed.", valueName: "file"))
    var write: String?
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
