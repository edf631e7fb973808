/// The one form of a URL's path: RFC 3986 §6.2.2 and what publishers vary beyond it.
enum CanonicalPath {
    /// Files that servers give for their folder.
    private static let indexPages: Set<[UInt8]> = Set(
        [
            "index.html", "index.htm", "index.php", "index.shtml", "index.asp", "index.aspx", "index.jsp", "index.cfm",
            "default.html", "default.htm", "default.asp", "default.aspx",
        ].map { Array($0.utf8) }
    )
    private static let ampNames: Set<[UInt8]> = Set(["amp", "amp.html", "amphtml", "amp.htm"].map { Array($0.utf8) })
    private static let ampEndings = [".amp.html", ".amp.htm", ".amp", "-amp.html"].map { Array($0.utf8) }

    /// `path`: with its leading slash, or empty.
    /// Gives with a leading slash and, but for the root, without a trailing one.
    static func make(_ path: [UInt8]) -> [UInt8] {
        if isCanonical(path) { return path }
        var segments: [[UInt8]] = []
        for segment in path.split(whereSeparator: { $0 == 0x2F || $0 == 0x5C }) {
            let clean = withoutParameters(PercentEncoding.normalized(Array(segment)))
            if clean.isEmpty || clean == [0x2E] { continue }
            if clean == [0x2E, 0x2E] {
                _ = segments.popLast()
            } else {
                segments.append(clean)
            }
        }
        dropIndexPage(&segments)
        dropAMP(&segments)
        dropIndexPage(&segments)
        guard !segments.isEmpty else { return [0x2F] }
        return segments.flatMap { [0x2F] + $0 }
    }

    /// True where plainly nothing has to be done, as for most paths: no dots, no byte that is written in two ways, no empty
    /// segment, and none that may be AMP's.
    private static func isCanonical(_ path: [UInt8]) -> Bool {
        guard path.first == 0x2F, path.count > 1, path.last != 0x2F else { return false }
        var before: UInt8 = 0
        for byte in path {
            guard ASCII.isAlphanumeric(byte) || byte == 0x2D || byte == 0x5F || byte == 0x2F && before != 0x2F else {
                return false
            }
            // `/amp`, in front or behind.
            if before == 0x2F, ASCII.lowercased(byte) == 0x61 { return false }
            before = byte
        }
        return true
    }

    private static func dropIndexPage(_ segments: inout [[UInt8]]) {
        if let last = segments.last, indexPages.contains(ASCII.lowercased(last)) { segments.removeLast() }
    }

    private static func dropAMP(_ segments: inout [[UInt8]]) {
        if segments.count > 1, let last = segments.last, ampNames.contains(ASCII.lowercased(last)) {
            segments.removeLast()
        }
        if segments.count > 1, let first = segments.first, ampNames.contains(ASCII.lowercased(first)) {
            segments.removeFirst()
        }
        guard var last = segments.last else { return }
        for ending in ampEndings where last.count > ending.count && last.suffix(ending.count).elementsEqual(ending) {
            last.removeLast(ending.count)
            segments[segments.count - 1] = last
            return
        }
    }

    /// `;jsessionid=…` and its like: a path parameter with a session.
    private static func withoutParameters(_ segment: [UInt8]) -> [UInt8] {
        guard let mark = segment.firstIndex(of: 0x3B) else { return segment }
        let name = ASCII.lowercased(Array(segment[(mark + 1)...].prefix(9)))
        return name == Array("jsessionid".utf8.prefix(9)) ? Array(segment[..<mark]) : segment
    }
}

/// RFC 3986 §6.2.2.1–2: hexadecimal digits in upper case, unreserved characters written out, all others encoded.
enum PercentEncoding {
    static func normalized(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x25, index + 2 < bytes.count, let high = ASCII.hexValue(bytes[index + 1]),
                let low = ASCII.hexValue(bytes[index + 2])
            {
                append(high << 4 | low, wasEncoded: true, to: &result)
                index += 3
            } else {
                append(byte, wasEncoded: false, to: &result)
                index += 1
            }
        }
        return result
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func append(_ byte: UInt8, wasEncoded: Bool, to result: inout [UInt8]) {
        let isPlain = ASCII.isAlphanumeric(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte == 0x7E
        let mustEncode = byte <= 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x3C || byte == 0x3E
        if isPlain || (!wasEncoded && !mustEncode) {
            result.append(byte)
        } else {
            result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
