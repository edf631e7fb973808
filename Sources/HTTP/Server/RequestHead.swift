import Domain

/// A request's head, read strictly (RFC 9112): what two programs could read in two ways is refused, so that a proxy in
/// front cannot be made to see other requests than we do.
///
/// Refused: line ends other than CRLF, NUL and other controls, blanks before a colon, folded lines, a repeated or signed
/// `Content-Length`, any `Transfer-Encoding` but one `chunked` alone, anything but `METHOD target HTTP/1.x` with single spaces.
struct RequestHead: Sendable {
    enum Reading: Sendable {
        /// The empty line has not come.
        case incomplete
        /// Not to be answered but with this status, and closed.
        case refused(Int)
        case whole(RequestHead)
    }

    let method: String
    let target: String
    let fields: [HeaderField]
    /// Bytes of the head with its empty line, and any empty lines before it.
    let length: Int
    /// Announced bytes of the body; 0 where it comes in chunks.
    let bodyLength: Int
    /// The body comes in chunks and says its length with each.
    let isChunked: Bool
    /// The connection is to be closed after the answer.
    let closes: Bool
    let expectsContinue: Bool

    private static let mostFields = 100

    /// - Parameters:
    ///   - bytes: what has come so far.
    ///   - limit: the longest head.
    /// - Returns: the head, or that more has to come, or how to refuse it.
    static func read(_ bytes: ArraySlice<UInt8>, limit: Int) -> Reading {
        // Empty lines before a request are to be passed over (§2.2).
        var start = bytes.startIndex
        while start + 1 < bytes.endIndex, bytes[start] == 0x0D, bytes[start + 1] == 0x0A, start - bytes.startIndex < 8 {
            start += 2
        }
        let window = bytes[start...].prefix(limit)
        guard let end = window.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else {
            if window.count < limit { return isHopeless(window) ? .refused(400) : .incomplete }
            // A line that does not end is a target that is too long, else there are too many fields.
            return .refused(window.firstIndex(of: 0x0A) == nil ? 414 : 431)
        }
        guard let lines = lines(window[..<end.lowerBound]), let first = lines.first else { return .refused(400) }
        let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, isToken(words[0]), words[0].count <= 32, !words[1].isEmpty,
            words[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return .refused(400) }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            return .refused(version.hasPrefix("HTTP/") ? 505 : 400)
        }
        guard lines.count <= mostFields + 1 else { return .refused(431) }
        var fields: [HeaderField] = []
        for line in lines.dropFirst() {
            guard let field = field(line) else { return .refused(400) }
            fields.append(field)
        }
        return head(words, fields, length: end.upperBound - bytes.startIndex, isOld: version == "HTTP/1.0")
    }

    private static func head(
        _ words: [ArraySlice<UInt8>],
        _ fields: [HeaderField],
        length: Int,
        isOld: Bool
    ) -> Reading {
        func values(_ name: String) -> [String] { fields.filter { $0.name.isSameHeaderName(as: name) }.map(\.value) }
        let lengths = values("content-length")
        let codings = values("transfer-encoding")
        // With a length beside it, or in HTTP/1.0, two programs may see two requests (§6.1, §6.3).
        if !codings.isEmpty, isOld || !lengths.isEmpty { return .refused(400) }
        guard codings.isEmpty || codings.map({ $0.lowercased() }) == ["chunked"] else { return .refused(501) }
        var bodyLength = 0
        if let text = lengths.first {
            guard lengths.count == 1, !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                return .refused(400)
            }
            bodyLength = Int(text) ?? .max
        }
        let options = values("connection").joined(separator: ",").lowercased().split(separator: ",")
        let closes = isOld || options.contains { $0.filter { $0 != " " && $0 != "\t" } == "close" }
        return .whole(
            RequestHead(
                method: String(decoding: words[0], as: UTF8.self),
                target: String(decoding: words[1], as: UTF8.self),
                fields: fields,
                length: length,
                bodyLength: bodyLength,
                isChunked: !codings.isEmpty,
                closes: closes,
                expectsContinue: !isOld && values("expect").contains { $0.lowercased() == "100-continue" }
            )
        )
    }

    /// Lines between CRLFs; nil where a CR or LF stands alone.
    private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            if bytes[index] == 0x0A { return nil }
            if bytes[index] == 0x0D {
                guard index + 1 < bytes.endIndex, bytes[index + 1] == 0x0A else { return nil }
                lines.append(bytes[start..<index])
                start = index + 2
                index = start
            } else {
                index += 1
            }
        }
        lines.append(bytes[start...])
        return lines
    }

    private static func field(_ line: ArraySlice<UInt8>) -> HeaderField? {
        guard let colon = line.firstIndex(of: 0x3A), isToken(line[..<colon]) else { return nil }
        var value = line[(colon + 1)...]
        while let first = value.first, first == 0x20 || first == 0x09 { value = value.dropFirst() }
        while let last = value.last, last == 0x20 || last == 0x09 { value = value.dropLast() }
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return nil }
        return HeaderField(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// A beginning that no request has: another protocol (TLS, SSH), told apart before it has sent all of its head.
    private static func isHopeless(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return false }
        return !(first == 0x0D && bytes.count == 1) && !isToken([first])
    }
}
