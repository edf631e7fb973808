import ArgumentParser
import Daemon

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows the whole way on a newsroom of its own: no network, no set-up, half a minute.",
        discussion: """
            Eight feeds in five languages and seven formats on the loopback interface, a webhook receiver that is down \
            at first, a kill -9 in the middle; then what became of every article, and why. Status 0 only when \
            everything went as it should.
            """
    )

    @Flag(help: "Leave the folder with configuration, state and logs, for looking into.") var keep = false

    func run() async throws {
        try await finish { try await DemoRun.run(keep: keep) }
    }
}
