package import Domain

/// A server on 127.0.0.1 at a port that the kernel chooses, for the demonstration and for tests.
///
/// Never reachable from outside. The handler answers at once and must not block. Bounds: `mostConnections` at once, 64 KB
/// of head, 16 MB of body.
package final class LoopbackServer: Sendable {
    /// What comes in.
    package typealias Request = ServerRequest
    /// What goes out.
    package typealias Response = ServerResponse

    /// The port that the kernel chose.
    package var port: UInt16 { server.address.port }
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    package var base: String { "http://\(server.address)" }

    private let server: HTTPServer

    /// Listens and serves until `stop`.
    ///
    /// - Throws: a problem when no socket is to be had.
    package init(mostConnections: Int = 64, _ handler: @escaping @Sendable (Request) -> Response) throws(Problem) {
        var limits = ServerLimits()
        limits.connections = max(1, mostConnections)
        limits.head = 65_536
        limits.body = { _ in 16_000_000 }
        limits.bodies = 1_000_000_000
        server = try HTTPServer(ListenAddress(host: "127.0.0.1", port: 0), limits: limits) { request, reply in
            reply(handler(request))
        }
    }

    /// Closes all connections and returns when the thread has ended. Call it once.
    package func stop() { server.stop() }
}
