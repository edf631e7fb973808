/// One entry in journald's native protocol (systemd, *Native Journal Protocol*): a datagram of fields.
///
/// | the value | its bytes |
/// |---|---|
/// | one line | `NAME=value` LF |
/// | has a line end | `NAME` LF, its length as 64 bits little-endian, the value, LF |
///
/// A value is at most `longest` bytes, an entry at most `most` fields: it always fits into one datagram (the system's
/// smallest send buffer is 4 KB, its default 208 KB), so that no entry needs a file in memory.
struct JournalEntry {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    static let longest = 4_096
    static let most = 24

    /// Adds a field; what is beyond the bounds is cut, and says so.
    ///
    /// - Parameters:
    ///   - name: becomes upper case; what journald allows in no name becomes `_`.
    ///   - value: any text.
    mutating func add(_ name: String, _ value: String) {
        guard count < Self.most, let name = Self.name(name) else { return }
        count += 1
        let value = Self.cut(value)
        bytes += name.utf8
        if value.contains(0x0A) {
            bytes.append(0x0A)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: UInt64(value.count) >> (8 * UInt64($0))) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(0x0A)
    }

    /// A to Z, digits and `_`, at most 64 of them, no leading digit or `_`; nil where nothing is left.
    private static func name(_ text: String) -> String? {
        let mapped = text.utf8.prefix(64).map { byte -> UInt8 in
            switch byte {
            case 0x61...0x7A: byte - 32
            case 0x41...0x5A, 0x30...0x39: byte
            default: UInt8(ascii: "_")
            }
        }
        let name = mapped.drop { $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func cut(_ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        guard bytes.count > longest else { return bytes }
        var end = longest - 40
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return bytes[..<end] + Array("… [\(bytes.count - end) bytes cut]".utf8)
    }
}
