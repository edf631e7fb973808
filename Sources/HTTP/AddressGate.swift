import CCurl
import CLinux
import Domain

/// Lets a transfer connect to permitted addresses alone, and remembers which one it was kept from.
struct AddressGate {
    private let policy: AddressPolicy
    private var refused: IPAddress?
    private var hasPermitted = false

    init(_ policy: AddressPolicy) { self.policy = policy }

    /// The address for whose sake the transfer came to nothing; nil where another one was let through.
    var blocked: IPAddress? { hasPermitted ? nil : refused }

    /// Nil is an address that cannot be read.
    mutating func permits(_ address: IPAddress?) -> Bool {
        guard let address, policy.permits(address) else {
            refused = address ?? .v4(0)
            return false
        }
        hasPermitted = true
        return true
    }

    /// A socket for the address that libcurl is about to connect to; -1 where it may not.
    ///
    /// Asked after the look-up, so no name can lie about its address.
    @unsafe mutating func socket(for address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address = unsafe address, let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else {
            return -1
        }
        // Behind the field lies the whole address, which is longer than the field's type.
        let bytes = unsafe UnsafeRawPointer(address) + offset
        guard permits(unsafe IPAddress(socketAddress: bytes)) else { return -1 }
        return unsafe hl_socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
    }
}
