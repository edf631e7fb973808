import Domain
import Glibc

extension ConfigurationReader {
    func network(_ value: YAMLValue?) -> NetworkPolicy {
        var policy = NetworkPolicy()
        guard let network = value?.mapping(keys: ["allow_private", "allow", "ca_file", "proxy"]) else { return policy }
        policy.allowPrivate = network["allow_private"]?.bool() ?? policy.allowPrivate
        policy.allow = network["allow"]?.list().compactMap(block) ?? []
        policy.caFile = network.given("ca_file").flatMap { path($0, wanted: .file) }
        if let proxy = network.given("proxy"), !proxy.isMapping || needsSecrets,
            let url = proxy.isMapping ? secretText(proxy) : proxy.string()
        {
            let schemes = ["http://", "https://", "socks5://", "socks5h://"]
            if schemes.contains(where: { url.hasPrefix($0) }) {
                policy.proxy = url
                proxy.note(
                    "with a proxy, it is the proxy that must refuse private addresses",
                    remedy: "see to it that it does: hotline sees the proxy's address alone",
                    severity: .warning
                )
            } else {
                proxy.note("this is no proxy", remedy: "write it as http://host:port or socks5h://host:port")
            }
        }
        return policy
    }

    /// An address block as CIDR; a bare address becomes a block of one.
    private func block(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let address = String(parts[0])
        var room = in6_addr()
        let isFour = unsafe inet_pton(AF_INET, address, &room) == 1
        let isSix = unsafe inet_pton(AF_INET6, address, &room) == 1
        let longest = isFour ? 32 : 128
        let length = parts.count == 1 ? longest : Int(parts[1]) ?? -1
        guard isFour || isSix, (0...longest).contains(length) else {
            value.note("\"\(text)\" is no network", remedy: "write it as 10.0.0.0/8, 192.0.2.7/32 or fd00::/8")
            return nil
        }
        return "\(address)/\(length)"
    }
}
