/// Plain text of a snippet that may still carry tags, CDATA marks and character references.
///
/// For texts that come without a feed around them (JSON lines, seed files); documents are parsed in their own room.
package enum Markup {
    /// The text without its markup, entities resolved, white space collapsed.
    package static func plain(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(0x3C) || bytes.contains(0x26) else { return collapsed(bytes) }
        // References first where tags themselves are escaped (`&lt;p&gt;`), then tags, then what was escaped twice.
        let hasTags = bytes.contains(0x3C)
        let first = hasTags ? withoutTags(bytes) : decoded(bytes)
        let second = hasTags ? decoded(first) : first.contains(0x3C) ? decoded(withoutTags(first)) : first
        return collapsed(second)
    }

    /// The text of a whole HTML page: what is in `<article>` or `<body>`, and its title.
    package static func page(_ html: String) -> (title: String?, text: String) {
        let bytes = Array(html.utf8)
        let title = content(of: "title", in: bytes).map { plain(String(decoding: $0, as: UTF8.self)) }
        let body = content(of: "article", in: bytes) ?? content(of: "body", in: bytes) ?? bytes[...]
        return (title, plain(String(decoding: body, as: UTF8.self)))
    }

    private static func content(of name: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        let lower = ASCII.lowercased(bytes)
        guard let open = find("<\(name)", in: lower, from: 0), let start = lower[open...].firstIndex(of: 0x3E) else {
            return nil
        }
        return bytes[(start + 1)..<(find("</\(name)", in: lower, from: start) ?? bytes.count)]
    }

    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index] == wanted[0], bytes[index..<(index + wanted.count)].elementsEqual(wanted) { return index }
            index += 1
        }
        return nil
    }

    /// Elements whose content is no text.
    private static let silent = ["script", "style", "head", "nav", "footer", "aside", "form"]

    private static func withoutTags(_ bytes: [UInt8]) -> [UInt8] {
        let lower = ASCII.lowercased(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x3C else {
                result.append(bytes[index])
                index += 1
                continue
            }
            if lower[index...].starts(with: Array("<![cdata[".utf8)) {
                index += 9
            } else if let end = tagEnd(lower, at: index) {
                result.append(0x20)
                index = end
            } else {
                result.append(0x3C)
                index += 1
            }
        }
        return withoutMarkEnds(result)
    }

    /// Behind a tag, comment or silent element that begins at `index`; nil where `<` is only a sign.
    private static func tagEnd(_ lower: [UInt8], at index: Int) -> Int? {
        guard index + 1 < lower.count else { return nil }
        if lower[index...].starts(with: Array("<!--".utf8)) {
            return find("-->", in: lower, from: index).map { $0 + 3 } ?? lower.count
        }
        let next = lower[index + 1]
        guard (next >= 0x61 && next <= 0x7A) || next == 0x2F || next == 0x21 || next == 0x3F else { return nil }
        guard let close = lower[index...].firstIndex(of: 0x3E) else { return nil }
        let name = String(decoding: lower[(index + 1)..<close].prefix { $0 >= 0x61 && $0 <= 0x7A }, as: UTF8.self)
        if silent.contains(name), let end = find("</\(name)", in: lower, from: close) {
            return lower[end...].firstIndex(of: 0x3E).map { $0 + 1 } ?? lower.count
        }
        return close + 1
    }

    private static func withoutMarkEnds(_ bytes: [UInt8]) -> [UInt8] {
        guard let mark = find("]]>", in: bytes, from: 0) else { return bytes }
        return Array(bytes[..<mark]) + withoutMarkEnd(bytes[(mark + 3)...])
    }

    private static func withoutMarkEnd(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let rest = Array(bytes)
        guard let mark = find("]]>", in: rest, from: 0) else { return rest }
        return Array(rest[..<mark]) + Array(rest[(mark + 3)...])
    }

    private static let named: [String: UInt32] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "laquo": 0xAB, "raquo": 0xBB,
        "ldquo": 0x201C, "rdquo": 0x201D, "lsquo": 0x2018, "rsquo": 0x2019, "bdquo": 0x201E, "sbquo": 0x201A,
        "ndash": 0x2013, "mdash": 0x2014, "hellip": 0x2026, "shy": 0xAD, "eacute": 0xE9, "egrave": 0xE8, "agrave": 0xE0,
        "ccedil": 0xE7, "ecirc": 0xEA, "ocirc": 0xF4, "icirc": 0xEE, "ucirc": 0xFB, "acirc": 0xE2, "euml": 0xEB,
        "iuml": 0xEF, "auml": 0xE4, "ouml": 0xF6, "uuml": 0xFC, "Auml": 0xC4, "Ouml": 0xD6, "Uuml": 0xDC, "szlig": 0xDF,
        "aacute": 0xE1, "iacute": 0xED, "oacute": 0xF3, "uacute": 0xFA, "ntilde": 0xF1, "Eacute": 0xC9, "thinsp": 0x20,
        "ensp": 0x20, "emsp": 0x20, "oelig": 0x153, "euro": 0x20AC, "zwnj": 0x200C, "iquest": 0xBF, "iexcl": 0xA1,
    ]

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x26, let (scalar, end) = reference(bytes, at: index) {
                result += Array(String(Character(scalar)).utf8)
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func reference(_ bytes: [UInt8], at start: Int) -> (Unicode.Scalar, Int)? {
        guard let end = bytes[start...].prefix(12).firstIndex(of: 0x3B), end > start + 1 else { return nil }
        let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        let code: UInt32? =
            if name.hasPrefix("#x") || name.hasPrefix("#X") {
                UInt32(name.dropFirst(2), radix: 16)
            } else if name.hasPrefix("#") {
                UInt32(name.dropFirst())
            } else {
                named[name]
            }
        guard let code, code != 0, let scalar = Unicode.Scalar(code) else { return nil }
        return (scalar, end + 1)
    }

    private static func collapsed(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte > 0x20 {
                result.append(byte)
            } else if let last = result.last, last != 0x20 {
                result.append(0x20)
            }
        }
        while result.last == 0x20 { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}
