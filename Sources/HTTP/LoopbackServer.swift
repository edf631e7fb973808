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
