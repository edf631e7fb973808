import CCrypto
import Domain
import Foundation
import HTTP

/// The demonstration's webhook receiver: verifies every signature by itself, as a customer's would.
final class DemoReceiver: Sendable {
    /// One alert as it came in, by `webhook-id`.
    struct Delivery: Sendable {
        let id: String
        let body: [UInt8]
        /// The item's address in the alert.
        let url: String
        var refused = 0
        var accepted = 0
    }

    private struct Book: Sendable {
        var isUp = false
        var deliveries: [Delivery] = []
        var faults: [String] = []
    }

    let secret: [UInt8]
    private let book = Locked(Book())
    private let clock: any WallClock

    init(secret: [UInt8], clock: any WallClock) {
        self.secret = secret
        self.clock = clock
    }

    /// From now on deliveries are accepted; before, the answer is 503.
    func comeUp() { book.withLock { $0.isUp = true } }

    var deliveries: [Delivery] { book.withLock { $0.deliveries } }

    /// What was wrong with what came in; empty when nothing was.
    var faults: [String] { book.withLock { $0.faults } }

    /// What came in about a development.
    func deliveries(of event: DemoArticle.Event) -> [Delivery] {
        let urls = DemoNews.articles.filter { $0.fate == .tells(event) }.map(\.url)
        return deliveries.filter { urls.contains($0.url) }
    }

    /// The answer to a delivery.
    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        guard request.method == "POST", let id = request.header("webhook-id") else {
            return LoopbackServer.Response(400)
        }
        let verified = isGenuine(request, id: id)
        let url = Self.itemURL(request.body)
        return book.withLock { book in
            if !verified { book.faults.append("signature of \(id) does not verify") }
            let index = book.deliveries.firstIndex { $0.id == id } ?? book.deliveries.count
            if index == book.deliveries.count {
                book.deliveries.append(Delivery(id: id, body: request.body, url: url))
            } else if book.deliveries[index].body != request.body {
                book.faults.append("\(id) came again with another body")
            }
            guard book.isUp, verified else {
                book.deliveries[index].refused += 1
                return LoopbackServer.Response(verified ? 503 : 401)
            }
            book.deliveries[index].accepted += 1
            return LoopbackServer.Response(204)
        }
    }

    /// Standard Webhooks, *Verifying webhooks*: HMAC-SHA256 over id, timestamp and body; no older than five minutes.
    private func isGenuine(_ request: LoopbackServer.Request, id: String) -> Bool {
        guard let stamp = request.header("webhook-timestamp"), let seconds = Int64(stamp),
            abs(clock.now.seconds(since: Timestamp(seconds: seconds))) <= 300,
            let signatures = request.header("webhook-signature")
        else { return false }
        let wanted = Self.signature(of: request.body, id: id, stamp: stamp, secret: secret)
        return signatures.split(separator: " ").contains { $0 == wanted }
    }

    /// `v1,` and the base64 of the HMAC; empty where libcrypto fails, which no signature equals.
    static func signature(of body: [UInt8], id: String, stamp: String, secret: [UInt8]) -> String {
        let signed = Array("\(id).\(stamp).".utf8) + body
        var digest = [UInt8](repeating: 0, count: 32)
        guard unsafe hl_hmac_sha256(secret, Int32(secret.count), signed, signed.count, &digest) == 32 else { return "" }
        return "v1,\(Data(digest).base64EncodedString())"
    }

    private static func itemURL(_ body: [UInt8]) -> String {
        struct Payload: Decodable {
            struct Body: Decodable { let item: Item }
            struct Item: Decodable { let url: String? }
            let data: Body
        }
        do {
            return try JSONDecoder().decode(Payload.self, from: Data(body)).data.item.url ?? ""
        } catch {
            return ""
        }
    }
}
