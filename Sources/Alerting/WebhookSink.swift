package import Domain
package import HTTP

/// Posts deliveries as Standard Webhooks 1.0.0 asks: one POST, no redirect followed, 20 seconds in all, 64 KB of answer.
///
/// What an answer means: 2xx delivered (whatever its body does), 410 gone, all else failed; Retry-After counts with 429,
/// 502, 503 and 504, at most 24 hours. A reason names no URL: a Slack or Discord URL is itself the secret.
package struct WebhookSink: AlertSink {
    private let client: HTTPClient

    package init(client: HTTPClient) { self.client = client }

    /// Posts the delivery once.
    package func send(_ delivery: Delivery, to receiver: Receiver, at now: Timestamp) async -> Attempt {
        let result = await client.send(Self.request(for: delivery, to: receiver, at: now))
        return Self.attempt(from: result, to: receiver, at: now)
    }

    /// The bare exchange, for those who want to see the answer.
    func exchange(_ request: HTTPRequest) async -> Result<HTTPResponse, FetchFailure> { await client.send(request) }

    static func request(for delivery: Delivery, to receiver: Receiver, at now: Timestamp) -> HTTPRequest {
        var request = HTTPRequest(url: Destination(receiver).url)
        request.method = "POST"
        request.body = delivery.body
        request.timeout = 20
        request.maxBody = 65_536
        request.followsRedirects = false
        request.headers = [
            HeaderField("content-type", delivery.contentType), HeaderField("webhook-id", delivery.id),
            HeaderField("webhook-timestamp", String(now.seconds)),
        ]
        let keys = (receiver.secret.map { [$0] } ?? []) + receiver.formerSecrets
        let signer = WebhookSigner(keys: keys)
        if let signature = signer.signature(id: delivery.id, timestamp: now, body: delivery.body) {
            request.headers.append(HeaderField("webhook-signature", signature))
        }
        return request
    }

    static func attempt(
        from result: Result<HTTPResponse, FetchFailure>,
        to receiver: Receiver,
        at now: Timestamp
    ) -> Attempt {
        let status: Int
        var response: HTTPResponse?
        switch result {
        case .success(let answer):
            status = answer.status
            response = answer
        case .failure(let failure):
            // An answer that said 2xx and then dripped, or never ended, was taken all the same.
            guard let known = failure.status else {
                return .failed(reason: reason(of: failure, receiver), status: nil, retryAfter: nil)
            }
            status = known
        }
        switch status {
        case 200..<300: return .delivered(status: status)
        case 410: return .gone
        case 429, 502, 503, 504:
            let wait = response.flatMap { RetryAfter.seconds($0, now: now) }.map { min($0, DeliveryPolicy.longestHold) }
            return .failed(reason: "answered \(status)", status: status, retryAfter: wait)
        case 300..<400:
            return .failed(reason: "answered \(status): redirects are not followed", status: status, retryAfter: nil)
        default: return .failed(reason: "answered \(status)", status: status, retryAfter: nil)
        }
    }

    /// The failure's own words where they tell nothing of the URL's path and query.
    private static func reason(of failure: FetchFailure, _ receiver: Receiver) -> String {
        let told = PlainText.cut(PlainText.clean(failure.message), to: 200, in: .scalars)
        let rest = Link.afterScheme(receiver.url).map { String(receiver.url[$0...]) } ?? receiver.url
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let hidden = String(rest.dropFirst(authority.count)) + "/" + (authority.contains("@") ? authority : "")
        let parts = hidden.split(omittingEmptySubsequences: true) { (mark: Character) in "/?&=#@:".contains(mark) }
        let secrets = parts.filter { $0.utf8.count > 3 }
        return secrets.contains { told.contains($0) } || told.isEmpty ? "failed (\(failure.kind.rawValue))" : told
    }
}
