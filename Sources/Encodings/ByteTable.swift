import Domain

/// The 128 upper characters of a one-byte encoding as UTF-8: decoding without a call a character.
struct ByteTable: Sendable {
    /// For each byte 0x80...0xFF: its UTF-8 in the low three bytes, first byte lowest; 0 where the byte is undefined.
    private let sequences: [UInt32]
    /// It has characters that combine, as Thai and Vietnamese do.
    let mayCombine: Bool

    private static let known = Locked<[String: ByteTable?]>([:])

    /// The table of `label`; nil where the encoding is not ASCII with one byte a character.
    static func table(for label: EncodingLabel) -> ByteTable? {
        known.withLock { tables in
            if let table = tables[label.name] { return table }
            let table = ByteTable(label)
            if tables.count < 256 { tables[label.name] = table }
            return table
        }
    }

    private init?(_ label: EncodingLabel) {
        guard let iconv = Iconv(from: label.name) else { return nil }
        for byte: UInt8 in 0x20..<0x7F where iconv.convert([byte]) != [byte] { return nil }
        var sequences: [UInt32] = []
        for byte: UInt8 in 0x80...0xFF {
            guard let text = iconv.convert([byte]) else {
                // WHATWG keeps the five holes of windows-1252 (and 1254's) as C1 controls.
                let keepsHoles = (label.name == "CP1252" || label.name == "CP1254") && byte < 0xA0
                sequences.append(keepsHoles ? 0xC2 | UInt32(byte) << 8 : 0)
                continue
            }
            guard !text.isEmpty, text.count <= 3 else { return nil }
            sequences.append(text.reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        guard sequences.contains(where: { $0 != 0 }) else { return nil }
        self.sequences = sequences
        mayCombine = sequences.contains { sequence in
            Composition.mayChange((0..<3).map { UInt8(truncatingIfNeeded: sequence >> ($0 * 8)) }.filter { $0 != 0 })
        }
    }

    /// The text; undefined bytes become U+FFFD and are counted.
    func decode(_ bytes: [UInt8]) -> (text: [UInt8], bad: Int) {
        var bad = 0
        let text = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count * 3 + 8) { text, written in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                guard let from = bytes.baseAddress, let into = text.baseAddress else { return }
                unsafe (written, bad) = decode(from, bytes.count, into: into)
            }
        }
        return (text, bad)
    }

    /// `text` has room for three bytes for each of `count`, and eight: so many may be stored at once behind what is written.
    @unsafe private func decode(
        _ bytes: UnsafePointer<UInt8>,
        _ count: Int,
        into text: UnsafeMutablePointer<UInt8>
    ) -> (written: Int, bad: Int) {
        let table = sequences.span
        var index = 0
        var written = 0
        var bad = 0
        while index < count {
            if index &+ 8 <= count {
                let word = unsafe UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
                unsafe UnsafeMutableRawPointer(text + written).storeBytes(of: word, as: UInt64.self)
                let high = word.littleEndian & 0x8080_8080_8080_8080
                let plain = high == 0 ? 8 : high.trailingZeroBitCount &>> 3
                index &+= plain
                written &+= plain
                if plain == 8 { continue }
            }
            var sequence = unsafe UInt32(bytes[index])
            if sequence >= 0x80 {
                sequence = table[Int(sequence & 0x7F)]
                if sequence == 0 {
                    bad &+= 1
                    sequence = 0xBDBFEF
                }
            }
            unsafe UnsafeMutableRawPointer(text + written).storeBytes(of: sequence.littleEndian, as: UInt32.self)
            written &+= sequence > 0xFFFF ? 3 : sequence > 0xFF ? 2 : 1
            index &+= 1
        }
        return (written, bad)
    }
}
