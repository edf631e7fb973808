import ArgumentParser
import Daemon

struct StoriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stories",
        abstract: "The developments that are known, and their coverage.",
        subcommands: [List.self, Show.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "The newest developments.")
        @Option(help: "How many.") var limit = 50
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await StoriesRun.list(limit: limit, configPath: config.config, environment: environment)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "One development with all its items."
        )
        @Argument(help: "The story's id.") var story: String
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try await StoriesRun.show(story, configPath: config.config, environment: environment) }
        }
    }
}
