import Domain

/// What a feed's requests carry: header fields, a name of its own, credentials. Secrets are given as everywhere.
extension ConfigurationReader {
    static let requestKeys = [
        "headers", "user_agent", "basic_auth", "client_cert", "client_key", "client_key_password",
    ]

    func request(_ mapping: YAMLMapping) -> RequestOptions {
        var options = RequestOptions()
        options.isPersonal = ["headers", "basic_auth", "client_cert"].contains { mapping.given($0) != nil }
        options.userAgent = mapping.given("user_agent").flatMap { headerValue($0, of: "User-Agent") }
        for (name, value) in mapping.given("headers")?.entries() ?? [] {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
                value.note("\"\(name)\" is no name of a header", remedy: "use letters, digits and -")
                continue
            }
            if let text = headerValue(value, of: name) { options.headers.append(HeaderField(name, text)) }
        }
        options.basicAuth = mapping.given("basic_auth").flatMap(basicAuth)
        options.clientCertificate = clientCertificate(mapping)
        return options
    }

    /// The value itself is not printed: it may be a key.
    private func headerValue(_ value: YAMLValue, of name: String) -> String? {
        // Also what is written out may take a variable that the daemon has and this shell has not.
        guard needsSecrets else { return nil }
        guard let text = value.isMapping ? secretText(value) : value.string() else { return nil }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), text.utf8.count <= 8_192 else {
            value.note("the header \(name) has a line break or a control character", remedy: "write it on one line")
            return nil
        }
        return text
    }

    /// `{user: NAME, password: SECRET}` as `NAME:SECRET` (RFC 7617).
    private func basicAuth(_ value: YAMLValue) -> String? {
        guard let mapping = value.mapping(keys: ["user", "password"]) else { return nil }
        guard let user = mapping.given("user"), let password = mapping.given("password") else {
            value.note("basic_auth needs a user and a password", remedy: "write {user: desk, password: {file: …}}")
            return nil
        }
        guard needsSecrets, let name = user.string(), let secret = secretText(password) else { return nil }
        guard !name.contains(":") else {
            user.note("a user name has no colon", remedy: "what comes after it belongs to the password")
            return nil
        }
        return "\(name):\(secret)"
    }

    /// A certificate and its key, PEM. The key may stand in the certificate's file.
    private func clientCertificate(_ mapping: YAMLMapping) -> ClientCertificate? {
        guard let place = mapping.given("client_cert") else {
            for key in ["client_key", "client_key_password"] {
                mapping.given(key)?.note("\(key) without client_cert", remedy: "name the certificate, too")
            }
            return nil
        }
        guard needsSecrets, let certificate = pem(place, mark: "CERTIFICATE-----", isSecret: false),
            let key = pem(mapping.given("client_key") ?? place, mark: "PRIVATE KEY-----", isSecret: true)
        else { return nil }
        let password = mapping.given("client_key_password")
        return ClientCertificate(certificate: certificate, key: key, password: password.flatMap(secretText))
    }

    /// The text of a PEM file: its path, or a secret's place. A key's file must be closed to others.
    private func pem(_ value: YAMLValue, mark: String, isSecret: Bool) -> String? {
        let text: String?
        if value.isMapping || isSecret {
            text = secretFileOrText(value)
        } else {
            guard let path = path(value, wanted: .file) else { return nil }
            do {
                text = try TextFile(path: path, mostBytes: 65_536).text
            } catch {
                file.note(error)
                return nil
            }
        }
        guard let text else { return nil }
        guard text.utf8.firstRange(of: mark.utf8) != nil else {
            value.note(
                "holds no \(isSecret ? "private key" : "certificate") in PEM form",
                remedy: "it has BEGIN …\(mark)"
            )
            return nil
        }
        return text + "\n"
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
