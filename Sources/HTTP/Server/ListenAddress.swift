import CCurl
import CLinux
import Domain
import Glibc

extension ListenAddress {
    /// The address as the kernel takes it; nil where the host is no address literal.
    fileprivate func withSocketAddress<Result>(
        _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, host, &four) == 1 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr = four
            address.sin_port = port.bigEndian
            return unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body(AF_INET, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        guard unsafe inet_pton(AF_INET6, host, &six) == 1 else { return nil }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = six
        address.sin6_port = port.bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body(AF_INET6, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }
}

/// Owns a socket that listens.
struct Listener: ~Copyable {
    let descriptor: Int32
    /// The port that it has, which the kernel chose where 0 was asked for.
    let port: UInt16

    /// - Throws: a problem that names the address and says why it cannot be had.
    init(_ address: ListenAddress) throws(Problem) {
        let made = unsafe address.withSocketAddress { family, pointer, length -> (Int32, Int32) in
            let descriptor = hl_stream_socket(family)
            guard descriptor >= 0 else { return (-1, errno) }
            var yes: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            // A restart must not wait for the connections of the last run to be forgotten.
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
            guard unsafe bind(descriptor, pointer, length) == 0, Glibc.listen(descriptor, 128) == 0 else {
                let reason = errno
                close(descriptor)
                return (-1, reason)
            }
            return (descriptor, 0)
        }
        guard let (descriptor, reason) = made, descriptor >= 0 else {
            throw Self.problem(address, made?.1 ?? EADDRNOTAVAIL)
        }
        self.descriptor = descriptor
        port = Self.port(of: descriptor) ?? address.port
        _ = reason
    }

    deinit { close(descriptor) }

    private static func port(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in6()  // Room for either family; the port lies at the same place.
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return status == 0 ? UInt16(bigEndian: address.sin6_port) : nil
    }

    private static func problem(_ address: ListenAddress, _ reason: Int32) -> Problem {
        switch reason {
        case EADDRINUSE:
            Problem("\(address) is in use by another program", remedy: "stop it, or choose another port")
        case EACCES, EPERM:
            Problem("\(address) may not be listened on", remedy: "choose a port above 1023, and allow it in the unit")
        case EADDRNOTAVAIL:
            Problem("\(address) is no address of this machine", remedy: "listen on 127.0.0.1, or on one that it has")
        default:
            Problem("\(address) cannot be listened on: \(unsafe String(cString: strerror(reason)))")
        }
    }
}
