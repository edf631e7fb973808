/// The address that most are: in its one form already, but for the scheme and perhaps a `www.`.
enum OrdinaryURL {
    /// Where the one form begins in an address that ends with it; nil for one that `CanonicalURL` has to take apart.
    ///
    /// What may be ordinary: a scheme and a host in lower case, without a port; a path of plain characters, without empty
    /// segments, dots that stand alone, and what may be an index page or AMP's; one page number as the query; no fragment.
    static func start(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 8, bytes.count <= CanonicalURL.limit, let host = schemeEnd(bytes),
            let slash = hostEnd(bytes, from: host)
        else { return nil }
        let mark = bytes.indices[slash...].first { bytes[$0] == 0x3F } ?? bytes.count
        if mark < bytes.count, !isOrdinaryQuery(bytes, from: mark + 1) { return nil }
        // The root alone names no page, but with a query.
        guard mark == slash + 1 && mark < bytes.count || isOrdinaryPath(bytes, slash..<mark) else { return nil }
        return hostStart(bytes, host..<slash)
    }

    private static func schemeEnd(_ bytes: Span<UInt8>) -> Int? {
        guard bytes[0] == 0x68, bytes[1] == 0x74, bytes[2] == 0x74, bytes[3] == 0x70 else { return nil }
        let colon = bytes[4] == 0x73 ? 5 : 4
        return bytes[colon] == 0x3A && bytes[colon + 1] == 0x2F && bytes[colon + 2] == 0x2F ? colon + 3 : nil
    }

    /// The slash behind the host.
    private static func hostEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var wasDot = true
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x2F { return wasDot ? nil : index }
            let isDot = byte == 0x2E
            guard !(isDot && wasDot), isDot || byte &- 97 < 26 || byte &- 48 < 10 || byte == 0x2D else { return nil }
            wasDot = isDot
            index += 1
        }
        return nil
    }

    private static let cache = Array("ampproject.org".utf8)

    /// The host's beginning without `www.`; nil where more may have to go, or where it is a cache's.
    private static func hostStart(_ bytes: Span<UInt8>, _ host: Range<Int>) -> Int? {
        if bytes[host.upperBound - 1] == 0x67, host.count >= cache.count,
            cache.indices.allSatisfy({ bytes[host.upperBound - cache.count + $0] == cache[$0] })
        {
            return nil
        }
        var start = host.lowerBound
        var service = URLParts.service(bytes, host)
        if let end = service {
            // Of two labels none is a service's, whatever its name.
            guard (end + 1..<host.upperBound).contains(where: { bytes[$0] == 0x2E }) else { return start }
            guard end == start + 3, bytes[start] == 0x77 else { return nil }
            start = end + 1
            service = URLParts.service(bytes, start..<host.upperBound)
            guard service == nil else { return nil }
        }
        return start
    }

    /// Names of parameters that say which page it is, and never where the reader came from.
    static let pageNames = ["p", "id", "pid", "nid", "aid", "page", "page_id", "story", "article", "newsid"].map {
        Array($0.utf8)
    }

    /// One of `pageNames` with a value that is written in one way only.
    private static func isOrdinaryQuery(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        for name in pageNames where bytes.count > start + name.count + 1 && bytes[start + name.count] == 0x3D {
            guard name.indices.allSatisfy({ bytes[start + $0] == name[$0] }) else { continue }
            return bytes.indices[(start + name.count + 1)...].allSatisfy { isPlain(bytes[$0]) && bytes[$0] != 0x2F }
        }
        return false
    }

    private static func isOrdinaryPath(_ bytes: Span<UInt8>, _ path: Range<Int>) -> Bool {
        guard path.count > 1, bytes[path.upperBound - 1] != 0x2F else { return false }
        var before: UInt8 = 0
        var hasDot = false
        var mayBeAMP = false
        // Of the last segment.
        var first: UInt8 = 0
        for index in path {
            let byte = bytes[index]
            guard isPlain(byte) else { return false }
            if before == 0x2F {
                // An empty segment, `.` or `..`, or `amp`.
                if byte == 0x2F || byte == 0x2E || byte | 0x20 == 0x61 { return false }
                first = byte | 0x20
            } else if byte == 0x61, before == 0x2D || before == 0x2E {
                mayBeAMP = true
            }
            if byte == 0x2E { hasDot = true }
            before = byte
        }
        // `index.html` and `default.htm`; `-amp.html` and `.amp`.
        return !hasDot || !mayBeAMP && first != 0x69 && first != 0x64
    }

    /// Letters, digits, `-` `.` `_` `~` `,` and `/`: written in one way only.
    @inline(__always) private static func isPlain(_ byte: UInt8) -> Bool {
        let bits: UInt64 = byte < 0x40 ? 0x03FF_F000_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return byte < 0x80 && bits >> UInt64(byte & 63) & 1 != 0
    }
}
