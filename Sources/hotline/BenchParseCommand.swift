import ArgumentParser
import Daemon

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
