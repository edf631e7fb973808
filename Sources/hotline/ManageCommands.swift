import ArgumentParser
import Daemon
import Domain

struct StoriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stories",
        abstract: "The developments that are known, and their coverage.",
        subcommands: [List.self, Show.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest developments.")
        @Option(help: "How many.") var limit = 50
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await StoriesRun.list(limit: limit, configPath: config.config, environment: environment)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One development with all its items.")
        @Argument(help: "The story's id.") var story: String
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try await StoriesRun.show(story, configPath: config.config, environment: environment) }
        }
    }
}

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "What was raised, where it went, and sending it again.",
        subcommands: [List.self, Show.self, Resend.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest alerts and their deliveries.")
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
        static let configuration = CommandConfiguration(abstract: "One alert: its item, evidence and deliveries.")
        @Argument(help: "The alert's id.") var alert: String
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish { try await AlertsRun.show(alert, configPath: config.config, environment: environment) }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
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

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Try a webhook.",
        subcommands: [Test.self]
    )

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends a ping to one webhook and shows request, answer and how to verify it."
        )
        @Argument(help: "The webhook's name in the configuration.") var name: String
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await WebhookTestRun.run(name, configPath: config.config, environment: environment)
            }
        }
    }
}
