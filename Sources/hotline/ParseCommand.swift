import ArgumentParser
import Daemon

struct ParseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Reads one feed document and prints it as JSON.",
        discussion: "What is no feed ends with status 65 and {\"error\": …} on standard error."
    )

    @Argument(help: "The document: a file, or - for standard input.")
    var file: String

    @Option(help: "The URL the document is taken to come from; relative links are resolved against it.")
    var base: String?

    @Option(help: "The Content-Type it is taken to come with.")
    var contentType: String?

    func run() async throws {
        let status = await Console.status { try ParseRun.run(path: file, base: base, contentType: contentType) }
        throw ExitCode(status)
    }
}
