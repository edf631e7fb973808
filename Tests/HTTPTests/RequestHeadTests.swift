import Domain
import Testing

@testable import HTTP

/// Strictness of our own server's reading: what a proxy could read otherwise is refused.
struct RequestHeadTests {
    private static func status(_ text: String, limit: Int = 8_192) -> String {
        switch RequestHead.read(Array(text.utf8)[...], limit: limit) {
        case .incomplete: "incomplete"
        case .refused(let status): "\(status)"
        case .whole(let head):
            "\(head.method) \(head.target) \(head.isChunked ? "chunks" : "\(head.bodyLength)") \(head.closes ? "closes" : "stays")"
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 0 stays"),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 0 stays"),
        ("GET /x?y=z HTTP/1.0\r\n\r\n", "GET /x?y=z 0 closes"),
        ("GET / HTTP/1.1\r\nConnection: keep-alive, Close\r\n\r\n", "GET / 0 closes"),
        ("POST / HTTP/1.1\r\ncontent-length:  7 \r\n\r\n", "POST / 7 stays"),
        ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "POST / \(Int.max) stays"),
        ("GET / HTTP/1.1\r\nHost: a\r\n", "incomplete"),
        ("", "incomplete"),
        ("GET / HTTP/1.1\n\n", "incomplete"),
        ("GET / HTTP/1.1\nHost: a\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nA: b\u{0}c\r\n\r\n", "400"),
        ("GET  / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1 \r\n\r\n", "400"),
        ("GET /\u{e9} HTTP/1.1\r\n\r\n", "400"),
        ("GE(T / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/2.0\r\n\r\n", "505"),
        ("GET / FTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nnonsense\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n: a\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: +7\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 7, 7\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 7\r\nContent-Length: 7\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n", "POST / chunks stays"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "501"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "501"),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", "400"),
        ("\u{16}\u{3}\u{1}", "400"),
    ])
    func `a head is whole, refused or incomplete`(_ text: String, _ finding: String) {
        #expect(Self.status(text) == finding)
    }

    @Test func `lengths and numbers are bounded`() {
        #expect(Self.status("GET /" + String(repeating: "a", count: 9_000)) == "414")
        #expect(Self.status("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 2_000)) == "431")
        #expect(Self.status("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 200) + "\r\n") == "431")
    }

    @Test func `any bytes end in one of the three`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("GET / HTTP/1.1\r\n\r\nHost: a\u{0}\t:".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            _ = RequestHead.read(bytes[...], limit: 48)
        }
    }

    @Test func `a form is read with its escapes`() {
        let request = ServerRequest(method: "GET", target: "/x?a=b+c%21&d&e=%zz%4&=f&a=2", headers: [], body: [])
        #expect(request.path == "/x")
        #expect(request.query.map { "\($0.name)=\($0.value)" } == ["a=b c!", "d=", "e=%zz%4", "=f", "a=2"])
        #expect(WebForm.encoded("a b&c=ü/~") == "a%20b%26c%3D%C3%BC%2F~")
    }
}
