import CCrypto

/// SHA-256 and HMAC-SHA256 (RFC 6234, RFC 2104) by libcrypto, and the texts that digests are written in.
enum Digest {
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        return digest
    }

    /// Nil only where libcrypto refuses, as it may under a policy that forbids the algorithm.
    static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard let length = Int32(exactly: key.count) else { return nil }
        var digest = [UInt8](repeating: 0, count: 32)
        return unsafe hl_hmac_sha256(key, length, bytes, bytes.count, &digest) == 32 ? digest : nil
    }

    /// RFC 4648 §6 in lower case, without padding.
    static func base32(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var text: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        for byte in bytes {
            held = (held << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(held >> UInt32(bits)) & 31])
            }
        }
        if bits > 0 { text.append(alphabet[Int(held << UInt32(5 - bits)) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
