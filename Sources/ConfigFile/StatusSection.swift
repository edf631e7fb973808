import Domain
import Glibc

extension ConfigurationReader {
    /// `status: {listen, names, public_url}`; without the section the page is on loopback.
    func status(_ value: YAMLValue?) -> StatusPolicy {
        var policy = StatusPolicy()
        if value?.isNull == true { policy.listen = nil }
        guard value?.isNull == false, let status = value?.mapping(keys: ["listen", "names", "public_url"]) else {
            return policy
        }
        if let listen = status["listen"] { policy.listen = listen.isNull ? nil : address(listen) ?? policy.listen }
        policy.names = status.given("names")?.list().compactMap(hostName) ?? []
        policy.publicURL = status.given("public_url").flatMap(publicURL)
        if policy.publicURL != nil, policy.listen == nil {
            status.key("public_url")?.note(
                "hubs cannot reach a server that does not listen",
                remedy: "set status.listen, or take public_url out"
            )
        }
        return policy
    }

    /// `127.0.0.1:7780`, `[::1]:7780`, `localhost:7780`; port 0 lets the kernel choose.
    private func address(_ value: YAMLValue) -> ListenAddress? {
        guard let text = value.string() else { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            let host = Self.literal(String(text[..<colon]))
        else {
            value.note("this is no address to listen on", remedy: "write it as 127.0.0.1:7780, or null")
            return nil
        }
        return ListenAddress(host: host, port: port)
    }

    private static func literal(_ text: String) -> String? {
        if text == "localhost" { return "127.0.0.1" }
        var room = in6_addr()
        if unsafe inet_pton(AF_INET, text, &room) == 1 { return text }
        guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
        let bare = String(text.dropFirst().dropLast())
        return unsafe inet_pton(AF_INET6, bare, &room) == 1 ? bare : nil
    }

    private func hostName(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        let isName =
            !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
                default: false
                }
            }
        guard isName else {
            value.note("this is no host name", remedy: "write it as hotline.example.org, without scheme and port")
            return nil
        }
        return text.lowercased()
    }

    private func publicURL(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        let (address, reason) = WebAddress.parse(text)
        guard let address, address.credentials == nil, !address.url.contains("?") else {
            value.note(
                "\"\(WebAddress.shown(text))\" \(reason.isEmpty ? "has a query or a password" : reason)",
                remedy: "write it as https://host/path"
            )
            return nil
        }
        var url = Substring(address.url)
        while url.hasSuffix("/") { url = url.dropLast() }
        return String(url)
    }
}
