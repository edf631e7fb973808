import ArgumentParser
import Daemon

struct BenchDedupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dedup",
        abstract: "Looks each document up among those before it, and takes it in."
    )

    @Argument(help: "Documents: number, story, level, language and text, divided by tabs.") var docs: String

    func run() async throws {
        try await finish { try BenchDedup.run(path: docs) }
    }
}
