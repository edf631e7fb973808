/// Watches whether a compressed body came to its end.
///
/// libcurl unpacks what it gets and does not mind a missing end, so a body that was cut in its last bytes looks whole. This
/// is fed with the bytes as they came, chunks undone on the way (RFC 9112 §7.1); of them it keeps six.
///
/// | coding | what stands at its end |
/// |---|---|
/// | gzip | how long the text is (RFC 1952 §2.3.1) |
/// | deflate | Adler-32 of the text (RFC 1950 §2.2); nothing where a server sends it without the zlib frame |
/// | zstd | the last block of a frame, and its checksum where it has one (RFC 8878 §3.1) |
///
/// Brotli (RFC 7932) has neither a checksum nor lengths that could be read without unpacking it: not watched.
struct PackedEnd {
    enum Coding {
        case gzip, deflate, zstd

        /// Of a `Content-Encoding`; nil for what is not watched.
        init?(_ name: String) {
            switch name.lowercased() {
            case "gzip", "x-gzip": self = .gzip
            case "deflate": self = .deflate
            case "zstd": self = .zstd
            default: return nil
            }
        }
    }

    private enum Part { case body, size(Int), extensions(Int), data(Int), dataEnd, end }

    private let coding: Coding
    private var part: Part
    private var first: UInt16 = 0
    /// The first of them highest.
    private var last: UInt32 = 0
    private var count = 0
    private var frames = ZstdFrames()
    /// Header, an empty block and the end.
    private static let least = 18

    /// `isChunked`: in the chunked transfer coding.
    init(_ coding: Coding, isChunked: Bool) {
        self.coding = coding
        part = isChunked ? .size(0) : .body
    }

    /// False where the end is missing, or tells of another text than `text`.
    func isThere(of text: [UInt8]) -> Bool {
        switch coding {
        case .gzip: count >= Self.least && last.byteSwapped == UInt32(truncatingIfNeeded: text.count)
        case .deflate: !hasZlibFrame || count >= 6 && last == Self.adler32(text)
        case .zstd: frames.isAtEnd
        }
    }

    /// RFC 1950 §2.2: method 8, and a multiple of 31.
    private var hasZlibFrame: Bool { first >> 8 & 15 == 8 && first % 31 == 0 }

    /// RFC 1950 §8.2.
    static func adler32(_ text: [UInt8]) -> UInt32 {
        var (low, high) = (UInt32(1), UInt32(0))
        let bytes = text.span
        var index = 0
        while index < bytes.count {
            // As many as fit before a sum overflows.
            let end = min(index + 5_552, bytes.count)
            while index < end {
                low &+= UInt32(bytes[index])
                high &+= low
                index += 1
            }
            low %= 65_521
            high %= 65_521
        }
        return high << 16 | low
    }

    /// Takes a piece as it came.
    mutating func take(_ piece: UnsafeRawBufferPointer) {
        var index = 0
        while index < piece.count {
            switch part {
            case .body:
                unsafe keep(UnsafeRawBufferPointer(rebasing: piece[index...]))
                return
            case .data(let left):
                let end = min(piece.count, index + left)
                unsafe keep(UnsafeRawBufferPointer(rebasing: piece[index..<end]))
                part = end - index < left ? .data(left - (end - index)) : .dataEnd
                index = end
            case .end: return
            default:
                unsafe take(framing: piece[index])
                index += 1
            }
        }
    }

    private mutating func take(framing byte: UInt8) {
        switch (part, byte) {
        case (.size(let size), 0x0A), (.extensions(let size), 0x0A): part = size > 0 ? .data(size) : .end
        case (.size(let size), _):
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, size < 1 << 40 else {
                part = .extensions(size)
                return
            }
            part = .size(size << 4 | digit)
        case (.dataEnd, 0x0A): part = .size(0)
        default: break
        }
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        if case .zstd = coding { unsafe frames.take(bytes) }
        for index in 0..<min(max(0, 2 - count), bytes.count) { unsafe first = first << 8 | UInt16(bytes[index]) }
        count += bytes.count
        for index in max(0, bytes.count - 4)..<bytes.count { unsafe last = last << 8 | UInt32(bytes[index]) }
    }
}
