import Domain

/// An answer as it arrives, header line by header line and piece by piece, and the limits it has to keep to.
///
/// | limit | figure | why |
/// |---|---|---|
/// | header lines of all blocks, 1xx and trailers with them | 64 KB | endless headers, floods of 103 |
/// | `Set-Cookie` lines, which nobody keeps | 256 KB | real sites send heaps of them |
/// | body of a 2xx, after decompression | `maxBody` | endless bodies |
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
        case headers, body, ratio
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

    init(maxBody: Int) { self.maxBody = max(0, maxBody) }

    var isSuccess: Bool { (200...299).contains(status) }

    /// Takes one header line with its line end.
    ///
    /// - Returns: false when the transfer is to stop.
    mutating func takeHeader(_ bytes: [UInt8]) -> Bool {
        var line = bytes[...]
        while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
        if Self.begins(line, with: "set-cookie:") {
            cookieBytes += bytes.count
            return cookieBytes <= Self.mostCookieBytes || refuse(.headers)
        }
        headerBytes += bytes.count
        guard headerBytes <= Self.mostHeaderBytes else { return refuse(.headers) }
        if hasHeaders { return true }  // trailers: counted, not kept
        guard let first = line.first else { return endOfBlock() }
        if Self.begins(line, with: "http/") {
            status = Self.status(line)
            headers = []
        } else if first == 0x20 || first == 0x09 {
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

    private mutating func keep(_ line: ArraySlice<UInt8>) {
        guard let colon = line.firstIndex(of: 0x3A) else { return }
        let name = Self.trimmed(line[..<colon])
        guard !name.isEmpty else { return }
        headers.append(HeaderField(name, Self.trimmed(line[(colon + 1)...])))
    }

    /// Obsolete line folding (RFC 9112 §5.2): the fold is one space.
    private mutating func unfold(_ line: ArraySlice<UInt8>) {
        guard let last = headers.popLast() else { return }
        headers.append(HeaderField(last.name, last.value + " " + Self.trimmed(line)))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func begins(_ line: ArraySlice<UInt8>, with start: String) -> Bool {
        line.count >= start.utf8.count && zip(line, start.utf8).allSatisfy { $0.asciiLowercased == $1 }
    }

    /// The three digits after the first space; 0 for what is no status line.
    private static func status(_ line: ArraySlice<UInt8>) -> Int {
        let digits = line.drop { $0 != 0x20 }.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
        return digits.count == 3 ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
    }
}
