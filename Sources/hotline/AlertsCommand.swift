import ArgumentParser
import Daemon
import Domain

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "What was raised, where it went, and sending it again.",
        subcommands: [List.self, Show.self, Resend.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "The newest alerts and their deliveries."
        )
        @Option(help: "Only those raised at or after this time (RFC 3339, or a date).") var since: Timestamp?
        @Option(help: "How many.") var limit = 50
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await AlertsRun.list(
                    since: since,
                    limit: limit,
                    configPath: config.config,
                    environment: environment
                )
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "One alert: its item, evidence and deliveries."
        )
        @Argument(help: "The alert's id.") var alert: String
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try await AlertsRun.show(alert, configPath: config.config, environment: environment) }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resend",
            abstract: "Sends deliveries again, with their old ids and bytes; a running daemon takes them at once."
        )
        @Argument(help: "Ids of alerts or deliveries.") var ids: [String] = []
        @Flag(help: "All that were given up.") var dead = false
        @Option(help: "All that were made at or after this time (RFC 3339, or a date).") var since: Timestamp?
        @OptionGroup var config: ConfigOption

        func validate() throws {
            guard !ids.isEmpty || dead || since != nil else {
                throw ValidationError("say what to send again: ids, --dead or --since TIME")
            }
        }

        func run() async throws {
            try await finish {
                try await AlertsRun.resend(
                    ids,
                    dead: dead,
                    since: since,
                    configPath: config.config,
                    environment: environment
                )
            }
        }
    }
}
