import ArgumentParser
import Daemon

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Try a destination: a webhook, a program or a mail server.",
        subcommands: [Test.self]
    )

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract:
                "Sends a ping to one destination and shows what was sent, the answer, and how to verify a webhook's."
        )
        @Argument(help: "The destination's name in the configuration, under webhooks, exec or email.") var name: String
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await finish {
                try await WebhookTestRun.run(name, configPath: config.config, environment: environment)
            }
        }
    }
}
