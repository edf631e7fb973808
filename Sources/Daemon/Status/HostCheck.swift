import Domain
import Glibc

/// Whether a request's `Host` names this server: the defence against DNS rebinding, in which a web page makes a name of
/// its own lead to this machine and reads what answers there.
///
/// An address literal cannot be rebound, a name can; so names have to be configured.
enum HostCheck {
    enum Finding: Equatable {
        /// One of ours: `host`, as it was sent, is fit for links.
        case own(host: String)
        /// The name that hubs know: nothing but their callbacks is there.
        case hubs
        /// Another name: 421.
        case foreign
        /// None, or several: 400.
        case bad
    }

    /// - Parameters:
    ///   - hosts: all `Host` fields of the request.
    ///   - address: where the server listens, with its real port.
    ///   - policy: for the configured names.
    /// - Returns: whose name it is.
    static func find(_ hosts: [String], at address: ListenAddress, _ policy: StatusPolicy) -> Finding {
        guard hosts.count == 1, let host = hosts.first, !host.isEmpty, host.utf8.count <= 260 else { return .bad }
        let (name, port) = split(host.lowercased())
        guard let port else { return .bad }
        let isOurPort = port == String(address.port) || (port.isEmpty && address.port == 80)
        if isOurPort, ["127.0.0.1", "[::1]", "localhost"].contains(name) { return .own(host: host) }
        if isOurPort, !address.isLoopback, isLiteral(name) { return .own(host: host) }
        if policy.names.contains(name) { return .own(host: host) }
        if let publicURL = policy.publicURL?.lowercased(), let start = publicURL.firstRange(of: "://")?.upperBound {
            let authority = String(publicURL[start...].prefix { $0 != "/" })
            if split(authority).name == name { return .hubs }
        }
        return .foreign
    }

    /// Name and port; the port is empty where there is none, and nil where it is no number.
    private static func split(_ host: String) -> (name: String, port: String?) {
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return (host, "") }
        let port = String(host[host.index(after: colon)...])
        return (String(host[..<colon]), UInt16(port) == nil ? nil : port)
    }

    private static func isLiteral(_ name: String) -> Bool {
        var room = in6_addr()
        if name.hasPrefix("["), name.hasSuffix("]") {
            return unsafe inet_pton(AF_INET6, String(name.dropFirst().dropLast()), &room) == 1
        }
        return unsafe inet_pton(AF_INET, name, &room) == 1
    }
}
