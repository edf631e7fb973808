import Domain
import Foundation
import Storing
import TestSupport

/// Feeds on loopback that are polled once at a time by `hotline poll`; between two polls time passes as fast as a test wants.
///
/// Each path has a host of its own (127.0.0.N), unless it is asked for at another.
final class Kiosk: Sendable {
    /// What `hotline poll --json` printed.
    struct Sweep: Sendable {
        let status: Int32
        let outcomes: [String]
        let errors: [String]
        let titles: [[String]]
        let new: [Int]
        let alerts: Int
        let told: String
    }

    let desk: NewsDesk
    let server: ScriptedServer
    private let config: Locked<String>

    init() throws {
        desk = try NewsDesk()
        server = try ScriptedServer(host: "0.0.0.0")
        config = Locked("")
    }

    func close() {
        server.stop()
        desk.close()
    }

    /// The URL of a path at the loopback host with that number.
    func url(_ path: String, host: Int = 1) -> String { server.url(path, host: "127.0.0.\(host)") }

    /// Writes the configuration: `feeds` are YAML entries, `network` and `polling` blocks in one line. Without the topic
    /// what names Putin is flagged.
    @discardableResult
    func configure(
        feeds: [String],
        network: String = "{allow_private: true}",
        polling: String = "{timeout: 30s}",
        extra: String = "",
        withTopic: Bool = false
    ) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = """
            state: state
            seeds: null
            \(withTopic ? "topic: \(root.path)/config/topics/trump-putin.yaml" : Self.plainWords)
            polling: \(polling)
            network: \(network)
            status: {listen: null}
            \(extra)
            feeds:
            \(feeds.map { "  - \($0)" }.joined(separator: "\n"))
            """
        let file = desk.folder.appendingPathComponent("kiosk.yaml")
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        config.withLock { $0 = file.path }
        return file.path
    }

    /// A feed for each URL, with nothing of its own.
    func configure(_ urls: [String], polling: String = "{timeout: 30s}", withTopic: Bool = false) throws {
        try configure(feeds: urls.map { "{url: \"\($0)\"}" }, polling: polling, withTopic: withTopic)
    }

    /// Where the topic does not matter: it takes most of a poll's time.
    private static let plainWords = "topic: null\nwatch: [{name: leaders, match: [Putin]}]"

    /// Polls every feed once.
    func poll() async throws -> Sweep {
        let program = try Program(
            ["poll", "--json", "--log-level", "info", "--config", config.withLock { $0 }],
            in: desk
        )
        let status = await program.wait()
        let object = try? JSONSerialization.jsonObject(with: Data(program.printed.utf8)) as? [String: Any]
        let feeds = object?["feeds"] as? [[String: Any]] ?? []
        return Sweep(
            status: status,
            outcomes: feeds.map { $0["outcome"] as? String ?? "" },
            errors: feeds.map { $0["error"] as? String ?? "" },
            titles: feeds.map { $0["titles"] as? [String] ?? [] },
            new: feeds.map { $0["new"] as? Int ?? -1 },
            alerts: object?["alerts"] as? Int ?? -1,
            told: program.told
        )
    }

    /// Another command on the same configuration: what it printed, and told.
    func run(_ arguments: String...) async throws -> (status: Int32, printed: String, told: String) {
        let program = try Program(arguments + ["--config", config.withLock { $0 }], in: desk)
        let status = await program.wait()
        return (status, program.printed, program.told)
    }

    /// What is kept of the feed at `url`.
    func state(_ url: String) async throws -> FeedState {
        let store = try SQLiteStore(folder: desk.folder.appendingPathComponent("state").path)
        let state = try await store.state(of: FeedID(url))
        await store.close()
        guard let state else { throw CocoaError(.fileNoSuchFile) }
        return state
    }

    /// Lets `seconds` pass for all feeds: their times lie so much further back.
    func pass(_ seconds: Int64) async throws {
        let store = try SQLiteStore(folder: desk.folder.appendingPathComponent("state").path)
        for (feed, state) in try await store.states() {
            var state = state
            state.nextDue = state.nextDue.advanced(by: -seconds)
            for time: WritableKeyPath<FeedState, Timestamp?> in [
                \.heldUntil, \.lastPoll, \.lastSuccess, \.lastDocument, \.failingSince, \.goneSince, \.unchangedSince,
                \.cutSince,
            ] {
                state[keyPath: time] = state[keyPath: time]?.advanced(by: -seconds)
            }
            try await store.apply([.feed(feed, state)])
        }
        await store.close()
    }

    /// The requests of a path, in order.
    func requests(_ path: String) -> [ScriptedServer.Request] { server.requests(to: path) }

    /// How often each path was asked for, its query aside.
    func counts() -> [String: Int] {
        Dictionary(grouping: server.requests()) { String($0.path.prefix { $0 != "?" }) }.mapValues(\.count)
    }

    /// An Atom feed that is on no topic.
    static func atom(_ titles: String..., id: String = "e") -> String {
        NewsDesk.atom(titles.enumerated().map { ("\(id)\($0)", $1, "It rained.") })
    }
}
