import Domain
import HTTP
import TestSupport
import Testing

/// A client that may ask loopback.
private func loopbackClient(concurrency: Int = 16, perHost: Int = 16) -> HTTPClient {
    var policy = NetworkPolicy()
    policy.allowPrivate = true
    return HTTPClient(policy: policy, concurrency: concurrency, perHost: perHost)
}

extension Result where Success == HTTPResponse, Failure == FetchFailure {
    fileprivate var kind: FetchFailure.Kind? {
        if case .failure(let failure) = self { failure.kind } else { nil }
    }

    fileprivate var status: Int? {
        if case .success(let response) = self { response.status } else { nil }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct HTTPClientTests {
    @Test func `a plain GET brings status, fields and body`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(headers: [("ETag", "W/\"x y\""), ("X-Two", " spaced  ")], body: "hello"))
        let response = try await loopbackClient().send(HTTPRequest(url: server.url("/a"))).get()
        #expect(response.status == 200)
        #expect(response.url == server.url("/a"))
        #expect(response.permanentURL == nil)
        #expect(response.body == Array("hello".utf8))
        #expect(response.header("etag") == "W/\"x y\"")
        #expect(response.header("x-two") == "spaced")
        #expect(response.header("x-three") == nil)
    }

    @Test func `a first request has no cookie, referer or validator, names the program and offers gzip`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(headers: [("Set-Cookie", "a=b; Path=/")], body: "x"))
        let client = loopbackClient()
        _ = await client.send(HTTPRequest(url: server.url("/a")))
        _ = await client.send(HTTPRequest(url: server.url("/a")))
        let requests = server.requests()
        #expect(requests.count == 2)
        for request in requests {
            #expect(request.path == "/a")
            for name in ["cookie", "referer", "if-none-match", "if-modified-since", "authorization"] {
                #expect(request.header(name) == nil, "\(name)")
            }
            #expect(request.header("user-agent")?.hasPrefix("Hotline/") == true)
            #expect(request.header("user-agent")?.contains("+https://") == true)
            #expect(request.header("accept-encoding")?.contains("gzip") == true)
        }
        #expect(server.connectionCount == 1, "the connection is used again")
    }

    @Test func `nothing of one request is in the next, whatever they are`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(body: "x"))
        let client = loopbackClient()
        func send(_ change: (inout HTTPRequest) -> Void) async {
            var request = HTTPRequest(url: server.url("/a"))
            change(&request)
            #expect(await client.send(request).status == 200)
        }
        for _ in 0..<2 {
            await send { $0.headers = [HeaderField("X-One", "1")] }
            await send { $0.conditional = .init(url: server.url("/a"), headers: [HeaderField("If-None-Match", "e")]) }
            await send { $0.basicAuth = "user:word" }
            await send { $0.userAgent = "Other/1" }
            await send {
                $0.method = "POST"
                $0.body = [0x61]
            }
        }
        await send { _ in }
        let requests = server.requests()
        #expect(
            requests.map(\.method) == ["GET", "GET", "GET", "GET", "POST", "GET", "GET", "GET", "GET", "POST", "GET"]
        )
        for (index, request) in requests.enumerated() {
            let kind = index == 10 ? 5 : index % 5
            #expect((request.header("x-one") != nil) == (kind == 0), "\(index)")
            #expect((request.header("if-none-match") != nil) == (kind == 1), "\(index)")
            #expect((request.header("authorization") != nil) == (kind == 2), "\(index)")
            #expect((request.header("user-agent") == "Other/1") == (kind == 3), "\(index)")
            #expect((request.header("content-length") != nil) == (kind == 4), "\(index)")
        }
    }

    @Test func `after an answer that failed the next one is whole`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/long", .init(body: String(repeating: "x", count: 5_000)))
        server.on("/a", .init(headers: [("ETag", "\"1\"")], body: "hello"))
        let client = loopbackClient()
        for _ in 0..<2 {
            var long = HTTPRequest(url: server.url("/long"))
            long.maxBody = 1_000
            #expect(await client.send(long).kind == .tooBig)
            let response = try await client.send(HTTPRequest(url: server.url("/a"))).get()
            #expect(response.body == Array("hello".utf8) && response.header("etag") == "\"1\"")
        }
    }

    @Test func `a POST sends its body as it is`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/hook", .init(status: 202))
        var request = HTTPRequest(url: server.url("/hook"))
        request.method = "POST"
        request.headers = [HeaderField("Content-Type", "application/json"), HeaderField("X-Empty", "")]
        request.body = Array("{\"a\": 1}\0".utf8)
        request.followsRedirects = false
        #expect(await loopbackClient().send(request).status == 202)
        let seen = try #require(server.requests().first)
        #expect(seen.method == "POST")
        #expect(seen.body == request.body)
        #expect(seen.header("content-type") == "application/json")
        #expect(seen.header("x-empty") == "")
        #expect(seen.header("expect") == nil)
    }

    @Test func `a host name beyond ASCII is asked for by its ASCII form, also behind a redirect`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(status: 302, headers: [("Location", server.url("/b", host: "пример.localhost"))]))
        server.on("/b", .init(body: "hello"))
        let response = try await loopbackClient().send(
            HTTPRequest(url: server.url("/a", host: "Bücher.localhost"))
        ).get()
        #expect(response.url == server.url("/b", host: "xn--e1afmkfd.localhost"))
        #expect(
            server.requests().map { $0.header("host") } == [
                "xn--bcher-kva.localhost:\(server.port)", "xn--e1afmkfd.localhost:\(server.port)",
            ]
        )
        let unknown = await loopbackClient().send(HTTPRequest(url: "http://bücher.invalid/"))
        guard case .failure(let failure) = unknown else { return #expect(Bool(false), "it is known") }
        #expect(failure.message == "the name xn--bcher-kva.invalid is not known")
    }

    @Test func `a configured field stands in place of ours, at its publisher's alone`() async throws {
        let server = try ScriptedServer(host: "0.0.0.0")
        defer { server.stop() }
        server.on("/a", .init(status: 302, headers: [("Location", server.url("/b", host: "127.0.0.2"))]))
        server.on("/b", .init(body: "x"))
        var request = HTTPRequest(url: server.url("/a"))
        request.headers = [HeaderField("Accept", "*/*"), HeaderField("X-Ours", "1")]
        request.originHeaders = [HeaderField("accept", "text/x")]
        _ = try await loopbackClient().send(request).get()
        #expect(
            server.requests().map { $0.headers.filter { $0.name.lowercased() == "accept" }.map(\.value) } == [
                ["text/x"], ["*/*"],
            ]
        )
        #expect(server.requests().allSatisfy { $0.header("x-ours") == "1" })
    }

    struct Broken: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let answer: ScriptedServer.Answer
        let kind: FetchFailure.Kind
    }

    static let broken = [
        Broken(
            testDescription: "shorter than its length",
            answer: .init(body: "half of it", manner: .cut(after: 4)),
            kind: .truncated
        ),
        Broken(
            testDescription: "chunks without an end",
            answer: .init(body: "half of it", manner: .chunkedCut),
            kind: .truncated
        ),
        Broken(
            testDescription: "no gzip at all",
            answer: .init(headers: [("Content-Encoding", "gzip")], body: "plain text"),
            kind: .encoding
        ),
        Broken(testDescription: "closed without an answer", answer: .init(manner: .close), kind: .connect),
        Broken(testDescription: "another protocol", answer: .init(body: "SSH-2.0-x\r\n", manner: .raw), kind: .http),
        Broken(testDescription: "endless", answer: .init(body: "x", manner: .endless), kind: .tooBig),
        Broken(
            testDescription: "longer than the limit",
            answer: .init(body: String(repeating: "x", count: 1_001)),
            kind: .tooBig
        ),
        Broken(testDescription: "stalling in the body", answer: .init(body: "x", manner: .stallInBody), kind: .tooBig),
        Broken(
            testDescription: "too many header bytes",
            answer: .init(headers: (0..<70).map { ("X-\($0)", String(repeating: "y", count: 1_000)) }),
            kind: .tooBig
        ),
        Broken(
            testDescription: "chunk extensions without end",
            answer: .init(body: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", manner: .rawEndless),
            kind: .tooBig
        ),
        Broken(
            testDescription: "a header line without end",
            answer: .init(body: "HTTP/1.1 200 OK\r\nX-Long: ", manner: .rawEndless),
            kind: .tooBig
        ),
        Broken(testDescription: "a redirect to nowhere", answer: .init(status: 302), kind: .redirect),
        Broken(
            testDescription: "a redirect to a file",
            answer: .init(status: 302, headers: [("Location", "file:///etc/passwd")]),
            kind: .redirect
        ),
    ]

    @Test(arguments: broken) func `a broken answer is no response`(_ row: Broken) async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", row.answer)
        var request = HTTPRequest(url: server.url("/a?key=secret"))
        request.maxBody = 1_000
        let result = await loopbackClient().send(request)
        #expect(result.kind == row.kind)
        if case .failure(let failure) = result { #expect(!failure.message.contains("secret")) }
    }

    @Test func `a time-out holds over the whole request`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(manner: .stall))
        var request = HTTPRequest(url: server.url("/a"))
        request.timeout = 1
        #expect(await loopbackClient().send(request).kind == .timeout)
    }

    @Test func `an error's status is told though its body is endless or broken`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/gone", .init(status: 410, manner: .endless))
        server.on("/busy", .init(status: 503, headers: [("Retry-After", "7")], body: "abc", manner: .cut(after: 1)))
        let chunks = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5;"
        server.on("/chunks", .init(body: chunks, manner: .rawEndless))
        let client = loopbackClient()
        #expect(await client.send(HTTPRequest(url: server.url("/chunks"))).status == 404)
        #expect(await client.send(HTTPRequest(url: server.url("/gone"))).status == 410)
        let busy = try await client.send(HTTPRequest(url: server.url("/busy"))).get()
        #expect(busy.header("retry-after") == "7")
    }

    @Test func `nothing listens`() async throws {
        let server = try ScriptedServer()
        server.stop()
        #expect(await loopbackClient().send(HTTPRequest(url: server.url("/"))).kind == .connect)
    }

    @Test func `loopback is not asked unless it is allowed`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let client = HTTPClient(policy: NetworkPolicy(), concurrency: 4, perHost: 4)
        for host in ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"] {
            #expect(await client.send(HTTPRequest(url: server.url("/", host: host))).kind == .blockedAddress, "\(host)")
        }
        #expect(server.connectionCount == 0)
        var policy = NetworkPolicy()
        policy.allow = ["127.0.0.0/8"]
        let allowed = HTTPClient(policy: policy, concurrency: 4, perHost: 4)
        let answer = await allowed.send(HTTPRequest(url: server.url("/")))
        #expect(answer.status == 404, "\(answer)")
    }

    @Test func `a redirect to an address that is not allowed is refused at connect`() async throws {
        let outside = try ScriptedServer(host: "127.0.0.2")
        let inside = try ScriptedServer(host: "127.0.0.3")
        defer {
            outside.stop()
            inside.stop()
        }
        outside.on("/a", .init(status: 302, headers: [("Location", inside.url("/secret", host: "127.0.0.3"))]))
        var policy = NetworkPolicy()
        policy.allow = ["127.0.0.2"]
        let client = HTTPClient(policy: policy, concurrency: 4, perHost: 4)
        #expect(await client.send(HTTPRequest(url: outside.url("/a", host: "127.0.0.2"))).kind == .blockedAddress)
        #expect(inside.connectionCount == 0)
    }

    @Test func `no more than the limits run at once, and all are answered`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/a", .init(body: "x"))
        let client = loopbackClient(concurrency: 8, perHost: 2)
        let url = server.url("/a")
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<200 { group.addTask { await client.send(HTTPRequest(url: url)).status } }
            return await group.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(statuses == [Int?](repeating: 200, count: 200))
        #expect(server.mostAtOnce <= 2)
        #expect(server.connectionCount <= 2)
    }

    @Test func `a host that hangs delays no other`() async throws {
        let slow = try ScriptedServer(host: "127.0.0.2")
        let fast = try ScriptedServer()
        defer {
            slow.stop()
            fast.stop()
        }
        slow.on("/", .init(manner: .stall))
        fast.on("/", .init(body: "x"))
        let client = loopbackClient(concurrency: 4, perHost: 2)
        var patient = HTTPRequest(url: slow.url("/", host: "127.0.0.2"))
        // However long this test takes, no request ends by its time-out and lets the next one go.
        patient.timeout = 3_600
        await withTaskGroup(of: Void.self) { [patient] group in
            for _ in 0..<20 { group.addTask { _ = await client.send(patient) } }
            await slow.waitForRequests(2)
            for _ in 0..<20 { #expect(await client.send(HTTPRequest(url: fast.url("/"))).status == 200) }
            // Counted before the cancelling: a place that it frees may be taken by one that is cancelled next.
            #expect(slow.requests().count == 2)
            group.cancelAll()
        }
    }

    @Test func `cancelling ends a transfer that runs and one that waits`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        server.on("/", .init(manner: .stall))
        let client = loopbackClient(concurrency: 1, perHost: 1)
        let url = server.url("/")
        let kinds = await withTaskGroup(of: FetchFailure.Kind?.self) { group in
            for _ in 0..<3 { group.addTask { await client.send(HTTPRequest(url: url)).kind } }
            await server.waitForRequests(1)
            group.cancelAll()
            return await group.reduce(into: [FetchFailure.Kind?]()) { $0.append($1) }
        }
        #expect(kinds == [.cancelled, .cancelled, .cancelled])
        server.on("/b", .init(body: "x"))
        #expect(await client.send(HTTPRequest(url: server.url("/b"))).status == 200, "the place is free again")
    }

    @Test func `after a shutdown nothing is sent`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let client = loopbackClient()
        await client.shutdown()
        #expect(await client.send(HTTPRequest(url: server.url("/"))).kind == .cancelled)
        #expect(server.connectionCount == 0)
    }

    @Test func `an unreadable file of certificates is told, and no https is asked`() async throws {
        var policy = NetworkPolicy()
        policy.allowPrivate = true
        policy.caFile = "/no/such/file.pem"
        let client = HTTPClient(policy: policy, concurrency: 1, perHost: 1)
        #expect(await client.send(HTTPRequest(url: "https://127.0.0.1:9/")).kind == .tls)
    }
}
