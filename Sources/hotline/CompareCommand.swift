import ArgumentParser
import Daemon

struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "How two items relate, as JSON lines.",
        discussion: """
            Reads {"id", "a": ITEM, "b": ITEM} a line and writes {"id", "relation", "score", "why"}. The \
            relation is same-item, near-duplicate, excerpt, same-event or different. A bad line is told with its number \
            and loses no other; the status is then 65.
            """
    )

    @Flag(help: "JSON lines in and out (the only form there is).") var jsonl = false
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish { try await CompareRun.run(configPath: config.config, environment: environment) }
    }
}
