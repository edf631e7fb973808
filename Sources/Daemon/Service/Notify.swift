import Glibc

/// Tells systemd how the service stands: a datagram to `$NOTIFY_SOCKET` (sd_notify(3)), nothing without one.
package struct Notify: Sendable {
    private let socketPath: String?

    /// - Parameter environment: the process environment.
    package init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The service is up, or a reload is over; `status` is what `systemctl status` shows.
    package func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
    /// What `systemctl status` shows.
    package func status(_ text: String) { send("STATUS=\(text)") }
    /// No more work is taken.
    package func stopping() { send("STOPPING=1\nSTATUS=stopping: finishing what is in flight") }
    /// The watchdog's ping.
    package func alive() { send("WATCHDOG=1") }

    /// Type=notify services must name the moment, on CLOCK_MONOTONIC in microseconds, before READY=1 ends the reload.
    package func reloading() {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)")
    }

    /// Half of systemd's watchdog time in seconds, or nil when it does not watch this process.
    package static func watchdogInterval(environment: [String: String]) -> Double? {
        guard let text = environment["WATCHDOG_USEC"], let microseconds = Double(text), microseconds > 0 else {
            return nil
        }
        if let owner = environment["WATCHDOG_PID"], owner != String(getpid()) { return nil }
        return microseconds / 2_000_000
    }

    private func send(_ message: String) {
        guard let socketPath else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        guard path.count < 108 else { return }
        if path.first == 0x40 { path[0] = 0 }  // "@name" is the abstract namespace
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let length = socklen_t(2 + path.count)
        let bytes = Array(message.utf8)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                unsafe bytes.withUnsafeBytes { data in
                    unsafe sendto(descriptor, data.baseAddress, data.count, Int32(MSG_NOSIGNAL), target, length)
                }
            }
        }
    }
}
