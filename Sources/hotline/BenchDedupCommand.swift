import ArgumentParser
import Daemon

struct BenchDedupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dedup",
        abstract: "Looks each document up among those before it, and takes it in."
    )

    @Argument(help: "Documents: number, story, level, language and text, divided by tabs.") var docs: String

    func run() async throws {
        try await finish { try BenchDedup.run(path: docs) }
    }
}

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
