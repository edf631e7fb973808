/// What a scan for UTF-8 found.
package struct UTF8Scan {
    /// True when every byte belongs to a well-formed sequence (Unicode 15, table 3-7).
    package private(set) var isValid = true
    /// Well-formed sequences of two to four bytes.
    var multibyte = 0
    /// Bytes that belong to none.
    var bad = 0
    /// A character may be in another form than the composed one, or make it so.
    var mayCombine = false

    /// Reads all of `bytes`; linear. `composed`: `mayCombine` is not asked for.
    package init(_ bytes: [UInt8], composed: Bool = false) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            // A local copy: its parts stay in registers.
            var scan = self
            unsafe scan.read(base, bytes.count, composed)
            self = scan
        }
        isValid = bad == 0
    }

    /// Reads below `count` alone.
    @unsafe @inline(__always)
    private mutating func read(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ composed: Bool) {
        var index = 0
        while index < count {
            if index &+ 8 <= count {
                let high = unsafe Self.eight(bytes, index) & 0x8080_8080_8080_8080
                if high == 0 {
                    index = unsafe Self.endOfASCII(bytes, from: index &+ 8, count)
                    continue
                }
                index &+= high.trailingZeroBitCount &>> 3
            } else if unsafe bytes[index] < 0x80 {
                index &+= 1
                continue
            }
            // Characters above ASCII stand together, as words do.
            var lead = unsafe bytes[index]
            repeat {
                index &+= unsafe take(lead, bytes, index, count, composed)
                guard index < count else { return }
                lead = unsafe bytes[index]
            } while lead >= 0x80
        }
    }

    /// Counts what begins at `index` with `lead`. Returns how many bytes it has.
    @unsafe @inline(__always)
    private mutating func take(
        _ lead: UInt8,
        _ bytes: UnsafePointer<UInt8>,
        _ index: Int,
        _ count: Int,
        _ composed: Bool
    ) -> Int {
        // Up to four letters of U+0400...U+047F, as in Russian words.
        if lead & 0xFE == 0xD0, index &+ 8 <= count {
            let others = unsafe Self.eight(bytes, index) & 0xC0FE_C0FE_C0FE_C0FE ^ 0x80D0_80D0_80D0_80D0
            let letters = others.trailingZeroBitCount &>> 4
            if letters > 0 {
                multibyte &+= letters
                return letters &* 2
            }
        }
        let length =
            if lead &- 0xC2 < 0x1E, index &+ 1 < count, unsafe bytes[index &+ 1] & 0xC0 == 0x80 {
                2
            } else if lead &- 0xE1 < 0x0C, index &+ 2 < count, unsafe bytes[index &+ 1] & 0xC0 == 0x80,
                unsafe bytes[index &+ 2] & 0xC0 == 0x80
            {
                3
            } else {
                unsafe Self.length(bytes, at: index, count)
            }
        if length == 0 {
            bad &+= 1
            return 1
        }
        multibyte &+= 1
        if !composed, !Composition.isQuick(lead), !mayCombine {
            mayCombine = unsafe Composition.mayChange(lead, bytes[index &+ 1], length > 2 ? bytes[index &+ 2] : 0)
        }
        return length
    }

    /// The eight bytes at `index`, the first one lowest.
    @unsafe @inline(__always)
    private static func eight(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
        unsafe UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self).littleEndian
    }

    /// An index up to which all is ASCII, 32 bytes at a time.
    @unsafe @inline(__always)
    private static func endOfASCII(_ bytes: UnsafePointer<UInt8>, from start: Int, _ count: Int) -> Int {
        var index = start
        while index &+ 32 <= count {
            let all = unsafe eight(bytes, index) | eight(bytes, index &+ 8) | eight(bytes, index &+ 16)
            guard unsafe (all | eight(bytes, index &+ 24)) & 0x8080_8080_8080_8080 == 0 else { break }
            index &+= 32
        }
        return index
    }

    @unsafe private static func length(_ bytes: UnsafePointer<UInt8>, at index: Int, _ count: Int) -> Int {
        unsafe sequenceLength(UnsafeBufferPointer(start: bytes, count: count).span, at: index)
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
    package mutating func append(codePoint: UInt32) {
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
