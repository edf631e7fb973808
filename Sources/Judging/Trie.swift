/// A trie over bytes as a double array (Aoe 1989): a step is one addition and one comparison.
struct Trie: Sendable {
    /// The child for a byte lies at `base + byte`, if its `check` names the node. Both side by side: a step far down a big
    /// trie is one cache line.
    struct Cell: Sendable {
        var base: Int32
        var check: Int32
    }

    private let cells: [Cell]
    /// Index of a node's payload, or -1.
    private let payloads: [Int32]

    static let root: Int32 = 0

    /// `keys`: distinct, in ascending order of bytes; a key's index is its payload.
    init(sorted keys: [[UInt8]]) {
        var builder = TrieBuilder(keys: keys)
        builder.build()
        cells = builder.cells
        payloads = builder.payloads
    }

    @inline(__always) func step(_ node: Int32, _ byte: UInt8) -> Int32? {
        let next = Int(cells[Int(node)].base) + Int(byte)
        return next < cells.count && cells[next].check == node ? Int32(truncatingIfNeeded: next) : nil
    }

    @inline(__always) func payload(_ node: Int32) -> Int32 { payloads[Int(node)] }

    /// What it takes in memory.
    var byteCount: Int {
        cells.count * MemoryLayout<Cell>.stride + payloads.count * MemoryLayout<Int32>.stride
    }
}

/// Places the nodes breadth first, each where its children fit.
private struct TrieBuilder {
    private let keys: [[UInt8]]
    private(set) var cells: [Trie.Cell] = []
    private(set) var payloads: [Int32] = []
    /// Hardly anything before it is free.
    private var firstFree = 1
    /// Behind it all is free.
    private var lastUsed = 0
    private static let patience = 2_000

    init(keys: [[UInt8]]) { self.keys = keys }

    mutating func build() {
        grow(to: 512)
        cells[0].check = 0
        var queue = [(node: 0, keys: 0..<keys.count, depth: 0)]
        var read = 0
        while read < queue.count {
            let (node, range, depth) = queue[read]
            read += 1
            var children: [(byte: UInt8, keys: Range<Int>)] = []
            for index in range {
                guard keys[index].count > depth else {
                    payloads[node] = Int32(index)
                    continue
                }
                let byte = keys[index][depth]
                if let last = children.last, last.byte == byte {
                    children[children.count - 1].keys = last.keys.lowerBound..<index + 1
                } else {
                    children.append((byte, index..<index + 1))
                }
            }
            guard !children.isEmpty else { continue }
            let start = place(children.map { Int($0.byte) })
            cells[node].base = Int32(start)
            for child in children {
                cells[start + Int(child.byte)].check = Int32(node)
                queue.append((start + Int(child.byte), child.keys, depth + 1))
            }
        }
    }

    /// Where all `bytes` are free; never 0, which is the root's.
    ///
    /// A region where nearly every place was taken is not looked through again, and after many tries the end is taken:
    /// a few free places are cheaper than a search that grows with the square of the names.
    private mutating func place(_ bytes: [Int]) -> Int {
        let first = bytes.first ?? 0
        while firstFree < cells.count, cells[firstFree].check >= 0 { firstFree += 1 }
        var start = max(firstFree - first, 1)
        var taken = 0
        for tries in 1...Self.patience {
            grow(to: start + 256)
            if cells[start + first].check >= 0 {
                taken += 1
            } else if bytes.allSatisfy({ cells[start + $0].check < 0 }) {
                if tries > 32, taken * 20 > tries * 19 { firstFree = start + first }
                return end(start)
            }
            start += 1
        }
        grow(to: lastUsed + 257)
        return end(lastUsed + 1)
    }

    private mutating func end(_ start: Int) -> Int {
        lastUsed = max(lastUsed, start + 255)
        return start
    }

    private mutating func grow(to count: Int) {
        guard cells.count < count else { return }
        let more = max(count, cells.count * 2) - cells.count
        cells.append(contentsOf: repeatElement(Trie.Cell(base: 0, check: -1), count: more))
        payloads.append(contentsOf: repeatElement(-1, count: more))
    }
}
