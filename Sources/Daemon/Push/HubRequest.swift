import Domain
import HTTP

/// Asks a hub: one POST, and what WebSub's redirects ask for (§5.1: 307 and 308).
struct HubRequest: Sendable {
    let client: HTTPClient

    private static let mostRedirects = 3

    /// Sends `form` to `hub`. Returns nil where it was taken, else why not, in one line without secrets.
    func send(_ form: [UInt8], to hub: String) async -> String? {
        var target = hub
        for _ in 0...Self.mostRedirects {
            var request = HTTPRequest(url: target)
            request.method = "POST"
            request.headers = [HeaderField("Content-Type", "application/x-www-form-urlencoded")]
            request.body = form
            request.timeout = 30
            request.maxBody = 65_536
            switch await client.send(request) {
            case .failure(let failure): return failure.message
            case .success(let response):
                if (200...299).contains(response.status) { return nil }
                guard response.status == 307 || response.status == 308,
                    let next = Self.target(of: response)
                else { return "HTTP status \(response.status)" }
                target = next
            }
        }
        return "too many redirects"
    }

    private static func target(of response: HTTPResponse) -> String? {
        do {
            return try response.header("location").map { try WebURL(response.url).resolving($0).text }
        } catch {
            return nil
        }
    }
}
