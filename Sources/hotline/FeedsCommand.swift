import ArgumentParser
import Daemon

struct FeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeds",
        abstract: "What is subscribed and how it fares.",
        subcommands: [List.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One line a feed: health, next poll, rhythm.")
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try await FeedsRun.list(configPath: config.config, environment: environment) }
        }
    }
}
