package import Domain
import Glibc

/// A small HTTP/1.1 server on 127.0.0.1, for the demonstration and for tests. Never reachable from outside.
///
/// One thread serves all connections with poll(2) and calls the handler, which must not block. Bounds: `mostConnections`
/// at once (more wait in the kernel's queue), 64 KB of head, 16 MB of body. Knows keep-alive, HEAD, `Content-Length`
/// bodies and `Expect: 100-continue`; other transfer codings are refused (RFC 9112).
package final class LoopbackServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        /// Path and query as sent.
        package let target: String
        package let headers: [HeaderField]
        package let body: [UInt8]

        package init(method: String, target: String, headers: [HeaderField], body: [UInt8]) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }

        /// The first field of that name, in any case.
        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    package struct Response: Sendable {
        package var status: Int
        package var headers: [HeaderField]
        package var body: [UInt8]

        package init(_ status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// The port that the kernel chose.
    package let port: UInt16
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    package var base: String { "http://127.0.0.1:\(port)" }

    private let thread: pthread_t
    private let wake: Int32

    /// Listens and serves until `stop`.
    ///
    /// - Throws: a problem when no socket is to be had.
    package init(mostConnections: Int = 64, _ handler: @escaping @Sendable (Request) -> Response) throws(Problem) {
        let (listener, port) = try Self.listen()
        var pipe: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&pipe) == 0 else {
            close(listener)
            throw Problem("no pipe for the loopback server", remedy: "are there too many open files?")
        }
        for descriptor in pipe { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let loop = LoopbackLoop(
            listener: listener,
            wake: pipe[0],
            mostConnections: max(1, mostConnections),
            handler: handler
        )
        var thread = pthread_t()
        let box = unsafe Unmanaged.passRetained(loop)
        let status = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<LoopbackLoop>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            box.toOpaque()
        )
        guard status == 0 else {
            unsafe box.release()
            close(listener)
            close(pipe[0])
            close(pipe[1])
            throw Problem("no thread for the loopback server")
        }
        self.port = port
        self.thread = thread
        wake = pipe[1]
    }

    /// Closes all connections and returns when the thread has ended. Call it once.
    package func stop() {
        var byte: UInt8 = 0
        _ = unsafe write(wake, &byte, 1)  // An empty pipe has room for a byte.
        _ = pthread_join(thread, nil)
        close(wake)
    }

    private static func listen() throws(Problem) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Problem("no socket for the loopback server") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0 && Glibc.listen(descriptor, 128) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isReady, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            close(descriptor)
            throw Problem("the loopback server cannot listen on 127.0.0.1", remedy: "is the loopback interface up?")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

/// The thread's own: nobody else touches it.
private final class LoopbackLoop {
    private let listener: Int32
    private let wake: Int32
    private let mostConnections: Int
    private let handler: @Sendable (LoopbackServer.Request) -> LoopbackServer.Response
    private var connections: [LoopbackConnection] = []

    init(
        listener: Int32,
        wake: Int32,
        mostConnections: Int,
        handler: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Response
    ) {
        self.listener = listener
        self.wake = wake
        self.mostConnections = mostConnections
        self.handler = handler
    }

    func run() {
        while true {
            let listening: Int16 = connections.count < mostConnections ? Int16(POLLIN) : 0
            var polled = [
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener, events: listening, revents: 0),
            ]
            polled += connections.map { connection in
                let events = connection.output.isEmpty ? POLLIN : POLLOUT
                return pollfd(fd: connection.descriptor, events: Int16(events), revents: 0)
            }
            guard unsafe poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { break }
            guard polled[0].revents == 0 else { break }
            for (index, state) in polled.dropFirst(2).enumerated() where state.revents != 0 {
                connections[index].serve(handler)
            }
            for connection in connections where connection.isClosed { close(connection.descriptor) }
            connections.removeAll(where: \.isClosed)
            if polled[1].revents != 0 { accept() }
        }
        for connection in connections { close(connection.descriptor) }
        close(listener)
        close(wake)
    }

    private func accept() {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            close(descriptor)
            return
        }
        connections.append(LoopbackConnection(descriptor: descriptor))
    }
}

/// One connection: bytes come in until a request is whole, then its answer goes out.
private struct LoopbackConnection {
    private static let mostHead = 65_536
    private static let mostBody = 16_000_000

    let descriptor: Int32
    private(set) var output: ArraySlice<UInt8> = []
    private(set) var isClosed = false
    private var input: [UInt8] = []
    private var closesAfterwards = false
    private var hasContinued = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Goes on as far as it can without waiting.
    mutating func serve(_ handler: (LoopbackServer.Request) -> LoopbackServer.Response) {
        if output.isEmpty { receive() }
        while !isClosed {
            send()
            guard output.isEmpty, !isClosed else { return }
            if closesAfterwards {
                isClosed = true
                return
            }
            guard answer(handler) else { return }
        }
    }

    private mutating func receive() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            input.append(contentsOf: buffer[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            isClosed = true
        }
    }

    private mutating func send() {
        while !output.isEmpty {
            let count = unsafe output.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno != EAGAIN && errno != EINTR { isClosed = true }
                return
            }
            output = output.dropFirst(count)
        }
    }

    /// Takes one whole request out of the input and puts its answer into the output. False while none is whole.
    private mutating func answer(_ handler: (LoopbackServer.Request) -> LoopbackServer.Response) -> Bool {
        guard let head = LoopbackHead(input) else {
            if input.count > Self.mostHead { refuse(431) }
            return input.count > Self.mostHead
        }
        guard head.isSound, head.field("transfer-encoding") == nil else {
            refuse(head.isSound ? 411 : 400)
            return true
        }
        let length = head.field("content-length").map { Int($0) ?? .max } ?? 0
        guard length >= 0, length <= Self.mostBody else {
            refuse(413)
            return true
        }
        guard input.count >= head.length + length else {
            guard !hasContinued, head.field("expect")?.lowercased() == "100-continue" else { return false }
            hasContinued = true
            output = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)[...]
            return true
        }
        hasContinued = false
        let request = LoopbackServer.Request(
            method: head.method,
            target: head.target,
            headers: head.fields,
            body: Array(input[head.length..<head.length + length])
        )
        input.removeFirst(head.length + length)
        closesAfterwards = head.field("connection")?.lowercased() == "close"
        put(handler(request), withBody: head.method != "HEAD")
        return true
    }

    private mutating func refuse(_ status: Int) {
        closesAfterwards = true
        put(LoopbackServer.Response(status), withBody: true)
    }

    private mutating func put(_ response: LoopbackServer.Response, withBody: Bool) {
        var head = "HTTP/1.1 \(response.status) \(response.status < 400 ? "OK" : "Refused")\r\n"
        for field in response.headers { head += "\(field.name): \(field.value)\r\n" }
        if response.status != 304 && response.status != 204 { head += "Content-Length: \(response.body.count)\r\n" }
        if closesAfterwards { head += "Connection: close\r\n" }
        output = (Array("\(head)\r\n".utf8) + (withBody ? response.body : []))[...]
    }
}

/// A request's head.
private struct LoopbackHead {
    let method: String
    let target: String
    let fields: [HeaderField]
    /// With the empty line.
    let length: Int
    /// False where the request line or a field is none.
    let isSound: Bool

    /// Nil while the empty line has not come.
    init?(_ bytes: [UInt8]) {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let range = bytes.prefix(65_536).firstRange(of: end) else { return nil }
        length = range.upperBound
        let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        )
        let words = (lines.first ?? "").split(separator: " ")
        method = words.first.map(String.init) ?? ""
        target = words.count == 3 ? String(words[1]) : ""
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return HeaderField(String(line[..<colon]), String(value))
        }
        isSound = words.count == 3 && words[2].hasPrefix("HTTP/1.") && fields.count == lines.count - 1
    }

    func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
}
