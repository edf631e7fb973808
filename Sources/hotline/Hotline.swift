import ArgumentParser

@main
struct Hotline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotline",
        abstract: "Tells each new development once.",
        subcommands: [
            BenchCommand.self,
            ParseCommand.self,
        ])
}
