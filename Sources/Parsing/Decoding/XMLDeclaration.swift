/// The `encoding` of an XML declaration, read before anything else can be.
enum XMLDeclaration {
    /// The label as written; nil where the first kilobyte has no declaration with one. ASCII-compatible bytes are asked for.
    static func encoding(in bytes: [UInt8]) -> String? {
        let head = bytes.prefix(1_024)
        guard let start = head.firstRange(of: Array("<?xml".utf8))?.upperBound else { return nil }
        let end = head[start...].firstIndex(of: 0x3E) ?? head.endIndex
        let declaration = head[start..<end]
        guard let name = declaration.firstRange(of: Array("encoding".utf8))?.upperBound else { return nil }
        var rest = declaration[name...].drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x3D || $0 == 0x0A || $0 == 0x0D }
        guard let quote = rest.first, quote == 0x22 || quote == 0x27 else { return nil }
        rest = rest.dropFirst()
        let label = rest.prefix { $0 != quote && $0 != 0x3F }
        return label.isEmpty ? nil : String(decoding: label, as: UTF8.self)
    }
}
