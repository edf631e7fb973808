import ArgumentParser
import Daemon
import Domain

struct SeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seeds",
        abstract: "The reference documents that count as known.",
        subcommands: [List.self, Add.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "One line a seed.")
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try await SeedsRun.list(configPath: config.config, environment: environment) }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Fingerprints a .txt, .md or .html file into the folder of seeds; none of its words are kept."
        )
        @Argument(help: "The text.") var file: String
        @Option(help: "The seed's name; decisions print seed:NAME. Without it the file's name.") var name: String?
        @Option(help: "A headline of the document; may be given several times. Without it the text's own.") var title:
            [String] = []
        @Option(help: "Its language, as fr; guessed without it.") var language: String?
        @Option(help: "When it was published (a date, or RFC 3339).") var date: Timestamp?
        @Option(help: "What it is about, in your own words.") var description: String?
        @OptionGroup var config: ConfigOption

        func run() async throws {
            var details = SeedsRun.Details()
            details.name = name
            details.titles = title
            details.language = language
            details.date = date
            details.description = description
            try await finish {
                try await SeedsRun.add(file, details, configPath: config.config, environment: environment)
            }
        }
    }
}
