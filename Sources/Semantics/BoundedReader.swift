/// Reads little-endian numbers from untrusted bytes. After a read beyond the end everything is 0 and `isSound` false.
///
/// Lives within the scope that lends it the bytes.
@safe struct BoundedReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0
    private(set) var isSound = true

    init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = unsafe bytes }

    /// The size of all bytes.
    var size: Int { unsafe bytes.count }

    /// The bytes that are left.
    var left: Int { unsafe bytes.count - offset }

    mutating func byte() -> UInt8 { number(UInt8.self) }

    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type = Number.self) -> Number {
        let start = offset
        guard skip(MemoryLayout<Number>.size) else { return 0 }
        return unsafe Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: type))
    }

    /// A signed 32-bit number as `Int`.
    mutating func int() -> Int { Int(number(Int32.self)) }

    mutating func float() -> Float { Float(bitPattern: number(UInt32.self)) }

    /// A 64-bit size; one that no memory holds ends the reading.
    mutating func length() -> Int {
        guard let length = Int(exactly: number(UInt64.self)) else {
            isSound = false
            return 0
        }
        return length
    }

    /// - Returns: false, and nothing is skipped, where fewer than `count` bytes are left.
    @discardableResult
    mutating func skip(_ count: Int) -> Bool {
        guard isSound, count >= 0, count <= left else {
            isSound = false
            return false
        }
        offset += count
        return true
    }

    mutating func text(_ count: Int) -> String {
        let start = offset
        guard skip(count) else { return "" }
        return unsafe String(decoding: bytes[start..<start + count], as: UTF8.self)
    }
}
