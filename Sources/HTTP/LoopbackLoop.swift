import Glibc

/// The thread's own: nobody else touches it.
final class LoopbackLoop {
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
