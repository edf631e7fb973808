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
        ]
    )
}

struct BenchParseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Parses every file of a folder, again and again."
    )

    @Argument(help: "A folder of feed documents.")
    var folder: String

    @Option(help: "How often each file is parsed; by default until a second is over.")
    var rounds: Int?

    func run() async throws {
        let status = await Console.status { try BenchParse.run(folder: folder, rounds: rounds) }
        throw ExitCode(status)
    }
}
