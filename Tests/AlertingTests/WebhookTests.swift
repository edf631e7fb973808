import Domain
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Alerting

struct WebhookTests {
    private let body = Array(#"{"test": 2432232314}"#.utf8)

    @Test func `the published test vector of Standard Webhooks comes out`() throws {
        let key = try #require(WebhookSigner.key(from: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = WebhookSigner(keys: [key]).signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: Timestamp(seconds: 1_614_265_330),
            body: body
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `a secret in rotation gives two signatures and no secret gives none`() throws {
        let one = WebhookSigner(keys: [[1, 2, 3]])
        let two = WebhookSigner(keys: [[9], [1, 2, 3]])
        let single = try #require(one.signature(id: "m", timestamp: Sample.start, body: body))
        let double = try #require(two.signature(id: "m", timestamp: Sample.start, body: body))
        #expect(double.split(separator: " ").count == 2)
        #expect(double.hasSuffix(" " + single))
        #expect(WebhookSigner(keys: []).signature(id: "m", timestamp: Sample.start, body: body) == nil)
    }

    @Test(arguments: [
        ("whsec_AAEC", [0, 1, 2]), (" whsec_AAEC\n", [0, 1, 2]), ("AAEC", [0, 1, 2]), ("whsec_", nil), ("whsec_?", nil),
        ("", nil), ("no base64 here", Array("no base64 here".utf8)),
    ])
    func `secrets are read`(_ text: String, _ key: [UInt8]?) {
        #expect(WebhookSigner.key(from: text) == key)
    }

    @Test func `the message id is made of receiver, story and event, and has no dot`() {
        let alert = Sample.alert(1)
        let id = AlertRenderer.messageID(of: alert, to: Sample.receiver("desk"))
        #expect(id == AlertRenderer.messageID(of: Sample.alert(1), to: Sample.receiver("desk")))
        #expect(id != AlertRenderer.messageID(of: alert, to: Sample.receiver("other")))
        #expect(id != AlertRenderer.messageID(of: Sample.alert(2), to: Sample.receiver("desk")))
        #expect(id.hasPrefix("msg_"))
        #expect(id.utf8.count == 36)
        #expect(!id.contains("."))
    }

    @Test(arguments: [
        ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
        ("foobar", "mzxw6ytboi"),
    ])
    func `base32 is that of RFC 4648`(_ plain: String, _ encoded: String) {
        #expect(Digest.base32(plain.utf8) == encoded)
    }

    @Test func `a request carries what Standard Webhooks asks for`() {
        let receiver = Sample.receiver()
        let delivery = Sample.delivery(1)
        let request = WebhookSink.request(for: delivery, to: receiver, at: Sample.start)
        let signature = WebhookSigner(keys: [receiver.secret ?? []]).signature(
            id: delivery.id,
            timestamp: Sample.start,
            body: delivery.body
        )
        #expect(request.method == "POST")
        #expect(request.body == delivery.body)
        #expect(!request.followsRedirects)
        #expect(request.timeout == 20)
        #expect(request.maxBody == 65_536)
        #expect(
            request.headers == [
                HeaderField("content-type", "application/json"), HeaderField("webhook-id", delivery.id),
                HeaderField("webhook-timestamp", "1755284400"), HeaderField("webhook-signature", signature ?? ""),
            ]
        )
    }

    struct Answer: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let result: Result<HTTPResponse, FetchFailure>
        let attempt: Attempt

        init(_ status: Int, retryAfter: String? = nil, _ attempt: Attempt) {
            testDescription = "\(status) \(retryAfter ?? "")"
            let headers = retryAfter.map { [HeaderField("Retry-After", $0)] } ?? []
            result = .success(
                HTTPResponse(url: "https://desk.example/hook", status: status, headers: headers, body: [])
            )
            self.attempt = attempt
        }

        init(_ failure: FetchFailure, _ attempt: Attempt) {
            testDescription = failure.message
            result = .failure(failure)
            self.attempt = attempt
        }
    }

    @Test(arguments: [
        Answer(200, .delivered(status: 200)), Answer(204, .delivered(status: 204)),
        Answer(202, .delivered(status: 202)),
        Answer(410, .gone),
        Answer(302, .failed(reason: "answered 302: redirects are not followed", status: 302, retryAfter: nil)),
        Answer(500, retryAfter: "7", .failed(reason: "answered 500", status: 500, retryAfter: nil)),
        Answer(404, .failed(reason: "answered 404", status: 404, retryAfter: nil)),
        Answer(429, retryAfter: "30", .failed(reason: "answered 429", status: 429, retryAfter: 30)),
        Answer(503, retryAfter: " 7 ", .failed(reason: "answered 503", status: 503, retryAfter: 7)),
        Answer(503, .failed(reason: "answered 503", status: 503, retryAfter: nil)),
        Answer(502, retryAfter: "9", .failed(reason: "answered 502", status: 502, retryAfter: 9)),
        Answer(504, retryAfter: "9", .failed(reason: "answered 504", status: 504, retryAfter: 9)),
        Answer(
            429,
            retryAfter: "Fri, 15 Aug 2025 19:00:05 GMT",
            .failed(reason: "answered 429", status: 429, retryAfter: 5)
        ),
        Answer(FetchFailure(.tooBig, status: 200, "a body of more than 65536 bytes"), .delivered(status: 200)),
        Answer(FetchFailure(.timeout, status: 204, "timed out in the body"), .delivered(status: 204)),
        Answer(
            FetchFailure(.timeout, "timed out waiting for desk.example"),
            .failed(reason: "timed out waiting for desk.example", status: nil, retryAfter: nil)
        ),
        Answer(
            FetchFailure(.other, "no way to /services/T0KEN/secret"),
            .failed(reason: "failed (other)", status: nil, retryAfter: nil)
        ),
        Answer(
            FetchFailure(.connect, "no connection to desk.example port 8443"),
            .failed(reason: "no connection to desk.example port 8443", status: nil, retryAfter: nil)
        ),
    ])
    func `answers mean what Standard Webhooks says`(_ answer: Answer) {
        let receiver = Receiver(
            name: "desk",
            url: "https://desk.example:8443/services/T0KEN",
            format: .standard,
            secret: nil,
            events: [.storyOpened]
        )
        #expect(WebhookSink.attempt(from: answer.result, to: receiver, at: Sample.start) == answer.attempt)
    }

    @Test(
        arguments: [("86401", 86_400), ("Fri, 15 Aug 9999 19:01:00 GMT", 86_400), ("soon", nil)] as [(String, Int64?)]
    )
    func `no answer holds a receiver longer than a day`(_ text: String, _ seconds: Int64?) {
        let answer = Answer(503, retryAfter: text, .failed(reason: "answered 503", status: 503, retryAfter: seconds))
        #expect(
            WebhookSink.attempt(from: answer.result, to: Sample.receiver("desk"), at: Sample.start) == answer.attempt
        )
    }
}
