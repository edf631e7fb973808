package import Domain
package import HTTP

/// Posts deliveries as Standard Webhooks 1.0.0 asks: one POST, no redirect followed, 20 seconds in all, 64 KB of answer.
///
/// What an answer means: 2xx delivered (whatever its body does), 410 gone, all else failed; Retry-After counts with 429,
/// 502, 503 and 504, at most 24 hours. A reason names no URL: a Slack or Discord URL is itself the secret.
package struct WebhookSink: AlertSink {
    private let client: HTTPClient

    package init(client: HTTPClient) { self.client = client }

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
            let wait = response?.header("retry-after").flatMap { RetryAfter.seconds($0, at: now) }
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

/// The value of Retry-After (RFC 9110 §10.2.3).
enum RetryAfter {
    /// No answer may hold a receiver longer than a day.
    static let longest: Int64 = 86_400

    /// Seconds to wait, 0…86,400; nil for what is neither a number nor a date.
    static func seconds(_ value: String, at now: Timestamp) -> Int64? {
        let text = value.trimmedBlanks
        if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            return min(Int64(text) ?? longest, longest)
        }
        return date(text).map { min(max($0.seconds(since: now), 0), longest) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// HTTP-date in its three forms (RFC 9110 §5.6.7): a day, a month's name, a year and a time, in whatever order.
    private static func date(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 40 else { return nil }
        var numbers: [Int] = []
        var month: Int?
        var time: [Int]?
        let words = text.replacing("-", with: " ").replacing(",", with: " ").split(separator: Character(" "))
        for word in words {
            if let index = months.firstIndex(of: String(word)) {
                month = index + 1
            } else if word.contains(":") {
                time = word.split(separator: ":").compactMap { Int($0) }
            } else if let number = Int(word), number >= 0 {
                numbers.append(number)
            }
        }
        guard let month, let time, time.count == 3, numbers.count == 2, (0..<24).contains(time[0]),
            (0..<60).contains(time[1]), (0...60).contains(time[2]), (1...31).contains(numbers[0]), numbers[1] <= 9_999
        else { return nil }
        let year = numbers[1] < 70 ? numbers[1] + 2_000 : numbers[1] < 100 ? numbers[1] + 1_900 : numbers[1]
        let day = Timestamp.days(year: year, month: month, day: numbers[0])
        return Timestamp(seconds: Int64(day) * 86_400 + Int64(time[0] * 3_600 + time[1] * 60 + time[2]))
    }
}

extension String {
    fileprivate var trimmedBlanks: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
