import Glibc

/// Owns the socket to journald.
final class JournalSocket: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Where journald listens.
    static let standardPath = "/run/systemd/journal/socket"

    /// Nil where nobody listens.
    init?(path: String = standardPath) {
        guard path.utf8.count < 108, unsafe access(path, W_OK) == 0 else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Sends one entry; false when it was not taken (journald restarts, or its queue is full): it never waits.
    func send(_ bytes: [UInt8]) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                unsafe bytes.withUnsafeBytes { data in
                    unsafe sendto(descriptor, data.baseAddress, data.count, flags, target, length)
                }
            }
        }
        return sent == bytes.count
    }

    /// Whether standard error is the journal's own stream: `JOURNAL_STREAM` has its device and inode (systemd.exec(5)).
    /// `descriptor` is another in tests.
    static func isStream(_ descriptor: Int32 = 2, environment: [String: String]) -> Bool {
        guard let stream = environment["JOURNAL_STREAM"] else { return false }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
