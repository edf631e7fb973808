package import Domain
import Foundation
import Glibc

/// A loopback HTTP/1.1 server that answers as it is told, path by path, and remembers what it was asked.
///
/// A thread a connection; call `stop` at the end, which ends them all. A path without a script answers 404.
///
///     let server = try ScriptedServer()
///     server.on("/feed", .init(status: 200, headers: [("ETag", "\"1\"")], body: "<rss/>"), .init(status: 304))
///     … client asks server.url("/feed") …
///     #expect(server.requests(to: "/feed").count == 2)
package final class ScriptedServer: Sendable {
    /// What was asked.
    package struct Request: Sendable {
        package let method: String
        /// With its query.
        package let path: String
        package let headers: [HeaderField]
        package let body: [UInt8]

        /// The first field of that name, any case.
        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// One answer.
    package struct Answer: Sendable {
        /// What is done with the body and the connection.
        package enum Manner: Sendable {
            /// Content-Length and all of it.
            case whole
            /// One chunk and the end of chunks.
            case chunked
            /// One chunk, but no end of chunks; then the connection is closed.
            case chunkedCut
            /// Content-Length of all, but only so many bytes; then the connection is closed.
            case cut(after: Int)
            /// No length: the end of the connection is the end of the body.
            case untilClose
            /// The header fields and no more until the server is stopped.
            case stallInBody
            /// Nothing at all until the server is stopped.
            case stall
            /// Closes at once, without an answer.
            case close
            /// These bytes and nothing else, then closes: header fields and all are in the body.
            case raw
            /// A body without end, in blocks, for as long as they are taken.
            case endless
            /// The body as `raw`, then blanks without end.
            case rawEndless
        }

        package var status: Int
        package var headers: [(String, String)]
        package var body: [UInt8]
        package var manner: Manner

        package init(status: Int = 200, headers: [(String, String)] = [], body: String = "", manner: Manner = .whole) {
            self.init(status: status, headers: headers, bytes: Array(body.utf8), manner: manner)
        }

        package init(status: Int = 200, headers: [(String, String)] = [], bytes: [UInt8], manner: Manner = .whole) {
            self.status = status
            self.headers = headers
            self.body = bytes
            self.manner = manner
        }
    }

    private struct State {
        var scripts: [String: [Answer]] = [:]
        var rules: [String: @Sendable (Request) -> Answer] = [:]
        var requests: [Request] = []
        var connections: Set<Int32> = []
        var isStopped = false
        var accepted = 0
        var current = 0
        var mostAtOnce = 0
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        /// The waiters who have what they wait for.
        mutating func satisfied() -> [CheckedContinuation<Void, Never>] {
            let count = isStopped ? Int.max : requests.count
            defer { waiters.removeAll { $0.count <= count } }
            return waiters.filter { $0.count <= count }.map(\.continuation)
        }
    }

    package struct CannotListen: Error {}

    package let port: Int
    private let listener: Int32
    private let state = Locked(State())
    private let gate = NSCondition()

    /// Listens at a free port of a loopback address.
    ///
    /// - Throws: `CannotListen` when it cannot be had.
    package init(host: String = "127.0.0.1") throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        unsafe inet_pton(AF_INET, host, &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0
            }
        }
        guard isBound, listen(listener, 512) == 0 else { throw CannotListen() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Self.thread { [weak self, listener] in
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0, [EINTR, ECONNABORTED, EMFILE, ENFILE, ENOBUFS].contains(errno) {
                    usleep(1_000)
                    continue
                }
                // Closed here alone, and never while this thread may still accept: a number that another server has got
                // meanwhile would give its connections to this one.
                guard connection >= 0, let self else {
                    if connection >= 0 { close(connection) }
                    close(listener)
                    return
                }
                self.take(connection)
            }
        }
    }

    deinit { stop() }

    /// The absolute URL of a path.
    package func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    /// Answers a path, query aside, with these in turn; the last one stays.
    package func on(_ path: String, _ answers: Answer...) {
        state.withLock { $0.scripts[path] = answers }
    }

    /// Answers a path by a rule.
    package func on(_ path: String, answer: @escaping @Sendable (Request) -> Answer) {
        state.withLock { $0.rules[path] = answer }
    }

    /// All requests so far, or those to one path (query aside), in order of arrival.
    package func requests(to path: String? = nil) -> [Request] {
        let all = state.withLock { $0.requests }
        guard let path else { return all }
        return all.filter { Self.withoutQuery($0.path) == path }
    }

    /// Connections taken so far.
    package var connectionCount: Int { state.withLock { $0.accepted } }

    /// The most requests that were being answered at one time.
    package var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    /// Waits until so many requests have arrived, or the server was stopped.
    package func waitForRequests(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.isStopped || state.requests.count >= count { return true }
                state.waiters.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Closes everything and ends the threads.
    package func stop() {
        gate.lock()
        let (first, waiters) = state.withLock { state in
            let first = !state.isStopped
            state.isStopped = true
            // Under the lock: what is closed meanwhile may be another's socket by now.
            if first { for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) } }
            return (first, state.satisfied())
        }
        gate.broadcast()
        gate.unlock()
        for waiter in waiters { waiter.resume() }
        if first { shutdown(listener, Int32(SHUT_RDWR)) }
    }

    // MARK: a connection

    private func take(_ connection: Int32) {
        let isStopped = state.withLock { state in
            state.accepted += 1
            state.connections.insert(connection)
            return state.isStopped
        }
        Self.thread { [self] in
            var buffer: [UInt8] = []
            while !isStopped, let request = Self.read(connection, &buffer) {
                let satisfied = state.withLock { state in
                    state.requests.append(request)
                    state.current += 1
                    state.mostAtOnce = max(state.mostAtOnce, state.current)
                    return state.satisfied()
                }
                for waiter in satisfied { waiter.resume() }
                let stays = send(answer(to: request), to: request, connection)
                state.withLock { $0.current -= 1 }
                if !stays { break }
            }
            state.withLock { state in
                state.connections.remove(connection)
                close(connection)
            }
        }
    }

    private func answer(to request: Request) -> Answer {
        let path = Self.withoutQuery(request.path)
        if let rule = state.withLock({ $0.rules[path] }) { return rule(request) }
        return state.withLock { state in
            guard var script = state.scripts[path], let answer = script.first else { return Answer(status: 404) }
            if script.count > 1 { script.removeFirst() }
            state.scripts[path] = script
            return answer
        }
    }

    /// - Returns: true when the connection may be used again.
    private func send(_ answer: Answer, to request: Request, _ connection: Int32) -> Bool {
        var head = "HTTP/1.1 \(answer.status) Scripted\r\n"
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        let body = request.method == "HEAD" || answer.status == 304 || answer.status == 204 ? [] : answer.body
        let length = answer.status == 304 || answer.status == 204 ? "\r\n" : "Content-Length: \(body.count)\r\n\r\n"
        let chunk = String(body.count, radix: 16)
        switch answer.manner {
        case .whole: return write(Array((head + length).utf8) + body, connection)
        case .chunked, .chunkedCut:
            let start = Array((head + "Transfer-Encoding: chunked\r\n\r\n\(chunk)\r\n").utf8) + body + [0x0D, 0x0A]
            guard write(start, connection) else { return false }
            guard case .chunked = answer.manner else { return false }
            return write(Array("0\r\n\r\n".utf8), connection)
        case .cut(let count): _ = write(Array((head + length).utf8) + body.prefix(count), connection)
        case .untilClose: _ = write(Array((head + "Connection: close\r\n\r\n").utf8) + body, connection)
        case .stallInBody:
            _ = write(Array((head + "Content-Length: 100000\r\n\r\n").utf8) + body, connection)
            waitForStop()
        case .stall: waitForStop()
        case .close: break
        case .raw: _ = write(answer.body, connection)
        case .endless, .rawEndless:
            let block = [UInt8](repeating: 0x20, count: 65_536)
            var start = Array((head + "Connection: close\r\n\r\n").utf8) + body
            if case .rawEndless = answer.manner { start = answer.body }
            var goesOn = write(start, connection)
            while goesOn { goesOn = write(block, connection) }
        }
        return false
    }

    private func waitForStop() {
        gate.lock()
        defer { gate.unlock() }
        while !state.withLock({ $0.isStopped }) { gate.wait() }
    }

    private func write(_ bytes: [UInt8], _ connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    // MARK: reading

    private static func withoutQuery(_ path: String) -> String { String(path.prefix { $0 != "?" }) }

    private static func read(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        var headEnd = buffer.firstRange(of: end)
        while headEnd == nil {
            guard receive(connection, &buffer) else { return nil }
            headEnd = buffer.firstRange(of: end)
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let start = (lines.first ?? "").split(separator: " ")
        guard start.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> HeaderField? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            return HeaderField(String(line[..<colon]), value.first == " " ? String(value.dropFirst()) : String(value))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        while buffer.count < headEnd.upperBound + length {
            guard receive(connection, &buffer) else { return nil }
        }
        let body = Array(buffer[headEnd.upperBound..<headEnd.upperBound + length])
        buffer.removeFirst(headEnd.upperBound + length)
        return Request(method: String(start[0]), path: String(start[1]), headers: headers, body: body)
    }

    private static func receive(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        buffer += piece.prefix(count)
        return true
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 1 << 19
        thread.start()
    }
}
