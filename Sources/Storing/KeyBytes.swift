import Domain

/// Identity keys as they are stored.
enum KeyBytes {
    /// Nine bytes a key: its kind, then the hash, big-endian.
    static func append(_ keys: [IdentityKey], to bytes: inout [UInt8]) {
        for key in keys {
            bytes.append(UInt8(truncatingIfNeeded: number(of: key.kind)))
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: key.hash >> shift))
            }
        }
    }

    /// What `append` wrote; a kind that is not known is left out.
    static func keys(in bytes: [UInt8]) -> [IdentityKey] {
        var keys: [IdentityKey] = []
        for start in stride(from: 0, to: bytes.count / 9 * 9, by: 9) {
            guard let kind = kind(of: Int64(bytes[start])) else { continue }
            keys.append(IdentityKey(kind, bytes[start + 1..<start + 9].reduce(0) { $0 << 8 | UInt64($1) }))
        }
        return keys
    }

    /// The number that stands for a kind in the database; never given to another.
    static func number(of kind: IdentityKey.Kind) -> Int64 {
        switch kind {
        case .guid: 0
        case .guidTail: 1
        case .url: 2
        case .title: 3
        case .text: 4
        }
    }

    private static func kind(of number: Int64) -> IdentityKey.Kind? {
        switch number {
        case 0: .guid
        case 1: .guidTail
        case 2: .url
        case 3: .title
        case 4: .text
        default: nil
        }
    }
}
