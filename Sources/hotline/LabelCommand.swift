import ArgumentParser
import Daemon

struct LabelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Says that an item is on-topic or off-topic after all, for `hotline tune`.",
        usage: """
            hotline label ITEM on-topic|off-topic
            hotline label ITEM --remove
            hotline label --list [--json]
            """,
        discussion: """
            Labels are kept with the state and change no alert that was sent; they may be given while the daemon runs. \
            A later label replaces an earlier one. `hotline why ITEM` shows it, `hotline tune --labels` learns from it.
            """
    )

    enum Topicality: String, ExpressibleByArgument, CaseIterable {
        case onTopic = "on-topic"
        case offTopic = "off-topic"
    }

    @Argument(help: "The id of an item, an alert (its item) or a story (the item that opened it), or an item's URL.")
    var item: String?
    @Argument(help: "What it is.") var label: Topicality?
    @Flag(help: "Print all labels, oldest first.") var list = false
    @Flag(help: "With --list: JSON lines, as `hotline tune --jsonl` reads them.") var json = false
    @Flag(help: "Take the item's label back.") var remove = false
    @OptionGroup var config: ConfigOption

    func validate() throws {
        if list {
            guard item == nil, label == nil, !remove else { throw ValidationError("--list takes no ITEM") }
        } else {
            guard item != nil else { throw ValidationError("name an ITEM, or ask for --list") }
            guard !json else { throw ValidationError("--json goes with --list") }
            guard remove == (label == nil) else {
                throw ValidationError("after ITEM say one of: on-topic, off-topic, --remove")
            }
        }
    }

    func run() async throws {
        let path = config.config
        try await finish {
            guard let item else {
                return try await LabelRun.list(json: json, configPath: path, environment: environment)
            }
            guard let label else {
                return try await LabelRun.remove(item, configPath: path, environment: environment)
            }
            return try await LabelRun.set(
                item,
                isOnTopic: label == .onTopic,
                configPath: path,
                environment: environment
            )
        }
    }
}
