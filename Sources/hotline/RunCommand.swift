import ArgumentParser
import Daemon

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "The daemon, in the foreground.",
        discussion: "SIGTERM finishes what is in flight and stops; SIGHUP reads the configuration again."
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var log: LogOption

    func run() async throws {
        try await finish {
            try await DaemonRun.run(configPath: config.config, level: log.logLevel.level, environment: environment)
        }
    }
}

struct PollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract: "Asks every feed once, delivers what is new, and ends.",
        discussion:
            "Feeds whose server said not now (Retry-After, 410) are left alone, also over restarts. Status 69 when none of those asked answers."
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "One JSON object on standard output.") var json = false
    @Option(name: .long, help: "The least severe level that is logged.") var logLevel: LogLevel = .warning

    func run() async throws {
        try await finish {
            try await PollRun.run(
                configPath: config.config,
                json: json,
                level: logLevel.level,
                environment: environment
            )
        }
    }
}

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Why an item was told or not: every step from the feed to the deliveries."
    )

    @Argument(help: "An item's id, or its URL as the feed has it.") var item: String
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish { try await WhyRun.run(item, configPath: config.config, environment: environment) }
    }
}
