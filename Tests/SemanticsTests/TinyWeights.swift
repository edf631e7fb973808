/// A packed model of one layer and three word pieces: of the right form, and good for nothing.
struct TinyWeights {
    var magic = Array("E5S1".utf8)
    var version: UInt32 = 1
    /// hidden, layers, heads, inner, vocabulary, positions, types.
    var shape: [Int32] = [32, 1, 2, 64, 4, 16, 2]
    var block: Int32 = 32
    /// begin, end, padding, unknown.
    var special: [Int32] = [0, 2, 1, 3]
    var pieces = ["a", "bc", "def"]
    var pieceOffsets: [UInt32]?
    var score: Float = -1
    var normalization: [(UInt32, [UInt32])] = [(0xA0, [0x20]), (0x2026, [0x2E, 0x2E, 0x2E])]
    var normalizationSurplus = 0
    var dropped: String?
    var shifted: String?
    var resized: String?

    func bytes() -> [UInt8] {
        var head = magic + little(version)
        for number in shape { head += little(number) }
        head += little(Float(1e-12).bitPattern) + little(block)
        head += little(Int32(pieces.count))
        for number in special { head += little(number) }
        let blob = pieces.joined().utf8
        head += little(UInt64(blob.count))
        for offset in pieceOffsets ?? offsets { head += little(offset) }
        for _ in pieces { head += little(score.bitPattern) }
        head += blob
        let map = normalization.flatMap { little($0.0) + [UInt8($0.1.count)] + $0.1.flatMap(little) }
        head += little(Int32(normalization.count)) + little(UInt32(map.count + normalizationSurplus)) + map
        return head + directory(after: head.count)
    }

    private var offsets: [UInt32] {
        pieces.reduce(into: [0]) { $0.append(($0.last ?? 0) + UInt32($1.utf8.count)) }
    }

    private func directory(after start: Int) -> [UInt8] {
        let tensors = tensors.filter { $0.name != dropped }
        let length = 4 + tensors.reduce(0) { $0 + 2 + $1.name.utf8.count + 1 + 4 + 8 + 8 }
        var place = (start + length + 63) / 64 * 64
        var directory = little(Int32(tensors.count))
        for (name, size) in tensors {
            let told = UInt64(name == resized ? size - 4 : size)
            directory += little(UInt16(name.utf8.count)) + name.utf8 + [1] + little(UInt32(0))
            directory += little(UInt64(name == shifted ? place + (1 << 40) : place)) + little(told)
            place += size
        }
        return directory + [UInt8](repeating: 0, count: place - start - length)
    }

    private var tensors: [(name: String, size: Int)] {
        func matrix(_ weights: Int) -> Int { weights / 32 * 18 }
        var tensors = [
            ("emb.word", matrix(4 * 32)), ("emb.pos", 16 * 32 * 4), ("emb.type", 2 * 32 * 4), ("emb.ln.w", 128),
            ("emb.ln.b", 128),
        ]
        for name in ["q", "k", "v", "ao"] { tensors += [("l0.\(name).w", matrix(32 * 32)), ("l0.\(name).b", 128)] }
        tensors += [("l0.fi.w", matrix(32 * 64)), ("l0.fi.b", 256), ("l0.fo.w", matrix(64 * 32)), ("l0.fo.b", 128)]
        for name in ["aln.w", "aln.b", "oln.w", "oln.b"] { tensors.append(("l0.\(name)", 128)) }
        return tensors
    }

    private func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }
}
