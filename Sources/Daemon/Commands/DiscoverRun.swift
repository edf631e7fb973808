import ConfigFile
import Domain
import Foundation
import HTTP
import Parsing

/// `hotline feeds discover URL`: the feeds that a page names, each asked once.
package enum DiscoverRun {
    /// One feed that was found.
    struct Found: Encodable {
        let url: String
        let title: String?
        let format: String
        let items: Int
        /// RFC 3339; nil where no item has a date.
        let newest: String?
        /// `itself`, `link` or `guess`.
        let from: String
    }

    private static let mostAsked = 10
    /// Where feeds lie on most sites that name none: WordPress, Hugo, Jekyll, Ghost and their like.
    private static let guesses = ["/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss"]

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
        do { _ = try WebURL(address) } catch {
            throw CommandFailure(.usage, Problem("\"\(address)\" is no web address: \(error.reason)"))
        }
        let client = HTTPClient(policy: try policy(configPath, environment), concurrency: 4, perHost: 1)
        let outcome: Result<[Found], CommandFailure>
        do throws(CommandFailure) {
            outcome = .success(try await find(from: address, client))
        } catch {
            outcome = .failure(error)
        }
        await client.shutdown()
        let found = try outcome.get()
        Console.out(json ? try Self.json(found, of: address) : found.map(line).joined(separator: "\n"))
        return .ok
    }

    private static func policy(_ path: String?, _ environment: [String: String]) throws -> NetworkPolicy {
        guard let path = try path.map({ try Setup.find($0) }) ?? Rooms.defaultConfiguration else {
            return NetworkPolicy()
        }
        return try ConfigurationFile.load(
            path: path,
            environment: environment,
            takesBadAddresses: true,
            needsSecrets: false
        ).configuration.network
    }

    private static func find(from address: String, _ client: HTTPClient) async throws(CommandFailure) -> [Found] {
        let page = try await fetch(address, client)
        if let feed = read(page, from: "itself") { return [feed] }
        let links = FeedLinks.find(in: page.body, base: page.url)
        var found: [Found] = []
        for link in links.prefix(mostAsked) {
            if let feed = await ask(link.url, "link", client, isTold: true) { found.append(feed) }
        }
        if links.isEmpty, let origin = origin(of: page.url) {
            for path in guesses where found.isEmpty {
                if let feed = await ask(origin + path, "guess", client, isTold: false) { found.append(feed) }
            }
        }
        guard !found.isEmpty else {
            throw CommandFailure(
                .badData,
                Problem(
                    "no feed found",
                    at: .url(WebURL.withoutSecrets(page.url)),
                    remedy: "look for a feed's address on the site"
                )
            )
        }
        return found
    }

    private static func fetch(_ address: String, _ client: HTTPClient) async throws(CommandFailure) -> HTTPResponse {
        var request = HTTPRequest(url: address)
        request.headers = [
            HeaderField(
                "Accept",
                "text/html, application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"
            )
        ]
        switch await client.send(request) {
        case .failure(let failure):
            throw CommandFailure(.unavailable, Problem(failure.message, at: .url(WebURL.withoutSecrets(address))))
        case .success(let response):
            guard (200...299).contains(response.status) else {
                throw CommandFailure(
                    .unavailable,
                    Problem("answers with HTTP status \(response.status)", at: .url(WebURL.withoutSecrets(address)))
                )
            }
            return response
        }
    }

    /// Nil where there is no feed; that is told for what a page names.
    private static func ask(_ url: String, _ from: String, _ client: HTTPClient, isTold: Bool) async -> Found? {
        let trouble: Problem
        do throws(CommandFailure) {
            let response = try await fetch(url, client)
            if let feed = read(response, from: from) { return feed }
            trouble = Problem("the page names it, but it is no feed", at: .url(WebURL.withoutSecrets(url)))
        } catch {
            trouble = error.problems.first ?? Problem("cannot be asked", at: .url(WebURL.withoutSecrets(url)))
        }
        if isTold { Console.tell(trouble) }
        return nil
    }

    private static func read(_ response: HTTPResponse, from: String) -> Found? {
        let document: FeedDocument
        do {
            document = try FeedParser.parse(
                response.body,
                contentType: response.header("content-type"),
                base: response.url
            )
        } catch {
            return nil
        }
        return Found(
            url: response.url,
            title: document.title,
            format: document.format.rawValue,
            items: document.entries.count,
            newest: document.entries.compactMap { $0.published ?? $0.updated }.max()?.description,
            from: from
        )
    }

    private static func line(_ feed: Found) -> String {
        let newest = feed.newest.map { ", newest \($0)" } ?? ""
        let guessed = feed.from == "guess" ? " (no page names it)" : ""
        return Console.singleLine(
            "\(feed.url)\t\(feed.title ?? "without a title")\t\(feed.format), \(feed.items) items\(newest)\(guessed)"
        )
    }

    private static func json(_ found: [Found], of address: String) throws -> String {
        struct Output: Encodable {
            let url: String
            let feeds: [Found]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Output(url: address, feeds: found)), as: UTF8.self)
    }

    private static func origin(of url: String) -> String? {
        do { return try WebURL(url).origin } catch { return nil }
    }
}
