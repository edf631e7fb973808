import Domain
import Foundation
import TestSupport
import Testing

@testable import HTTP

/// Compressed bodies as servers send them, whole and less.
struct PackedAnswerTests {
    private static let text = "<rss version=\"2.0\"><channel><title>Rain</title></channel></rss>"
    private static let deflate =
        "eJyzKSouVihLLSrOzM+zVTLSM1Cys0nOSMzLS82xsynJLMlJtQtKzMyz0YewbfThkvpAnXYAtVIV0Q=="
    private static let bareDeflate = "sykqLlYoSy0qzszPs1Uy0jNQsrNJzkjMy0vNsbMpySzJSbULSszMs9GHsG304ZL6QJ12AA=="
    private static let gzip =
        "H4sIAAAAAAACA7MpKi5WKEstKs7Mz7NVMtIzULKzSc5IzMtLzbGzKcksyUm1C0rMzLPRh7Bt9OGS+kCddgApDezQPwAAAA=="
    private static let twoMembers =
        "H4sIAAAAAAACA7MpKi5WKEstKs7Mz7NVMtIzULKzSc5IzMtLzbGzKckEABCJ0KQfAAAAH4sIAAAAAAACAyvJSbULSszMs9EvySwBsm30kzMS8/JSc4CsouJiOwDwmR+fIAAAAA=="
    private static let zstd =
        "KLUv/QRY1QEABAM8cnNzIHZlcnNpb249IjIuMCI+PGNoYW5uZWw+PHRpdGxlPlJhaW48LzwvL3Jzcz4CAEAVnA+lDLDeRoU="

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let coding: String
        let body: [UInt8]
        var text = PackedAnswerTests.text
        let lacksEnd: Bool
    }

    private static func bytes(_ text: String) -> [UInt8] { Data(base64Encoded: text).map { Array($0) } ?? [] }

    static let cases = [
        Case(testDescription: "deflate", coding: "deflate", body: bytes(deflate), lacksEnd: false),
        Case(testDescription: "its checksum cut", coding: "deflate", body: bytes(deflate).dropLast(4), lacksEnd: true),
        Case(testDescription: "a byte cut", coding: "deflate", body: bytes(deflate).dropLast(1), lacksEnd: true),
        Case(testDescription: "deflate without a frame", coding: "deflate", body: bytes(bareDeflate), lacksEnd: false),
        Case(testDescription: "gzip", coding: "gzip", body: bytes(gzip), lacksEnd: false),
        Case(testDescription: "gzip, its length cut", coding: "gzip", body: bytes(gzip).dropLast(4), lacksEnd: true),
        Case(
            testDescription: "gzip with zeros behind",
            coding: "gzip",
            body: bytes(gzip) + [UInt8](repeating: 0, count: 64),
            lacksEnd: true
        ),
        Case(
            testDescription: "gzip of two members",
            coding: "gzip",
            body: bytes(twoMembers),
            text: "<rss version=\"2.0\"><channel><ti",
            lacksEnd: true
        ),
        Case(testDescription: "zstd", coding: "zstd", body: bytes(zstd), lacksEnd: false),
        Case(testDescription: "zstd, its checksum cut", coding: "zstd", body: bytes(zstd).dropLast(4), lacksEnd: true),
        Case(testDescription: "zstd, a byte cut", coding: "zstd", body: bytes(zstd).dropLast(1), lacksEnd: true),
    ]

    @Test(arguments: cases, [ScriptedServer.Answer.Manner.whole, .chunked])
    func `what lacks its end, or has more behind it, is taken and told`(
        _ row: Case,
        _ manner: ScriptedServer.Answer.Manner
    ) async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(headers: [("Content-Encoding", row.coding)], bytes: row.body, manner: manner))
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        let client = HTTPClient(policy: policy, concurrency: 2, perHost: 2)
        // Twice, since the second has the handle of the first.
        for _ in 0..<2 {
            let response = try await client.send(HTTPRequest(url: server.url("/a"))).get()
            #expect(String(decoding: response.body, as: UTF8.self) == row.text)
            #expect(response.lacksEnd == row.lacksEnd)
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1_000]) func `the frames of zstd are walked in whatever pieces they come`(_ size: Int)
    {
        let one = Self.bytes(Self.zstd)
        let skippable: [UInt8] = [0x51, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9]
        for (bytes, isAtEnd) in [
            (one, true), (one + one, true), (skippable + one, true), (one + one.dropLast(1), false),
            (one + skippable.dropLast(1), false), (Array(one.prefix(3)), false), ([], false),
            (Array("no frame at all".utf8), true), (one + [0x28], false),
        ] {
            var frames = ZstdFrames()
            for start in stride(from: 0, to: bytes.count, by: size) {
                unsafe Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { unsafe frames.take($0) }
            }
            #expect(frames.isAtEnd == isAtEnd, "\(bytes)")
        }
    }
}
