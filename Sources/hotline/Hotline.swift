import ArgumentParser
import Daemon
import Domain
import Glibc

/// The door: arguments in, a call into Daemon, an exit status out.
@main
struct Hotline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotline",
        abstract: "Watches news feeds and tells each new development of a topic once.",
        discussion: """
            Start with `hotline demo`: it shows the whole way on a newsroom of its own, without network.
            Then edit config/hotline.yaml, try it with `hotline check` and `hotline poll`, and let `hotline run` work.
            """,
        version: Release.version,
        subcommands: [
            RunCommand.self,
            PollCommand.self,
            CheckCommand.self,
            DemoCommand.self,
            WhyCommand.self,
            LabelCommand.self,
            FeedsCommand.self,
            StoriesCommand.self,
            AlertsCommand.self,
            WebhookCommand.self,
            SeedsCommand.self,
            ParseCommand.self,
            ClassifyCommand.self,
            TuneCommand.self,
            TuneDedupCommand.self,
            CompareCommand.self,
            ReplayCommand.self,
            BenchCommand.self,
        ]
    )

    static func main() async {
        // A reader that goes away (`hotline ... | head`) ends the writing, not the program with a signal.
        _ = signal(SIGPIPE, SIG_IGN)
        Heaps.bound()
        Console.holdStreams()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            await end(with: error)
        }
    }

    /// A command's own status, help that was asked for, or what is wrong with the command line.
    private static func end(with error: any Error) async -> Never {
        let status = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        guard status == 0 else {
            if !text.isEmpty { Console.error(text.hasPrefix("Error: ") ? "hotline: \(text.dropFirst(7))" : text) }
            Glibc.exit(status)
        }
        Glibc.exit(
            await Console.status {
                if !text.isEmpty { Console.out(text) }
                return .ok
            }
        )
    }
}
