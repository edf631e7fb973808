import ArgumentParser
import Daemon

struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Verdicts for items read from standard input, one JSON object a line.",
        discussion: """
            In: {"id", "title", "summary", "content", "language"}. Out: {"id", "flagged", "score", "language", "kind", \
            "evidence"}, in the same order and as the lines come. A bad line is told with its number and loses no other; \
            the status is then 65. The topic is the configuration's, without one the shipped topic.
            """
    )
    @Flag(help: "JSON lines in and out (the only form there is).") var jsonl = false
    @Flag(help: "Tell also all places where a name of the topic was found.") var mentions = false
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish {
            try await ClassifyRun.run(configPath: config.config, withMentions: mentions, environment: environment)
        }
    }
}
