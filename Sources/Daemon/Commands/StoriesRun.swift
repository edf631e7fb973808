import Domain
import Storing

/// `hotline stories`: the developments that are known, and their coverage.
package enum StoriesRun {
    package static func list(limit: Int, configPath: String?, environment: [String: String]) async throws -> ExitStatus
    {
        let setup = try Setup.load(path: configPath, environment: environment, needsSecrets: false)
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        for story in try await store.stories(limit: limit) {
            Console.out(
                Console.singleLine(
                    "\(story.opened)\t\(story.id)\t\(story.kind ?? "-")\t\(story.items) items, \(story.outlets.count) outlets, "
                        + "\(story.languages.joined(separator: " "))\t\(story.title)"
                )
            )
        }
        return .ok
    }

    package static func show(_ id: String, configPath: String?, environment: [String: String]) async throws
        -> ExitStatus
    {
        let setup = try Setup.load(path: configPath, environment: environment, needsSecrets: false)
        let store = try DaemonRun.openStoreBeside(setup.configuration)
        guard let (story, items) = try await store.story(StoryID(id)) else {
            throw CommandFailure(
                .noInput,
                Problem("no story \"\(id)\" is known", remedy: "`hotline stories list` prints the ids")
            )
        }
        Console.out(Console.singleLine("\(story.title)\n  opened \(story.opened), last grown \(story.lastGrown)"))
        if let before = story.follows { Console.out("  follows \(before)") }
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
