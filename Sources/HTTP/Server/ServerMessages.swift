package import Domain

/// A request as our own server received it: whole, within the limits, sound by RFC 9112.
package struct ServerRequest: Sendable {
    /// As sent: methods know upper and lower case.
    package let method: String
    /// Path and query as sent: visible ASCII.
    package let target: String
    /// In their order; names may repeat.
    package let headers: [HeaderField]
    /// As sent; empty without one.
    package let body: [UInt8]

    package init(method: String, target: String, headers: [HeaderField], body: [UInt8]) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The first field of that name, in any case.
    package func header(_ name: String) -> String? { headers.first { $0.name.isSameHeaderName(as: name) }?.value }

    /// All fields of that name, in any case.
    package func allHeaders(_ name: String) -> [String] {
        headers.filter { $0.name.isSameHeaderName(as: name) }.map(\.value)
    }

    /// The target without its query.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The query, percent-decoded as a form (`+` is a space), in order; names may repeat. Bytes that are no UTF-8 are
    /// mended.
    package var query: [(name: String, value: String)] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return WebForm.fields(target[target.index(after: mark)...])
    }
}

/// What our own server answers. `Content-Length` and `Connection` are its to add.
package struct ServerResponse: Sendable {
    /// RFC 9110 §15.
    package var status: Int
    /// Its own fields.
    package var headers: [HeaderField]
    /// Not sent to HEAD.
    package var body: [UInt8]

    package init(_ status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// RFC 9110 §15; the statuses that Hotline's own servers use.
    static func phrase(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: status < 400 ? "OK" : "Refused"
        }
    }
}

/// What our own server takes from strangers. Times in seconds.
package struct ServerLimits: Sendable {
    /// Connections at once; more wait in the kernel's queue, and an idle one gives way.
    package var connections = 32
    /// Bytes of request line and fields.
    package var head = 8_192
    /// Bytes of a request's body, by its head; nil refuses the request with 413 where it has one.
    package var body: @Sendable (ServerRequest) -> Int = { _ in 0 }
    /// Bytes of all bodies that are being received; a request that would go beyond is told 503.
    package var bodies = 16_000_000
    /// For a head, from its first byte.
    package var headTime = 5.0
    /// For a body; for the handler's answer; for sending it.
    package var transferTime = 30.0
    /// Between requests.
    package var idleTime = 15.0

    package init() {}
}

/// `application/x-www-form-urlencoded` (WHATWG URL §5).
package enum WebForm {
    /// The fields in order; at most 100.
    package static func fields(_ text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").prefix(100).map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(halves[0]), halves.count > 1 ? decoded(halves[1]) : "")
        }
    }

    /// Everything but unreserved characters (RFC 3986 §2.3) as `%XX`.
    package static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == 0x25, index + 2 < source.count, let high = hex(source[index + 1]),
                let low = hex(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index] == 0x2B ? 0x20 : source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
