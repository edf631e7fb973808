import ArgumentParser
import Daemon

struct BenchPipelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "What an item costs from its words to its decision, with ever more items known."
    )

    @Argument(help: "Recorded items, one JSON object a line.") var file: String
    @Option(help: "How many items are known at a measurement; may be given several times.") var known: [Int] = []
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish {
            try BenchPipeline.run(
                path: file,
                known: known.isEmpty ? [1_000, 100_000] : known,
                configPath: config.config,
                environment: environment
            )
        }
    }
}
