import ArgumentParser
import Daemon

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
