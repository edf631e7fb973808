import ArgumentParser
import Daemon

struct FeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeds",
        abstract: "What is subscribed and how it fares; finding feeds, and lists of them.",
        subcommands: [List.self, Discover.self, Import.self, Export.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "One line a feed: health, last and next poll, rhythm."
        )
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await FeedsRun.list(configPath: config.config, json: json, environment: environment)
            }
        }
    }

    struct Discover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "discover",
            abstract: "The feeds that a web page names: address, title, format, items, newest date.",
            discussion: """
                Asks the page, and each feed that it names; a page that names none is tried at a few usual places. \
                Status 0 with a feed, 65 without, 69 when the page does not answer.
                """
        )
        @Argument(help: "The page's address, or the feed's.") var url: String
        @Flag(help: "One JSON object on standard output.") var json = false
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await DiscoverRun.run(url, json: json, configPath: config.config, environment: environment)
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Adds the feeds of an OPML file to the list that the configuration names.",
            discussion: """
                The configuration itself is never written: name a list in it ("- opml: newsroom.opml" under "feeds:"). \
                Feeds that are subscribed already are told and left out. A running daemon takes the list over at a \
                reload. Status 65 for a file that is no whole OPML, with its line and column.
                """
        )
        @Argument(help: "An OPML file, or - for standard input.") var file: String
        @Option(help: "The list to add to, made where there is none; else the one that the configuration names.")
        var into: String?
        @Flag(help: "Write nothing.") var dryRun = false
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try FeedListsRun.import(
                    file,
                    into: into,
                    dryRun: dryRun,
                    configPath: config.config,
                    environment: environment
                )
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "All configured feeds as OPML 2.0."
        )
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try FeedListsRun.export(configPath: config.config, environment: environment) }
        }
    }
}
