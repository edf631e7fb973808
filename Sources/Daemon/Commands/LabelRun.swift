import Domain
import Storing

/// `hotline label`: what a desk says of items, kept in the store as examples for `hotline tune`.
///
/// Works beside a running daemon: a label is one short transaction, and the daemon does not read labels.
package enum LabelRun {
    /// Says that an item is on-topic or off-topic, whatever was said of it before.
    ///
    /// - Parameters:
    ///   - query: the id of an item, an alert or a story, or an item's URL. An alert stands for its item, a story for the
    ///     item that opened it.
    ///   - isOnTopic: what the desk says.
    ///   - configPath: as for all commands.
    ///   - environment: its `SUDO_USER`, `USER` or `LOGNAME` is who says it.
    /// - Returns: 0, also where the same was said before.
    /// - Throws: `CommandFailure` 66 where nothing of that name is known.
    package static func set(
        _ query: String,
        isOnTopic: Bool,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        let store = try Beside(configPath: configPath, environment: environment).store
        guard let stored = try await find(query, in: store) else { throw unknown(query) }
        let before = try await store.label(of: stored.item.id)
        if let before, before.isOnTopic == isOnTopic {
            return tell("\(line(before)): already so", "")
        }
        let editor = ["SUDO_USER", "USER", "LOGNAME"].compactMap { environment[$0] }.first { !$0.isEmpty }
        let label = DeskLabel(
            of: stored,
            isOnTopic: isOnTopic,
            at: SystemClock().now,
            by: editor ?? "somebody"
        )
        try await store.save(label)
        let verdict = "the verdict was \(DeskLabel.name(label.wasOnTopic)), \(WhyRun.rounded(label.score))"
        return tell(line(label), before.map { "before: \($0.name) by \($0.editor)" } ?? verdict)
    }

    /// Takes a label back; `query` as for `set`.
    ///
    /// Status 66 where there is none.
    package static func remove(_ query: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        let store = try Beside(configPath: configPath, environment: environment).store
        // An item may be forgotten already; its label is not.
        let item = try await find(query, in: store)?.item.id ?? ItemID(query)
        let label = try await store.labels().last { $0.item == item || $0.url == query }
        guard let label, try await store.removeLabel(of: label.item) else {
            throw CommandFailure(
                .noInput,
                Problem("\"\(query)\" has no label", remedy: "`hotline label --list` prints those that there are")
            )
        }
        return tell(line(label), "taken back")
    }

    /// All labels, oldest first: one line each, or as JSON lines that `hotline tune --jsonl` reads.
    package static func list(json: Bool, configPath: String?, environment: [String: String]) async throws -> ExitStatus
    {
        for label in try await Beside(configPath: configPath, environment: environment).store.labels() {
            let verdict = "was \(DeskLabel.name(label.wasOnTopic)) \(WhyRun.rounded(label.score))"
            guard
                Console.out(
                    json ? Self.json(label) : "\(label.time)\t\(Console.singleLine("\(line(label))\t\(verdict)"))"
                )
            else { break }
        }
        return .ok
    }

    /// A label as a line of `hotline why`.
    static func told(_ label: DeskLabel) -> String {
        "\(label.name), says \(label.editor) at \(label.time)"
            + (label.isOnTopic == label.wasOnTopic
                ? " and agrees" : ": the verdict was \(DeskLabel.name(label.wasOnTopic))")
    }

    private static func tell(_ line: String, _ more: String) -> ExitStatus {
        Console.out(Console.singleLine(more.isEmpty ? line : "\(line) (\(more))")) ? .ok : .io
    }

    private static func line(_ label: DeskLabel) -> String {
        "\(label.name)\t\(label.item)\t\(label.editor)\t\(label.title)"
    }

    private static func json(_ label: DeskLabel) -> String {
        var line = JSONLine()
        line.string("id", label.item.text)
        line.string("label", label.name)
        line.string("title", label.title)
        line.string("summary", label.summary)
        line.string("content", label.content)
        line.string("language", label.language)
        line.string("url", label.url)
        line.string("event", label.event)
        line.string("labelled", label.time.description)
        line.string("editor", label.editor)
        line.raw("flagged", label.wasOnTopic ? "true" : "false")
        line.raw("score", WhyRun.rounded(label.score))
        return line.text
    }

    private static func find(_ query: String, in store: SQLiteStore) async throws -> StoredItem? {
        if let stored = try await store.item(query) { return stored }
        if let alert = try await store.alert(AlertID(query)) {
            if let stored = try await store.item(alert.item.id.text) { return stored }
            let decision = Decision(kind: .alert, nearness: alert.nearness, story: alert.story.id, reason: "")
            return StoredItem(item: alert.item, verdict: alert.verdict, decision: decision)
        }
        guard let (story, items) = try await store.story(StoryID(query)) else { return nil }
        return items.first { $0.item.id == story.first } ?? items.first
    }

    private static func unknown(_ query: String) -> CommandFailure {
        CommandFailure(
            .noInput,
            Problem(
                "no item, alert or story \"\(query)\" is known",
                remedy: "give an id from the log, or the item's URL as the feed has it"
            )
        )
    }
}
