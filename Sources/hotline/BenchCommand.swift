import ArgumentParser
import Daemon

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures a stage in this process and prints one JSON object.",
        subcommands: [
            BenchParseCommand.self,
            BenchClassifyCommand.self,
            BenchDedupCommand.self,
            BenchPipelineCommand.self,
            BenchStartCommand.self,
        ]
    )
}
