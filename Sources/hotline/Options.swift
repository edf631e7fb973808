import ArgumentParser
import Daemon
import Domain
import Foundation
import Logging

/// What nearly every command takes.
struct ConfigOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file.",
            discussion: "Without it config/hotline.yaml under the working folder, then /etc/hotline/hotline.yaml.",
            valueName: "file"
        )
    )
    var config: String?
}

struct LogOption: ParsableArguments {
    @Option(name: .long, help: "The least severe level that is logged: debug, info, notice, warning or error.")
    var logLevel: LogLevel = .info
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}

extension Timestamp: ExpressibleByArgument {
    /// RFC 3339, or a date alone.
    package init?(argument: String) { self.init(rfc3339: argument) }
}

/// The environment, read once at the door.
let environment = ProcessInfo.processInfo.environment

/// Runs a command's body and ends with its status.
func finish(_ body: () async throws -> ExitStatus) async throws {
    let status = await Console.status(of: body)
    if status != 0 { throw ExitCode(status) }
}
