import CCrypto

/// `X-Hub-Signature: METHOD=HEX`, the HMAC of the body under the subscription's secret (WebSub §8).
package enum HubSignature {
    /// True where `field` signs `body` with `secret`; compared in constant time.
    package static func isGenuine(_ field: String?, body: [UInt8], secret: String) -> Bool {
        guard let field, field.utf8.count <= 200, let sign = field.firstIndex(of: "=") else { return false }
        guard let method = methods[field[..<sign].lowercased()], let given = bytes(field[field.index(after: sign)...])
        else { return false }
        guard let wanted = hmac(body, key: Array(secret.utf8), method: method), wanted.count == given.count else {
            return false
        }
        return unsafe CRYPTO_memcmp(wanted, given, wanted.count) == 0
    }

    /// The four methods that the recommendation names, by their bytes.
    private static let methods: [String: Int32] = ["sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64]

    private static func hmac(_ body: [UInt8], key: [UInt8], method: Int32) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: 64)
        guard let length = Int32(exactly: key.count) else { return nil }
        let written = unsafe hl_hmac_sha(method, key, length, body, body.count, &digest)
        return written == UInt32(method) ? Array(digest.prefix(Int(written))) : nil
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x41...0x46: byte - 0x37
            case 0x61...0x66: byte - 0x57
            default: nil
            }
        }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
