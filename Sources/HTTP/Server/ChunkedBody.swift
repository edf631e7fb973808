/// A request's body in the chunked transfer coding (RFC 9112 §7.1), undone piece by piece as it comes.
///
/// | part | what comes | then |
/// |---|---|---|
/// | size | hexadecimal digits, perhaps `;` and extensions, which mean nothing here; CRLF | data, or trailer after a size of 0 |
/// | data | so many bytes | data end |
/// | data end | CRLF | size |
/// | trailer | fields, which are not kept; an empty line | whole |
///
/// As strict as `RequestHead`: line ends other than CRLF, signs and blanks are refused, since a proxy in front might read
/// them in another way. Bounds: the body by its caller's limit, a size line and the trailer by their own.
struct ChunkedBody: Sendable {
    enum Progress: Sendable, Equatable {
        /// The end has not come.
        case incomplete
        case whole
        /// Not to be answered but with this status, and closed.
        case refused(Int)
    }

    private enum Part: Sendable { case size, data(Int), dataEnd, trailer }

    /// What has come so far.
    private(set) var bytes: [UInt8] = []
    private var part = Part.size
    private var trailer = 0

    private static let longestLine = 256
    private static let longestTrailer = 4_096

    /// Takes what it understands from the front of `input`, and leaves the rest there.
    ///
    /// - Parameters:
    ///   - input: what has come and was not taken yet; after the end, what belongs to the next request.
    ///   - limit: bytes that the body may have in all; more is refused with 413 as soon as a size says so.
    /// - Returns: whether the body is whole.
    mutating func take(_ input: inout [UInt8], limit: Int) -> Progress {
        var rest = input[...]
        defer { input = Array(rest) }
        while true {
            switch part {
            case .size:
                guard let line = Self.line(&rest) else { return Self.waiting(rest, limit: Self.longestLine) }
                guard line.count <= Self.longestLine, let size = Self.size(line) else { return .refused(400) }
                guard size <= limit - bytes.count else { return .refused(413) }
                part = size == 0 ? .trailer : .data(size)
            case .data(let size):
                let piece = rest.prefix(size)
                bytes += piece
                rest = rest.dropFirst(piece.count)
                guard piece.count == size else {
                    part = .data(size - piece.count)
                    return .incomplete
                }
                part = .dataEnd
            case .dataEnd:
                guard rest.count >= 2 else { return rest.first == 0x0D || rest.isEmpty ? .incomplete : .refused(400) }
                guard rest.starts(with: [0x0D, 0x0A]) else { return .refused(400) }
                rest = rest.dropFirst(2)
                part = .size
            case .trailer:
                guard let line = Self.line(&rest) else {
                    return Self.waiting(rest, limit: Self.longestTrailer - trailer)
                }
                trailer += line.count + 2
                guard trailer <= Self.longestTrailer, !line.contains(0x0A) else { return .refused(400) }
                if line.isEmpty { return .whole }
            }
        }
    }

    /// The next line without its end, taken from `rest`; nil where the end has not come.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstRange(of: [0x0D, 0x0A]) else { return nil }
        let line = rest[..<end.lowerBound]
        rest = rest[end.upperBound...]
        return line
    }

    private static func waiting(_ rest: ArraySlice<UInt8>, limit: Int) -> Progress {
        rest.count <= limit && !rest.contains(0x0A) ? .incomplete : .refused(400)
    }

    private static func size(_ line: ArraySlice<UInt8>) -> Int? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") }
        // Sixty bits: no sum with it overflows.
        guard !digits.isEmpty, digits.count <= 15, !line.contains(0x0A) else { return nil }
        var size = 0
        for byte in digits {
            switch byte {
            case 0x30...0x39: size = size << 4 | Int(byte - 0x30)
            case 0x41...0x46: size = size << 4 | Int(byte - 0x37)
            case 0x61...0x66: size = size << 4 | Int(byte - 0x57)
            default: return nil
            }
        }
        return size
    }
}
