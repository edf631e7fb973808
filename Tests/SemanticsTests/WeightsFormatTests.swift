import Testing

@testable import Semantics

@Suite struct WeightsFormatTests {
    private func fault(_ weights: TinyWeights) -> String? { fault(weights.bytes()) }

    private func fault(_ bytes: [UInt8]) -> String? {
        unsafe bytes.withUnsafeBytes { unsafe WeightsFormat.fault(in: $0) }
    }

    @Test func `a file of the right form passes`() {
        #expect(fault(TinyWeights()) == nil)
    }

    @Test(arguments: [
        (TinyWeights(magic: Array("GGUF".utf8)), "do not begin with E5S1"),
        (TinyWeights(version: 2), "another version"),
        (TinyWeights(shape: [33, 1, 2, 64, 4, 16, 2]), "sizes in the header"),
        (TinyWeights(shape: [32, 1, 0, 64, 4, 16, 2]), "sizes in the header"),
        (TinyWeights(shape: [32, 1, 2, 4_096, 4, 16, 2]), "sizes in the header"),
        (TinyWeights(shape: [32, -1, 2, 64, 4, 16, 2]), "sizes in the header"),
        (TinyWeights(block: 16), "sizes in the header"),
        (TinyWeights(shape: [32, 1, 2, 64, 2, 16, 2]), "number of word pieces"),
        (TinyWeights(special: [0, 2, 1, 9]), "special token"),
        (TinyWeights(pieceOffsets: [0, 3, 1, 6]), "out of order"),
        (TinyWeights(pieceOffsets: [0, 1, 3, 7]), "out of order"),
        (TinyWeights(score: .nan), "no sound score"),
        (TinyWeights(score: -.infinity), "no sound score"),
        (TinyWeights(normalizationSurplus: 3), "normalization"),
        (TinyWeights(dropped: "l0.fi.w"), "l0.fi.w is missing"),
        (TinyWeights(shifted: "l0.q.w"), "cut short"),
        (TinyWeights(resized: "l0.oln.b"), "l0.oln.b has a wrong size"),
        (TinyWeights(shape: [32, 2, 2, 64, 4, 16, 2]), "is missing"),
    ])
    func `a file of a wrong form is told`(_ weights: TinyWeights, _ words: String) {
        #expect(fault(weights)?.contains(words) == true, "\(fault(weights) ?? "no fault")")
    }

    @Test func `a file cut short anywhere is told`() {
        let whole = TinyWeights().bytes()
        for length in stride(from: 0, to: whole.count, by: 7) {
            #expect(fault(Array(whole[..<length])) != nil, "\(length) of \(whole.count) bytes")
        }
    }

    @Test func `no byte of the head can make the check read beyond the file`() {
        let whole = TinyWeights().bytes()
        for index in 0..<min(whole.count, 1_200) {
            for value in [UInt8(0x00), 0x7F, 0x80, 0xFF] {
                var bytes = whole
                bytes[index] = value
                _ = fault(bytes)
            }
        }
    }
}
