/// A trie over bytes as a double array (Aoe 1989): a step is one addition and one comparison.
struct Trie: Sendable {
    /// `next[base[node] + byte]`, valid where `check` says so.
    private let base: [Int32]
    private let check: [Int32]
    /// Index of a node's payload, or -1.
    private let payloads: [Int32]

    static let root: Int32 = 0

    /// - Parameter keys: distinct, in ascending order of bytes; a key's index is its payload.
    init(sorted keys: [[UInt8]]) {
        var builder = TrieBuilder(keys: keys)
        builder.build()
        base = builder.base
        check = builder.check
        payloads = builder.payloads
    }

    @inline(__always) func step(_ node: Int32, _ byte: UInt8) -> Int32? {
        let next = Int(base[Int(node)]) + Int(byte)
        return next < check.count && check[next] == node ? Int32(truncatingIfNeeded: next) : nil
    }

    @inline(__always) func payload(_ node: Int32) -> Int32 { payloads[Int(node)] }

    /// What it takes in memory.
    var byteCount: Int { (base.count + check.count + payloads.count) * MemoryLayout<Int32>.size }
}

/// Places the nodes breadth first, each where its children fit.
private struct TrieBuilder {
    private let keys: [[UInt8]]
    private(set) var base: [Int32] = []
    private(set) var check: [Int32] = []
    private(set) var payloads: [Int32] = []
    /// Nothing before it is free.
    private var firstFree = 1

    init(keys: [[UInt8]]) { self.keys = keys }

    mutating func build() {
        grow(to: 512)
        check[0] = 0
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
            base[node] = Int32(start)
            for child in children {
                check[start + Int(child.byte)] = Int32(node)
                queue.append((start + Int(child.byte), child.keys, depth + 1))
            }
        }
    }

    /// Where all `bytes` are free; never 0, which is the root's.
    private mutating func place(_ bytes: [Int]) -> Int {
        while firstFree < check.count, check[firstFree] >= 0 { firstFree += 1 }
        var start = max(firstFree - (bytes.first ?? 0), 1)
        while true {
            grow(to: start + 256)
            if bytes.allSatisfy({ check[start + $0] < 0 }) { return start }
            start += 1
        }
    }

    private mutating func grow(to count: Int) {
        guard check.count < count else { return }
        let more = max(count, check.count * 2) - check.count
        base.append(contentsOf: repeatElement(0, count: more))
        check.append(contentsOf: repeatElement(-1, count: more))
        payloads.append(contentsOf: repeatElement(-1, count: more))
    }
}
