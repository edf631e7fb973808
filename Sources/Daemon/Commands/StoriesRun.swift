import Domain
import Storing

/// `hotline stories`: the developments that are known, and their coverage.
package enum StoriesRun {
    /// The newest stories that are looked through for one that follows.
    private static let mostSearched = 10_000

    /// A story's id with its headline, while that is kept.
    static func named(_ id: StoryID, _ store: any Store) async throws(StoreError) -> String {
        guard let story = try await store.story(id)?.story else { return id.text }
        return "\(id) \"\(story.title)\""
    }

    /// `limit` stories, the latest grown first, one a line.
    package static func list(limit: Int, configPath: String?, environment: [String: String]) async throws -> ExitStatus
    {
        let beside = try Beside(configPath: configPath, environment: environment)
        let store = beside.store
        for story in try await store.stories(limit: limit) {
            Console.out(
                Console.singleLine(
                    "\(story.opened)\t\(story.id)\t\(story.kind ?? "-")\t\(story.items) items, \(story.outlets.count) outlets, "
                        + "\(story.languages.joined(separator: " "))\t\(story.title)"
                        + (story.follows.map { "\tfollows \($0)" } ?? "")
                )
            )
        }
        return .ok
    }

    /// The story `id` with its items, oldest first, and its links to others. Throws `CommandFailure` 66 where it is unknown.
    package static func show(_ id: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        let beside = try Beside(configPath: configPath, environment: environment)
        let store = beside.store
        guard let (story, items) = try await store.story(StoryID(id)) else {
            throw CommandFailure(
                .noInput,
                Problem("no story \"\(id)\" is known", remedy: "`hotline stories list` prints the ids")
            )
        }
        Console.out(Console.singleLine("\(story.title)\n  opened \(story.opened), last grown \(story.lastGrown)"))
        if let before = story.follows { Console.out(Console.singleLine("  follows \(try await named(before, store))")) }
        for later in try await store.stories(limit: Self.mostSearched) where later.follows == story.id {
            Console.out(Console.singleLine("  followed by \(later.id) \"\(later.title)\""))
        }
        for stored in items {
            Console.out(
                Console.singleLine(
                    "  \(stored.item.firstSeen)  \(stored.item.id)  \(stored.item.outlet) (\(stored.item.language)): "
                        + "\(stored.item.title)\n      \(stored.decision.kind.rawValue): \(stored.decision.nearness.why)"
                )
            )
        }
        return .ok
    }
}
