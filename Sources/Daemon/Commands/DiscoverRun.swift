import ConfigFile
import Domain
import Foundation
import HTTP

/// `hotline feeds discover URL`: the feeds that a page names, each asked once.
package enum DiscoverRun {
    /// - Parameters:
    ///   - address: a page or a feed; without a scheme it is https.
    ///   - json: prints one JSON object.
    ///   - configPath: for which addresses may be asked; without a configuration public ones.
    ///   - environment: the process's.
    /// - Returns: 0 with at least one feed.
    /// - Throws: `CommandFailure`: 64 for what is no URL, 65 where no feed is found, 69 where the page does not answer.
    package static func run(
        _ address: String,
        json: Bool,
        configPath: String?,
        environment: [String: String]
    ) async throws -> ExitStatus {
        HTTPGlobal.start()
        let address = address.contains("://") ? address : "https://\(address)"
        let home: WebURL
        do { home = try WebURL(address) } catch {
            let shown = WebURL.withoutSecrets(address)
            let what = shown.isEmpty ? "what was given" : "\"\(shown)\""
            throw CommandFailure(.usage, Problem("\(what) is no web address: \(error.reason)"))
        }
        let (network, pause) = try limits(configPath, environment)
        let client = HTTPClient(policy: network, concurrency: 4, perHost: 1)
        var discovery = FeedDiscovery(home, client: client, pause: .seconds(pause))
        let outcome: Result<[FeedDiscovery.Found], CommandFailure>
        do throws(CommandFailure) {
            outcome = .success(try await discovery.find())
        } catch {
            outcome = .failure(error)
        }
        await client.shutdown()
        let found = try outcome.get()
        Console.out(json ? try Self.json(found, of: home.text) : found.map(line).joined(separator: "\n"))
        return .ok
    }

    /// Which addresses may be asked, and the seconds between two requests to one host.
    private static func limits(_ path: String?, _ environment: [String: String]) throws -> (NetworkPolicy, Int64) {
        guard let path = try path.map({ try Setup.find($0) }) ?? Rooms.defaultConfiguration else {
            return (NetworkPolicy(), 0)
        }
        let configuration = try ConfigurationFile.load(
            path: path,
            environment: environment,
            takesBadAddresses: true,
            needsSecrets: false
        ).configuration
        return (configuration.network, configuration.polling.spacing)
    }

    private static func line(_ feed: FeedDiscovery.Found) -> String {
        let newest = feed.newest.map { ", newest \($0)" } ?? ""
        let guessed = feed.from == "guess" ? " (no page names it)" : ""
        return Console.singleLine(
            "\(feed.url)\t\(feed.title ?? "without a title")\t\(feed.format), \(feed.items) items\(newest)\(guessed)"
        )
    }

    private static func json(_ found: [FeedDiscovery.Found], of address: String) throws -> String {
        struct Output: Encodable {
            let url: String
            let feeds: [FeedDiscovery.Found]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Output(url: address, feeds: found)), as: UTF8.self)
    }
}
