/// The feeds that an answer's `Link` fields name: `<URL>; rel="alternate"; type="application/rss+xml"` (RFC 8288 §3).
///
/// Splits at commas and semicolons outside `<…>` and quotes. Bounds: 8 KB of a field, 20 links.
enum LinkFields {
    struct Link {
        let target: String
        /// Names in lower case, the first of a name.
        let parameters: [String: String]
    }

    private static let mostBytes = 8_192
    private static let mostLinks = 20

    static func links(_ field: String) -> [Link] {
        let bytes = Array(field.utf8.prefix(mostBytes))
        var links: [Link] = []
        var index = 0
        while links.count < mostLinks, let open = bytes[index...].firstIndex(of: 0x3C),
            let close = bytes[open...].firstIndex(of: 0x3E)
        {
            index = close + 1
            var parameters: [String: String] = [:]
            while index < bytes.count, bytes[index] != UInt8(ascii: ",") {
                let part = part(bytes, &index)
                guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = text(part[..<sign]).lowercased()
                if parameters[name] == nil { parameters[name] = text(part[(sign + 1)...]) }
            }
            links.append(Link(target: text(bytes[(open + 1)..<close]), parameters: parameters))
        }
        return links
    }

    /// Up to the next semicolon, which is passed, or comma, which is not; quotes hide both.
    private static func part(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        let start = index
        var isQuoted = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted, byte == UInt8(ascii: "\\") { index += 1 }
            if !isQuoted, byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",") { break }
            index += 1
        }
        let end = min(index, bytes.count)
        index = end
        if index < bytes.count, bytes[index] == UInt8(ascii: ";") { index += 1 }
        return bytes[start..<end]
    }

    /// Without blanks and quotes around it.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        func isNoise(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x22 }
        let start = bytes.drop(while: isNoise)
        let end = start.lastIndex { !isNoise($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[start.startIndex..<end], as: UTF8.self)
    }
}
