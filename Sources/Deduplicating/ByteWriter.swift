import Domain

/// Appends values to bytes: whole numbers in as many bytes as they need, the rest in their own width.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    /// Seven bits a byte, the lowest first.
    mutating func add(_ number: Int) {
        var rest = UInt64(truncatingIfNeeded: max(0, number))
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func add<Number: FixedWidthInteger>(fixed number: Number) {
        unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func add(_ time: Timestamp) { add(fixed: time.seconds) }

    mutating func add(_ text: String) {
        add(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ hashes: [UInt32]) {
        add(hashes.count)
        unsafe hashes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// Which of `whole` are in `part`, a bit each; both are sorted and have nothing twice.
    mutating func add(_ part: [UInt32], of whole: [UInt32]) {
        var bits: UInt8 = 0
        var next = 0
        for (place, hash) in whole.enumerated() {
            if next < part.count, part[next] == hash {
                bits |= 1 << UInt8(place & 7)
                next += 1
            }
            if place & 7 == 7 || place == whole.count - 1 {
                bytes.append(bits)
                bits = 0
            }
        }
    }
}

/// Reads what `ByteWriter` wrote. What is not there reads as `Missing`: bytes from a disk are not to be trusted.
struct ByteReader {
    enum Flaw: Error { case missing }

    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func number() throws(Flaw) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 63, by: 7) {
            guard index < bytes.count else { throw .missing }
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                guard let number = Int(exactly: value) else { throw .missing }
                return number
            }
        }
        throw .missing
    }

    /// How many things of so many bytes each follow.
    mutating func count(of size: Int) throws(Flaw) -> Int {
        let count = try number()
        guard count <= (bytes.count - index) / size else { throw .missing }
        return count
    }

    mutating func fixed<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(Flaw) -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= bytes.count - index else { throw .missing }
        let start = index
        index += size
        return Number(
            littleEndian: unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: start, as: type) }
        )
    }

    mutating func flag() throws(Flaw) -> Bool { try fixed(UInt8.self) != 0 }

    mutating func time() throws(Flaw) -> Timestamp { Timestamp(seconds: try fixed()) }

    mutating func text() throws(Flaw) -> String {
        let count = try count(of: 1)
        defer { index += count }
        return String(decoding: bytes[index..<index + count], as: UTF8.self)
    }

    mutating func hashes() throws(Flaw) -> [UInt32] {
        let count = try count(of: 4)
        let start = index
        index += 4 * count
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe [UInt32](unsafeUninitializedCapacity: count) { room, made in
                let source = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + 4 * count])
                unsafe UnsafeMutableRawBufferPointer(room).copyMemory(from: source)
                made = count
            }
        }
    }

    mutating func part(of whole: [UInt32]) throws(Flaw) -> [UInt32] {
        let size = (whole.count + 7) / 8
        guard size <= bytes.count - index else { throw .missing }
        defer { index += size }
        var part: [UInt32] = []
        for place in 0..<size {
            var bits = bytes[index + place]
            while bits != 0 {
                let bit = bits.trailingZeroBitCount
                if 8 * place + bit < whole.count { part.append(whole[8 * place + bit]) }
                bits &= bits - 1
            }
        }
        return part
    }
}
