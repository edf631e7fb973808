import ConfigFile
import Domain
import Fetching
import Glibc
import HTTP
import Storing

/// `hotline check`: tells everything that is wrong with the configuration before it is used.
package enum CheckRun {
    /// Reads the configuration, its topic, seeds, lists and secrets, and looks at the state folder.
    ///
    /// With `fetch` it asks each feed once, too, by what the state has of it: only for what has changed, and not at all while
    /// its server holds it back. Nothing of that is stored.
    ///
    /// - Returns: 0 when all is in order, 69 when a feed did not answer with a feed.
    /// - Throws: `CommandFailure` 66 without a file, 78 (or `Problems`) with every mistake that was found.
    package static func run(configPath: String?, fetch: Bool, environment: [String: String]) async throws -> ExitStatus
    {
        let path = try Setup.find(configPath)
        let setup = try Setup.load(path: path, environment: environment)
        setup.warnings.forEach(Console.tell)
        if let problem = stateProblem(setup.configuration.state, path: path) {
            throw CommandFailure(.configuration, problem)
        }
        let opinion = SecondOpinionChoice.load(setup.configuration, tell: Console.tell)
        Console.out(summary(of: setup, path: path, hasSecondOpinion: opinion != nil))
        guard fetch else { return .ok }
        let states = try await storedStates(setup.configuration)
        HTTPGlobal.start()
        let limits = setup.configuration.polling
        let client = HTTPClient(
            policy: setup.configuration.network,
            concurrency: limits.concurrency,
            perHost: limits.perHost
        )
        let failed = await check(
            setup.configuration.feeds,
            with: CurlFetcher(client: client, clock: SystemClock()),
            from: states,
            limit: limits.concurrency,
            now: SystemClock().now
        )
        await client.shutdown()
        return failed == 0 ? .ok : .unavailable
    }

    /// What the state has of the feeds, read beside a daemon that may run; nothing where there is no state yet.
    private static func storedStates(_ configuration: Configuration) async throws -> [FeedID: FeedState] {
        let store: SQLiteStore
        do {
            store = try DaemonRun.openStoreBeside(configuration)
        } catch StoreError.missing {
            return [:]
        } catch let error as StoreError {
            // Of a version that no start has brought up to date yet: no reason to ask nobody.
            guard case .unavailable(let reason) = error else { throw error }
            Console.tell(Problem("\(reason); each feed is asked as for the first time", severity: .warning))
            return [:]
        }
        let states = try await store.states()
        await store.close()
        return states
    }

    /// Asks each feed once, at most `limit` at a time, and prints a line for each.
    ///
    /// - Parameters:
    ///   - feeds: those of the configuration.
    ///   - fetcher: asks them.
    ///   - states: what is known of them.
    ///   - limit: how many at a time.
    ///   - now: the time of the check.
    /// - Returns: how many gave no feed.
    static func check(
        _ feeds: [Feed],
        with fetcher: any Fetcher,
        from states: [FeedID: FeedState] = [:],
        limit: Int,
        now: Timestamp
    ) async -> Int {
        var (failed, held) = (0, 0)
        let holds = HostHolds(refused: states, now: now)
        await withTaskGroup(of: FeedCheck.self) { group in
            var waiting = feeds[...]
            for feed in waiting.prefix(limit) {
                group.addTask { await FeedCheck(feed, states[feed.id], holds, by: fetcher, now: now) }
            }
            waiting = waiting.dropFirst(limit)
            for await check in group {
                Console.out(Console.singleLine(check.line))
                switch check.result {
                case .sound: break
                case .held: held += 1
                case .failed: failed += 1
                }
                if let feed = waiting.popFirst() {
                    group.addTask { await FeedCheck(feed, states[feed.id], holds, by: fetcher, now: now) }
                }
            }
        }
        let notAsked = held == 0 ? "" : ", \(held) not asked: held back by their servers"
        Console.out("\(feeds.count - failed - held) of \(feeds.count) feeds answer and parse\(notAsked)")
        return failed
    }

    /// What keeps the daemon from writing its state; nil where nothing does. A folder that is missing will be made.
    static func stateProblem(_ state: StatePlace, path: String) -> Problem? {
        guard case .folder(let folder) = state else { return DaemonRun.noPostgres(path) }
        var existing = folder
        while unsafe access(existing, F_OK) != 0, let slash = existing.lastIndex(of: "/"), existing != "/" {
            existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
        }
        if let parent = parent(of: folder), existing != folder, existing != parent {
            return Problem(
                "the folder above the state folder is missing",
                at: .path(parent),
                remedy: "create it, or name another folder as \"state\" in \(path)"
            )
        }
        var status = stat()
        guard unsafe stat(existing, &status) == 0 else {
            return Problem("the state folder may not be reached", at: .path(existing), remedy: remedy(path))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return Problem("is no folder, so no state can be kept there", at: .path(existing), remedy: remedy(path))
        }
        guard unsafe access(existing, W_OK | X_OK) == 0 else {
            let what = existing == folder ? "is not writable" : "is not writable, so \(folder) cannot be made"
            return Problem("the state folder \(what)", at: .path(existing), remedy: remedy(path))
        }
        return nil
    }

    private static func parent(of folder: String) -> String? {
        folder.lastIndex(of: "/").map { $0 == folder.startIndex ? "/" : String(folder[..<$0]) }
    }

    private static func remedy(_ path: String) -> String {
        "check as the user that hotline runs as, or name another folder as \"state\" in \(path)"
    }

    private static func summary(of setup: Setup, path: String, hasSecondOpinion: Bool) -> String {
        let configuration = setup.configuration
        let state =
            switch configuration.state {
            case .folder(let folder): folder
            case .postgres: "PostgreSQL"
            }
        let topic = setup.topic.map { "\($0.name): \($0.concepts.count) concepts" } ?? "none"
        let watch = configuration.watch.map(\.name).joined(separator: ", ")
        let receivers = configuration.alerts.receivers.map { receiver in
            guard case .webhook = receiver.way else { return "\(receiver.name) (\(receiver.way.word))" }
            return "\(receiver.name) (\(receiver.format.rawValue), \(receiver.secret == nil ? "not signed" : "signed"))"
        }
        let rows = [
            ("state", state), ("topic", topic), ("watch", watch.isEmpty ? "nothing besides" : watch),
            ("semantics", hasSecondOpinion ? "asked about what is undecided" : "none"),
            ("seeds", "\(setup.seeds.count)"), ("feeds", "\(configuration.feeds.count)"),
            ("alerts to", receivers.isEmpty ? "none" : receivers.joined(separator: ", ")),
        ]
        let lines = rows.map { name, text in
            "  \(name)\(String(repeating: " ", count: 10 - name.count))\(text)"
        }
        return Console.singleLine((["\(path): in order"] + lines).joined(separator: "\n"))
    }
}
