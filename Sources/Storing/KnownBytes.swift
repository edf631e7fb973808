import Domain

/// How the items of a first document are recognised, as bytes.
///
/// For each: its number, its fingerprint, when it was seen last, all eight bytes, big-endian; how many keys, and these as in `KeyBytes`.
enum KnownBytes {
    static func append(_ known: [FirstDocument.Known], to bytes: inout [UInt8]) {
        for item in known {
            let keys = item.keys.prefix(Int(UInt8.max))
            append(item.item, to: &bytes)
            append(item.fingerprint, to: &bytes)
            append(UInt64(bitPattern: item.lastSeen), to: &bytes)
            bytes.append(UInt8(keys.count))
            KeyBytes.append(keys, to: &bytes)
        }
    }

    /// What `append` wrote; what is cut off is left out.
    static func known(in bytes: [UInt8]) -> [FirstDocument.Known] {
        var known: [FirstDocument.Known] = []
        var reader = ByteReader(bytes)
        while let item = reader.word(), let fingerprint = reader.word(), let lastSeen = reader.word(),
            let count = reader.byte(), let keys = reader.part(Int(count) * 9)
        {
            known.append(
                FirstDocument.Known(
                    item: item,
                    fingerprint: fingerprint,
                    lastSeen: Int64(bitPattern: lastSeen),
                    keys: KeyBytes.keys(in: keys)
                )
            )
        }
        return known
    }

    static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: word.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}

/// Reads bytes from the front; nil where they end.
struct ByteReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    /// Eight bytes, big-endian.
    mutating func word() -> UInt64? {
        guard bytes.count - place >= 8 else { return nil }
        defer { place += 8 }
        var word: UInt64 = 0
        for offset in 0..<8 { word = word << 8 | UInt64(bytes[place + offset]) }
        return word
    }

    /// Seven bits a byte, the lowest first.
    mutating func count() -> Int? {
        var count: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard let byte = byte() else { return nil }
            count |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(exactly: count) }
        }
        return nil
    }

    mutating func part(_ count: Int) -> [UInt8]? {
        guard count >= 0, bytes.count - place >= count else { return nil }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    /// Their number, then so many bytes, as UTF-8.
    mutating func text() -> String? {
        guard let count = count(), count <= bytes.count - place else { return nil }
        defer { place += count }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }
}
