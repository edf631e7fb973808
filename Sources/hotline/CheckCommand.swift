import ArgumentParser
import Daemon

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Finds every mistake in the configuration, its topic, seeds, lists and secrets.",
        discussion: """
            Each mistake is told as FILE:LINE:COLUMN with what to do. Status 0 when all is in order, 66 without a \
            file, 78 with mistakes; with --fetch 69 when a feed does not answer or is no feed.
            """
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Ask each feed once as well; nothing of it is stored.") var fetch = false

    func run() async throws {
        try await finish {
            try await CheckRun.run(configPath: config.config, fetch: fetch, environment: environment)
        }
    }
}
