import Domain
import HTTP
import Parsing

/// Looks for the feeds of one address: itself, what it names, else where feeds lie on most sites.
///
/// - Takes: an address. Gives: the feeds found; tells what a page names and is none.
/// - Bounds: five requests to one host, with a pause between them; ten links.
/// - Credentials of the address go along to what lies at its own origin, and nowhere else.
struct FeedDiscovery {
    /// One feed that was found.
    struct Found: Encodable {
        /// To be subscribed: what was asked, or where it has moved to for good.
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
    private static let mostOfHost = 5
    private static let shortestPause = Duration.milliseconds(250)
    /// Where feeds lie on most sites that name none: WordPress, Jekyll, Ghost, Hugo and their like.
    private static let guesses = ["/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss"]

    private let client: HTTPClient
    private let home: WebURL
    private let pause: Duration
    /// By host: how often it was asked, and when last.
    private var asked: [String: (count: Int, last: ContinuousClock.Instant)] = [:]

    /// `pause`: between two requests to one host; never less than 250 ms.
    init(_ home: WebURL, client: HTTPClient, pause: Duration) {
        self.home = home
        self.client = client
        self.pause = max(pause, Self.shortestPause)
    }

    /// - Throws: `CommandFailure`: 65 where no feed is found, 69 where the address does not answer.
    mutating func find() async throws(CommandFailure) -> [Found] {
        let page = try await fetch(home)
        if let feed = Self.read(page, asked: home, from: "itself") { return [feed] }
        let links = Self.links(of: page)
        var found: [Found] = []
        for link in links.prefix(Self.mostAsked) {
            if let feed = await ask(link.url, "link", isTold: true) { found.append(feed) }
        }
        if links.isEmpty {
            for path in Self.guesses where found.isEmpty {
                if let feed = await ask(Self.origin(of: page.url) + path, "guess", isTold: false) { found.append(feed) }
            }
        }
        guard found.isEmpty else { return found }
        throw CommandFailure(
            .badData,
            Problem(
                "no feed found",
                at: .url(WebURL.withoutSecrets(page.url)),
                remedy: "look for a feed's address on the site"
            )
        )
    }

    /// What its fields name, then what it names itself.
    private static func links(of page: HTTPResponse) -> [FeedLinks.Link] {
        var links = FeedLinks.find(inFields: page.allHeaders("link"), base: page.url)
        let named = FeedLinks.find(in: page.body, base: page.url, contentType: page.header("content-type"))
        for link in named where !links.contains(where: { $0.url == link.url }) { links.append(link) }
        return links
    }

    /// Nil where there is no feed; that is told for what a page names.
    private mutating func ask(_ url: String, _ from: String, isTold: Bool) async -> Found? {
        let trouble: Problem
        do throws(CommandFailure) {
            let address = try Self.address(url)
            guard (asked[address.host]?.count ?? 0) < Self.mostOfHost else {
                throw CommandFailure(
                    .unavailable,
                    Problem(
                        "not asked: \(Self.mostOfHost) requests to one host are enough",
                        at: .url(WebURL.withoutSecrets(url)),
                        remedy: "discover it by its own address"
                    )
                )
            }
            let response = try await fetch(address)
            if let feed = Self.read(response, asked: address, from: from) { return feed }
            trouble = Problem("the page names it, but it is no feed", at: .url(WebURL.withoutSecrets(url)))
        } catch {
            trouble = error.problems.first ?? Problem("cannot be asked", at: .url(WebURL.withoutSecrets(url)))
        }
        if isTold { Console.tell(trouble) }
        return nil
    }

    private mutating func fetch(_ address: WebURL) async throws(CommandFailure) -> HTTPResponse {
        if let known = asked[address.host] {
            do { try await Task.sleep(until: known.last + pause, clock: .continuous) } catch {
                throw CommandFailure(.unavailable, Problem("stopped", at: .url(WebURL.withoutSecrets(address.text))))
            }
        }
        var request = HTTPRequest(url: address.text)
        request.basicAuth = address.origin == home.origin ? home.credentials : nil
        request.headers = [
            HeaderField(
                "Accept",
                "text/html, application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"
            )
        ]
        let answer = await client.send(request)
        asked[address.host] = ((asked[address.host]?.count ?? 0) + 1, ContinuousClock.now)
        let place = Problem.Place.url(WebURL.withoutSecrets(address.text))
        switch answer {
        case .failure(let failure): throw CommandFailure(.unavailable, Problem(failure.message, at: place))
        case .success(let response):
            guard (200...299).contains(response.status) else {
                throw CommandFailure(.unavailable, Problem("answers with HTTP status \(response.status)", at: place))
            }
            return response
        }
    }

    /// A temporary redirect is the server's affair: the address that was asked stays the feed's.
    private static func read(_ response: HTTPResponse, asked: WebURL, from: String) -> Found? {
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
            url: response.permanentURL ?? asked.text,
            title: document.title,
            format: document.format.rawValue,
            items: document.entries.count,
            newest: document.entries.compactMap { $0.published ?? $0.updated }.max()?.description,
            from: from
        )
    }

    private static func address(_ url: String) throws(CommandFailure) -> WebURL {
        do { return try WebURL(url) } catch {
            let place = Problem.Place.url(WebURL.withoutSecrets(url))
            throw CommandFailure(.unavailable, Problem("cannot be asked: \(error.reason)", at: place))
        }
    }

    private static func origin(of url: String) -> String {
        do { return try WebURL(url).origin } catch { return "" }
    }
}
