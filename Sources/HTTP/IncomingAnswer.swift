import Domain

/// An answer as it arrives, header line by header line and piece by piece, and the limits it has to keep to.
///
/// | limit | figure | why |
/// |---|---|---|
/// | header lines of all blocks, 1xx and trailers with them | 64 KB | endless headers, floods of 103 |
/// | `Set-Cookie` lines, which nobody keeps | 256 KB | real sites send heaps of them |
/// | body of a 2xx, after decompression | `maxBody` | endless bodies |
/// | a chunked body as it comes, framing and all | `maxBody`, or that 64 KB, and 1 MB | endless chunk extensions |
/// | body of a 2xx, unpacked to packed, beyond 1 MB | 200 : 1 | decompression bombs, which any text stays far below |
/// | body of anything else | 64 KB, then enough | only its status and header fields are read |
struct IncomingAnswer {
    private static let mostHeaderBytes = 65_536
    private static let mostCookieBytes = 262_144
    private static let mostErrorBytes = 65_536
    private static let freeBytes = 1_000_000
    private static let highestRatio = 200
    /// What libcurl may have handed to a decoder without counting it yet: its receive buffer.
    private static let uncountedBytes = 16_384

    /// Why no more is wanted.
    enum Refusal {
        case headers, body, ratio, wire
        /// Not a failure: the rest is not needed.
        case enough
    }

    let maxBody: Int
    private(set) var status = 0
    private(set) var headers: [HeaderField] = []
    private(set) var body: [UInt8] = []
    private(set) var refusal: Refusal?
    /// True when the final header block is through.
    private(set) var hasHeaders = false
    private var headerBytes = 0
    private var cookieBytes = 0
    private var wireBytes = 0

    init(maxBody: Int) { self.maxBody = max(0, maxBody) }

    /// A final answer that nothing was refused of.
    var isWell: Bool { refusal == nil && (200...999).contains(status) }

    var isSuccess: Bool { (200...299).contains(status) }

    /// Takes one header line with its line end.
    ///
    /// - Returns: false when the transfer is to stop.
    mutating func takeHeader(_ bytes: Span<UInt8>) -> Bool {
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        let line = bytes.extracting(0..<end)
        if Self.begins(line, with: "set-cookie:") {
            cookieBytes += bytes.count
            return cookieBytes <= Self.mostCookieBytes || refuse(.headers)
        }
        headerBytes += bytes.count
        guard headerBytes <= Self.mostHeaderBytes else { return refuse(.headers) }
        if hasHeaders { return true }  // trailers: counted, not kept
        guard !line.isEmpty else { return endOfBlock() }
        if Self.begins(line, with: "http/") {
            status = Self.status(line)
            headers = []
        } else if line[0] == 0x20 || line[0] == 0x09 {
            unfold(line)
        } else {
            keep(line)
        }
        return true
    }

    /// Takes a piece of the body, decompressed; `wire` is how many body bytes have come so far, as they came.
    ///
    /// - Returns: false when the transfer is to stop.
    mutating func takeBody(_ piece: UnsafeRawBufferPointer, wire: Int) -> Bool {
        let total = body.count + piece.count
        guard isSuccess else {
            if total > Self.mostErrorBytes { return refuse(.enough) }
            unsafe body.append(contentsOf: piece)
            return true
        }
        if total > maxBody { return refuse(.body) }
        if total > Self.freeBytes, total / Self.highestRatio > max(0, wire) + Self.uncountedBytes {
            return refuse(.ratio)
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    /// Counts bytes of a body as they came, framing and all: what is no contents, libcurl counts nowhere.
    mutating func takeWire(_ count: Int) {
        wireBytes = min(wireBytes, Int.max / 2) + count
        let most = isSuccess ? min(maxBody, Int.max / 2) : Self.mostErrorBytes
        if refusal == nil, wireBytes > most + Self.freeBytes { refusal = isSuccess ? .wire : .enough }
    }

    private mutating func refuse(_ reason: Refusal) -> Bool {
        refusal = reason
        return false
    }

    private mutating func endOfBlock() -> Bool {
        guard status >= 200 else { return true }
        hasHeaders = true
        guard isSuccess, let field = headers.first(where: { $0.name.isSameHeaderName(as: "content-length") }),
            let length = Int(field.value)
        else { return true }
        if length > maxBody { return refuse(.body) }
        body.reserveCapacity(min(length, Self.freeBytes))
        return true
    }

    private mutating func keep(_ line: Span<UInt8>) {
        guard let colon = line.indices.first(where: { line[$0] == 0x3A }) else { return }
        let name = Self.trimmed(line.extracting(0..<colon))
        guard !name.isEmpty else { return }
        let value = line.extracting((colon + 1)..<line.count)
        headers.append(
            HeaderField(name, name.isSameHeaderName(as: "location") ? Self.address(value) : Self.trimmed(value))
        )
    }

    /// Obsolete line folding (RFC 9112 §5.2): the fold is one space.
    private mutating func unfold(_ line: Span<UInt8>) {
        guard let last = headers.popLast() else { return }
        headers.append(HeaderField(last.name, last.value + " " + Self.trimmed(line)))
    }

    private static func trimmed(_ bytes: Span<UInt8>) -> String {
        var (start, end) = (0, bytes.count)
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return unsafe bytes.extracting(start..<end).withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }

    /// An address whose bytes are no UTF-8 stays these bytes, percent-encoded: which letters they mean, only the server knows.
    private static func address(_ bytes: Span<UInt8>) -> String {
        let text = trimmed(bytes)
        guard text.unicodeScalars.contains("\u{FFFD}") else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            encoded += byte < 0x80 ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return trimmed(encoded.span)
    }

    private static func begins(_ line: Span<UInt8>, with start: StaticString) -> Bool {
        guard line.count >= start.utf8CodeUnitCount else { return false }
        return (0..<start.utf8CodeUnitCount).allSatisfy { unsafe line[$0].asciiLowercased == start.utf8Start[$0] }
    }

    /// The three digits after the first space; 0 for what is no status line.
    private static func status(_ line: Span<UInt8>) -> Int {
        guard let space = line.indices.first(where: { line[$0] == 0x20 }) else { return 0 }
        var (status, digits) = (0, 0)
        while space + 1 + digits < line.count, line[space + 1 + digits] &- 0x30 < 10, digits < 4 {
            status = status * 10 + Int(line[space + 1 + digits] - 0x30)
            digits += 1
        }
        return digits == 3 ? status : 0
    }
}
