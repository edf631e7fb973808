import ArgumentParser
import Daemon

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "A recorded stream of items through judging and deduplication.",
        discussion: """
            Reads items in time order, one JSON object a line, and writes a decision a line: alert, duplicate, off-topic or \
            stale. The clock is the stream's own; the same input gives the same output. A bad line is told with its \
            number and loses no other; the status is then 65.
            """
    )

    @Flag(help: "JSON lines in and out (the only form there is).") var jsonl = false
    @Flag(inversion: .prefixedNo, help: "Take the reference documents as known.") var seeds = true
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish {
            try await ReplayRun.run(configPath: config.config, withSeeds: seeds, environment: environment)
        }
    }
}
