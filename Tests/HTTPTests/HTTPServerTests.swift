import Domain
import Foundation
import Glibc
import Testing

@testable import HTTP

/// What strangers can do to our own server.
@Suite(.timeLimit(.minutes(10)))
struct HTTPServerTests {
    /// One connection to a server on loopback.
    private final class Client {
        let descriptor: Int32

        init(_ server: HTTPServer) {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            address.sin_port = server.address.port.bigEndian
            let status = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(status == 0)
        }

        deinit { close(descriptor) }

        func say(_ text: String) {
            let bytes = Array(text.utf8)
            _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        /// All until the server closes.
        func rest() -> String {
            var answer: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                answer += buffer[..<count]
            }
            return String(decoding: answer, as: UTF8.self)
        }
    }

    private static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    private static func server(_ limits: ServerLimits = ServerLimits()) throws -> HTTPServer {
        try HTTPServer(loopback, limits: limits) { request, reply in
            reply(ServerResponse(200, body: Array("\(request.method) \(request.body.count)".utf8)))
        }
    }

    @Test func `an address in use is told as such`() throws {
        let first = try Self.server()
        defer { first.stop() }
        let problem = #expect(throws: Problem.self) { try HTTPServer(first.address) { _, _ in } }
        #expect(problem?.description.contains("\(first.address) is in use") == true)
        #expect(throws: Problem.self) { try HTTPServer(ListenAddress(host: "192.0.2.1", port: 0)) { _, _ in } }
        #expect(throws: Problem.self) { try HTTPServer(ListenAddress(host: "nowhere", port: 0)) { _, _ in } }
    }

    @Test func `it listens on IPv6 too, and stops`() throws {
        let server = try HTTPServer(ListenAddress(host: "::1", port: 0)) { _, _ in }
        #expect(server.address.port > 0)
        #expect(server.address.description == "[::1]:\(server.address.port)")
        server.stop()
    }

    @Test func `a head that does not come in time is told 408`() throws {
        var limits = ServerLimits()
        limits.headTime = 0.05
        let server = try Self.server(limits)
        defer { server.stop() }
        let client = Client(server)
        client.say("GET / HTTP/1.1\r\nA")
        #expect(client.rest().hasPrefix("HTTP/1.1 408 "))
        #expect(Client(server).rest() == "")
    }

    @Test func `an idle connection ends, and gives way to another`() throws {
        var limits = ServerLimits()
        limits.connections = 1
        limits.idleTime = 30
        let server = try Self.server(limits)
        defer { server.stop() }
        let first = Client(server)
        first.say("GET / HTTP/1.1\r\n\r\n")
        let second = Client(server)
        second.say("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        #expect(second.rest().hasSuffix("GET 0"))
        #expect(first.rest().hasSuffix("GET 0"))
    }

    @Test func `a body is taken where it is wanted, and only within the bounds of all`() throws {
        var limits = ServerLimits()
        limits.body = { $0.target == "/in" ? 10 : 0 }
        limits.bodies = 8
        let server = try Self.server(limits)
        defer { server.stop() }
        for (length, target, status) in [(8, "/in", "200"), (9, "/in", "503"), (11, "/in", "413"), (1, "/out", "413")] {
            let client = Client(server)
            client.say("POST \(target) HTTP/1.1\r\nConnection: close\r\nContent-Length: \(length)\r\n\r\n")
            client.say(String(repeating: "x", count: length))
            let answer = client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(length) \(target): \(answer)")
        }
    }

    @Test func `a body in chunks is taken within the same bounds, and the next request after it`() throws {
        var limits = ServerLimits()
        limits.body = { ["/in": 10, "/small": 5][$0.target] ?? 0 }
        limits.bodies = 8
        let server = try Self.server(limits)
        defer { server.stop() }
        let six = "3\r\nabc\r\n3\r\ndef\r\n"
        for (target, body, status) in [
            ("/in", six + "0\r\n\r\n", "200"), ("/small", six, "413"), ("/in", six + "3\r\n", "503"),
            ("/in", "x\r\n", "400"), ("/out", "0\r\n\r\n", "413"),
        ] {
            let client = Client(server)
            client.say("POST \(target) HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
            client.say(body)
            let answer = client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(body) \(target): \(answer)")
        }
        let client = Client(server)
        client.say("POST /in HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\(six)0\r\n\r\n")
        client.say("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        let answers = client.rest()
        #expect(answers.contains("POST 6HTTP/1.1 200") && answers.hasSuffix("GET 0"), "\(answers)")
    }

    @Test func `an answer may come later, from elsewhere, and only once`() throws {
        let kept = Locked<[HTTPServer.Reply]>([])
        let server = try HTTPServer(Self.loopback) { _, reply in kept.withLock { $0.append(reply) } }
        defer { server.stop() }
        let client = Client(server)
        client.say("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n")
        for index in 0..<2 {
            while kept.withLock({ $0.count }) <= index { usleep(1_000) }
            kept.withLock { replies in
                replies[index](ServerResponse(200, body: Array("first \(index) ".utf8)))
            }
        }
        let answer = client.rest()
        #expect(answer.contains("first 0 HTTP/1.1 200 OK"))
        #expect(answer.hasSuffix("first 1 "))
    }

    @Test func `a handler that never answers is told for`() throws {
        var limits = ServerLimits()
        limits.transferTime = 0.05
        let server = try HTTPServer(Self.loopback, limits: limits) { _, _ in }
        defer { server.stop() }
        let client = Client(server)
        client.say("GET / HTTP/1.1\r\n\r\n")
        #expect(client.rest().hasPrefix("HTTP/1.1 503 "))
    }
}
