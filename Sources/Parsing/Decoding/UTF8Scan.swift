/// What a scan for UTF-8 found.
struct UTF8Scan {
    /// True when every byte belongs to a well-formed sequence (Unicode 15, table 3-7).
    var isValid = true
    /// Well-formed sequences of two to four bytes.
    var multibyte = 0
    /// Bytes that belong to none.
    var bad = 0
    /// A character may be in another form than the composed one, or make it so.
    var mayCombine = false

    /// Reads all of `bytes`; linear.
    init(_ bytes: [UInt8]) {
        let span = bytes.span
        let count = span.count
        var index = 0
        while index < count {
            if span[index] < 0x80 {
                index = Self.endOfASCII(span, from: index)
                continue
            }
            let length = Self.sequenceLength(span, at: index)
            if length == 0 {
                bad += 1
                index += 1
            } else {
                multibyte += 1
                if !Composition.isQuick(span[index]), !mayCombine {
                    mayCombine = Composition.mayChange(span, at: index)
                }
                index += length
            }
        }
        isValid = bad == 0
    }

    /// The index of the first byte from `start` that is not ASCII, eight bytes at a time.
    @inline(__always)
    static func endOfASCII(_ span: borrowing Span<UInt8>, from start: Int) -> Int {
        var index = start
        let count = span.count
        let raw = unsafe span.bytes
        while index &+ 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let high = word & 0x8080_8080_8080_8080
            if high != 0 { return index &+ high.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, span[index] < 0x80 { index &+= 1 }
        return index
    }

    /// The length of the well-formed sequence that begins at `index` with a byte above 0x7F; 0 when there is none.
    @inline(__always)
    static func sequenceLength(_ span: borrowing Span<UInt8>, at index: Int) -> Int {
        let lead = span[index]
        guard lead >= 0xC2, lead <= 0xF4 else { return 0 }
        let need = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3
        guard index &+ need < span.count else { return 0 }
        let second = span[index &+ 1]
        guard second & 0xC0 == 0x80 else { return 0 }
        if need == 1 { return 2 }
        if lead == 0xE0 && second < 0xA0 || lead == 0xED && second > 0x9F { return 0 }
        if lead == 0xF0 && second < 0x90 || lead == 0xF4 && second > 0x8F { return 0 }
        guard span[index &+ 2] & 0xC0 == 0x80 else { return 0 }
        if need == 2 { return 3 }
        return span[index &+ 3] & 0xC0 == 0x80 ? 4 : 0
    }
}

extension [UInt8] {
    /// Appends a code point as UTF-8; U+FFFD for what is none.
    mutating func append(codePoint: UInt32) {
        guard let scalar = Unicode.Scalar(codePoint) else { return append(codePoint: 0xFFFD) }
        let value = scalar.value
        if value < 0x80 {
            append(UInt8(truncatingIfNeeded: value))
        } else if value < 0x800 {
            append(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        } else {
            if value < 0x10000 {
                append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
            } else {
                append(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
                append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
            }
            append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        }
    }
}
