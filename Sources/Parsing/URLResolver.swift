/// References against a base (RFC 3986 §5). IRIs stay as they are written; nothing is encoded or decoded.
enum URLResolver {
    private static let longest = 16_384

    /// A reference without the white space that WHATWG URL §4.4 removes: around it, and newlines and tabs in it.
    static func cleaned(_ reference: String) -> String {
        let bytes = reference.utf8
        if bytes.count <= longest, !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return reference }
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else { return "" }
        return String(decoding: bytes[first...last].prefix(longest).filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
    }

    /// An address on the web without white space in it: nothing is to be done.
    static func isAbsolute(_ reference: String) -> Bool {
        var text = reference
        return text.withUTF8 { bytes in
            guard bytes.count > 8, bytes.count <= longest, unsafe bytes[0] == 0x68, unsafe bytes[1] == 0x74,
                unsafe bytes[2] == 0x74, unsafe bytes[3] == 0x70
            else { return false }
            let colon = unsafe bytes[4] == 0x73 ? 5 : 4
            guard unsafe bytes[colon] == 0x3A, unsafe bytes[colon + 1] == 0x2F, unsafe bytes[colon + 2] == 0x2F else {
                return false
            }
            for index in bytes.indices {
                let byte = unsafe bytes[index]
                if byte <= 0x20 || byte == 0x7F { return false }
            }
            return true
        }
    }

    /// What a feed links to: absolute where that can be, else as it is written; nil for nothing, and for what a browser
    /// would run instead of opening it.
    static func link(_ reference: String, base: String?) -> String? {
        if isAbsolute(reference) { return reference }
        let cleaned = cleaned(reference)
        guard !cleaned.isEmpty, !isProgram(cleaned) else { return nil }
        return resolve(cleaned, against: base) ?? cleaned
    }

    /// A URL that is a program or a page of its own: whoever clicks on it would run what the feed says.
    static func isProgram(_ reference: String) -> Bool {
        guard let scheme = Parts(reference).scheme else { return false }
        return ["javascript", "vbscript", "data", "blob"].contains(scheme.lowercased())
    }

    /// The absolute form of `reference`; nil where there is no base to make one, or the base is no hierarchical URL.
    static func resolve(_ reference: String, against base: String?) -> String? {
        if isAbsolute(reference) { return reference }
        let relative = Parts(reference)
        if relative.scheme != nil { return reference }
        guard let base else { return nil }
        let root = Parts(base)
        guard let scheme = root.scheme, root.authority != nil || root.path.first == "/" else { return nil }
        if let authority = relative.authority {
            return "\(scheme):\(rest(authority, Path.normalized(relative.path), relative))"
        }
        guard !reference.isEmpty else { return base }
        let authority = root.authority
        if relative.path.isEmpty {
            let query = relative.query ?? root.query
            return "\(scheme):\(rest(authority, String(root.path), Parts(query: query, fragment: relative.fragment)))"
        }
        let path =
            relative.path.first == "/"
            ? Path.normalized(relative.path)
            : Path.normalized(Path.merged(root.path, relative.path, hasAuthority: authority != nil)[...])
        return "\(scheme):\(rest(authority, path, relative))"
    }

    private static func rest(_ authority: Substring?, _ path: String, _ parts: Parts) -> String {
        var text = authority.map { "//\($0)" } ?? ""
        text += authority != nil && !path.isEmpty && path.first != "/" ? "/\(path)" : path
        if let query = parts.query { text += "?\(query)" }
        if let fragment = parts.fragment { text += "#\(fragment)" }
        return text
    }

    /// The five parts of a reference (RFC 3986 appendix B).
    struct Parts {
        var scheme: Substring?
        var authority: Substring?
        var path: Substring = ""
        var query: Substring?
        var fragment: Substring?

        init(query: Substring?, fragment: Substring?) {
            self.query = query
            self.fragment = fragment
        }

        init(_ reference: String) {
            var rest = Substring(reference)
            if let mark = rest.utf8.firstIndex(of: 0x23) {
                fragment = rest[rest.utf8.index(after: mark)...]
                rest = rest[..<mark]
            }
            if let mark = rest.utf8.firstIndex(of: 0x3F) {
                query = rest[rest.utf8.index(after: mark)...]
                rest = rest[..<mark]
            }
            if let mark = rest.utf8.firstIndex(of: 0x3A), Self.isScheme(rest[..<mark]) {
                scheme = rest[..<mark]
                rest = rest[rest.utf8.index(after: mark)...]
            }
            if rest.utf8.starts(with: [0x2F, 0x2F]) {
                rest = rest.dropFirst(2)
                let end = rest.utf8.firstIndex(of: 0x2F) ?? rest.endIndex
                authority = rest[..<end]
                rest = rest[end...]
            }
            path = rest
        }

        /// RFC 3986 §3.1.
        private static func isScheme(_ text: Substring) -> Bool {
            guard let first = text.utf8.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A else { return false }
            return text.utf8.allSatisfy {
                $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2B || $0 == 0x2D
                    || $0 == 0x2E
            }
        }
    }

    private enum Path {
        /// RFC 3986 §5.2.3.
        static func merged(_ base: Substring, _ relative: Substring, hasAuthority: Bool) -> String {
            if hasAuthority, base.isEmpty { return "/\(relative)" }
            guard let slash = base.utf8.lastIndex(of: 0x2F) else { return String(relative) }
            return "\(base[...slash])\(relative)"
        }

        /// Without `.` and `..` segments (RFC 3986 §5.2.4).
        static func normalized(_ path: Substring) -> String {
            guard path.utf8.contains(0x2E) else { return String(path) }
            var kept: [Substring] = []
            let segments = path.split(separator: "/", omittingEmptySubsequences: false)
            for (index, segment) in segments.enumerated() {
                let isLast = index == segments.count - 1
                switch segment {
                case ".": if isLast { kept.append("") }
                case "..":
                    if kept.count > 1 { kept.removeLast() }
                    if isLast { kept.append("") }
                default: kept.append(segment)
                }
            }
            return kept.joined(separator: "/")
        }
    }
}
