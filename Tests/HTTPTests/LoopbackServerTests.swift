import Domain
import Foundation
import Glibc
import Testing

@testable import HTTP

struct LoopbackServerTests {
    /// Sends raw bytes over one connection and reads until the server closes it.
    private static func exchange(_ text: String, with server: LoopbackServer) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = server.port.bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(status == 0)
        let bytes = Array(text.utf8)
        #expect(unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }

    private static func echo() throws -> LoopbackServer {
        try LoopbackServer { request in
            let body = "\(request.method) \(request.target) \(request.header("x-a") ?? "-") \(request.body.count)"
            return LoopbackServer.Response(200, headers: [HeaderField("X-B", "c")], body: Array(body.utf8))
        }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (
                "GET /a HTTP/1.1\r\nX-A: b\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-B: c\r\nContent-Length: 10\r\nConnection: close\r\n\r\nGET /a b 0"
            ),
            (
                "HEAD /a HTTP/1.1\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-B: c\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
            ),
            (
                "POST /p HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nX-B: c\r\nContent-Length: 11\r\nConnection: close\r\n\r\nPOST /p - 3"
            ),
            (
                "nonsense\r\n\r\n",
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
            (
                "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-B: c\r\nContent-Length: 11\r\nConnection: close\r\n\r\nPOST /p - 3"
            ),
            (
                "POST / HTTP/1.1\r\nTransfer-Encoding: br\r\n\r\n",
                "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
            (
                "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
        ]
    )
    func `one request has one answer`(_ request: String, _ answer: String) throws {
        let server = try Self.echo()
        defer { server.stop() }
        #expect(try Self.exchange(request, with: server) == answer)
    }

    @Test(.timeLimit(.minutes(10))) func `a connection carries several requests`() throws {
        let server = try Self.echo()
        defer { server.stop() }
        let text = "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n"
        let answer = try Self.exchange(text, with: server)
        #expect(answer.contains("GET /1 - 0HTTP/1.1 200 OK"))
        #expect(answer.hasSuffix("GET /2 - 0"))
    }

    @Test(.timeLimit(.minutes(10))) func `who waits for 100 gets it first`() throws {
        let server = try Self.echo()
        defer { server.stop() }
        let head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 70000\r\nConnection: close\r\n\r\n"
        let answer = try Self.exchange(head + String(repeating: "x", count: 70_000), with: server)
        #expect(answer.hasSuffix("POST / - 70000"))
    }
}
