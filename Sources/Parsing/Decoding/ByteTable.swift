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
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        var bad = 0
        let span = bytes.span
        let table = sequences.span
        for index in 0..<span.count {
            let byte = span[index]
            if byte < 0x80 {
                text.append(byte)
                continue
            }
            var sequence = table[Int(byte & 0x7F)]
            if sequence == 0 {
                bad += 1
                sequence = 0xBDBFEF
            }
            text.append(UInt8(truncatingIfNeeded: sequence))
            if sequence > 0xFF { text.append(UInt8(truncatingIfNeeded: sequence >> 8)) }
            if sequence > 0xFFFF { text.append(UInt8(truncatingIfNeeded: sequence >> 16)) }
        }
        return (text, bad)
    }
}
