/// Watches whether a gzip body came to its end: the last four bytes of it tell how long the text is (RFC 1952 §2.3.1).
///
/// libcurl unpacks what it gets and does not mind a missing end, so a body that was cut in its last bytes looks whole. This
/// is fed with the bytes as they came, chunks undone on the way (RFC 9112 §7.1); of them it keeps four.
struct PackedEnd {
    private enum Part { case body, size(Int), extensions(Int), data(Int), dataEnd, end }

    private var part: Part
    private var last: UInt32 = 0
    private var count = 0
    /// Header, an empty block and the end.
    private static let least = 18

    /// `isChunked`: in the chunked transfer coding.
    init(isChunked: Bool) { part = isChunked ? .size(0) : .body }

    /// False where the end is missing, or tells of another text than the one of `length` bytes.
    func isThere(of length: Int) -> Bool { count >= Self.least && last == UInt32(truncatingIfNeeded: length) }

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
        count += bytes.count
        for index in max(0, bytes.count - 4)..<bytes.count {
            unsafe last = last >> 8 | UInt32(bytes[index]) << 24
        }
    }
}
