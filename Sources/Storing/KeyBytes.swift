import Domain

/// Identity keys as they are stored.
enum KeyBytes {
    /// Nine bytes a key: its kind, then the hash, big-endian.
    static func append(_ keys: some Sequence<IdentityKey>, to bytes: inout [UInt8]) {
        for key in keys {
            bytes.append(key.kind.number)
            KnownBytes.append(key.hash, to: &bytes)
        }
    }

    /// What `append` wrote; a kind that is not known is left out.
    static func keys(in bytes: [UInt8]) -> [IdentityKey] {
        var keys: [IdentityKey] = []
        for start in stride(from: 0, to: bytes.count / 9 * 9, by: 9) {
            guard let kind = IdentityKey.Kind(number: bytes[start]) else { continue }
            keys.append(IdentityKey(kind, bytes[start + 1..<start + 9].reduce(0) { $0 << 8 | UInt64($1) }))
        }
        return keys
    }
}
