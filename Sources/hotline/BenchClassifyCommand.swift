import ArgumentParser
import Daemon

struct BenchClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Judges the items of a file of JSON lines, again and again."
    )

    @Argument(help: "JSON lines with at least \"id\" and \"title\".") var file: String
    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await finish { try BenchClassify.run(path: file, configPath: config.config, environment: environment) }
    }
}
