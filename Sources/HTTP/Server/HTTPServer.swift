import CCurl
import CLinux
package import Domain
import Glibc

/// A small HTTP/1.1 server for a status page, for the demonstration and for tests.
///
/// - Takes: an address, limits, a handler. Gives: whole, sound requests to the handler, and its answers to who asked.
/// - One thread serves all connections with poll(2). The handler is called on it and must not block: it answers at once,
///   or keeps the `Reply` and answers later from anywhere.
/// - Bounds: `ServerLimits`. Slow, silent and greedy clients cost one place each for seconds.
/// - Knows keep-alive, HEAD, `Content-Length`, chunked bodies and `Expect: 100-continue`; no other transfer codings, no
///   upgrade, no TLS: what needs them stands behind a proxy.
package final class HTTPServer: Sendable {
    /// How the handler answers one request; what comes after the first answer, or too late, is dropped.
    package struct Reply: Sendable {
        fileprivate let connection: UInt64
        fileprivate let mailbox: Mailbox

        /// Answers, from any thread.
        package func callAsFunction(_ response: ServerResponse) { mailbox.put(connection, response) }
    }

    /// Takes a request and the way to answer it; called on the server's thread.
    package typealias Handler = @Sendable (ServerRequest, Reply) -> Void

    /// Where it listens, with the port that it has.
    package let address: ListenAddress

    private let thread: pthread_t
    private let mailbox: Mailbox

    /// Listens and serves until `stop`.
    ///
    /// - Throws: a problem that says why the address cannot be had.
    package init(_ address: ListenAddress, limits: ServerLimits = ServerLimits(), handler: @escaping Handler)
        throws(Problem)
    {
        let listener = try Listener(address)
        let port = listener.port
        let mailbox = try Mailbox()
        let loop = ServerLoop(listener: listener, limits: limits, mailbox: mailbox) { request, id in
            handler(request, Reply(connection: id, mailbox: mailbox))
        }
        guard let thread = loop.start() else { throw Problem("no thread for the server at \(address)") }
        self.address = ListenAddress(host: address.host, port: port)
        self.thread = thread
        self.mailbox = mailbox
    }

    /// Closes all connections and returns when the thread has ended. Call it once.
    package func stop() {
        mailbox.stop()
        _ = pthread_join(thread, nil)
    }
}

/// Answers on their way back to the thread, and the word to stop.
private final class Mailbox: Sendable {
    private struct State {
        var answers: [(connection: UInt64, response: ServerResponse)] = []
        var isStopped = false
    }

    /// Readable when there is something.
    let wake: Int32
    private let state = Locked(State())

    init() throws(Problem) {
        wake = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wake >= 0 else { throw Problem("no event descriptor for a server", remedy: "are too many files open?") }
    }

    deinit { close(wake) }

    func put(_ connection: UInt64, _ response: ServerResponse) {
        state.withLock { $0.answers.append((connection, response)) }
        eventfd_write(wake, 1)
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        eventfd_write(wake, 1)
    }

    /// - Returns: nil when the server is to stop.
    func take() -> [(connection: UInt64, response: ServerResponse)]? {
        var count: eventfd_t = 0
        unsafe eventfd_read(wake, &count)
        return state.withLock { state in
            defer { state.answers.removeAll() }
            return state.isStopped ? nil : state.answers
        }
    }
}

/// The thread's own: nobody else touches it.
private final class ServerLoop {
    private let listener: Listener
    private let limits: ServerLimits
    private let mailbox: Mailbox
    private let ask: (ServerRequest, UInt64) -> Void
    private var connections: [ServerConnection] = []
    private var lastID: UInt64 = 0

    init(
        listener: consuming Listener,
        limits: ServerLimits,
        mailbox: Mailbox,
        ask: @escaping (ServerRequest, UInt64) -> Void
    ) {
        self.listener = listener
        self.limits = limits
        self.mailbox = mailbox
        self.ask = ask
    }

    /// Runs on a new thread; nil where there is none.
    func start() -> pthread_t? {
        var thread = pthread_t()
        let box = unsafe Unmanaged.passRetained(self)
        let status = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                unsafe hl_set_thread_name("hotline-server")
                if let argument = unsafe argument {
                    unsafe Unmanaged<ServerLoop>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            box.toOpaque()
        )
        if status != 0 { unsafe box.release() }
        return status == 0 ? thread : nil
    }

    private func run() {
        while true {
            var polled = [
                pollfd(fd: mailbox.wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener.descriptor, events: hasPlace ? Int16(POLLIN) : 0, revents: 0),
            ]
            // One that waits for the handler is left out: poll(2) would tell of its end again and again.
            polled += connections.map {
                pollfd(fd: $0.events == 0 ? -1 : $0.descriptor, events: Int16($0.events), revents: 0)
            }
            guard unsafe poll(&polled, nfds_t(polled.count), patience()) >= 0 || errno == EINTR else { break }
            if polled[0].revents != 0 {
                guard let answers = mailbox.take() else { break }
                for (id, response) in answers { answer(id, response) }
            }
            let now = Self.now()
            for (index, state) in polled.dropFirst(2).enumerated() where state.revents != 0 {
                if let request = connections[index].advance(room: room, now: now) {
                    ask(request, connections[index].id)
                }
            }
            for index in connections.indices { connections[index].expire(now) }
            drop()
            if polled[1].revents != 0 { accept(now) }
        }
        for connection in connections { close(connection.descriptor) }
    }

    private var hasPlace: Bool {
        connections.count < limits.connections || connections.contains { $0.stage == .idle }
    }

    /// Bytes that bodies may still take.
    private var room: Int { limits.bodies - connections.reduce(0) { $0 + $1.reserved } }

    private func answer(_ id: UInt64, _ response: ServerResponse) {
        guard let index = connections.firstIndex(where: { $0.id == id }) else { return }
        if let request = connections[index].answer(response, room: room, now: Self.now()) { ask(request, id) }
    }

    private func drop() {
        for connection in connections where connection.stage == .closed { close(connection.descriptor) }
        connections.removeAll { $0.stage == .closed }
    }

    private func accept(_ now: Double) {
        if connections.count >= limits.connections {
            // The one that has been idle longest gives way.
            let idle = connections.indices.filter { connections[$0].stage == .idle }
            guard let oldest = idle.min(by: { connections[$0].deadline < connections[$1].deadline }) else { return }
            connections[oldest].close()
            drop()
        }
        let descriptor = Glibc.accept(listener.descriptor, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            close(descriptor)
            return
        }
        lastID += 1
        connections.append(ServerConnection(descriptor: descriptor, id: lastID, limits: limits, now: now))
    }

    /// Milliseconds to the next deadline; -1 without one.
    private func patience() -> Int32 {
        guard let next = connections.map(\.deadline).min() else { return -1 }
        return Int32(min(max((next - Self.now()) * 1_000, 0), 60_000)) + 1
    }

    /// Seconds since the program's first server, whatever the clock on the wall does.
    private static func now() -> Double { (ContinuousClock.now - start) / .seconds(1) }

    private static let start = ContinuousClock.now
}
