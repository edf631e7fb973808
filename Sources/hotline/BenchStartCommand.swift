import ArgumentParser
import Daemon

struct BenchStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "How long the daemon reads what it knows before it begins."
    )

    @Argument(help: "Recorded items, one JSON object a line.") var file: String
    @Option(help: "How many items are known.") var known = 100_000
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish {
            try await BenchStart.run(
                path: file,
                known: known,
                configPath: config.config,
                environment: environment
            )
        }
    }
}
