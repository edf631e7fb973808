/// FNV-1a over 64 bits (Fowler, Noll, Vo): the same on every host and in every version, so that it may be stored.
///
/// For telling apart, and for spreading; nobody who forges a collision must gain anything by it.
package struct FNV1a: Sendable {
    /// The hash of what was added so far.
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    /// The hash of a text's UTF-8 bytes, or of any bytes.
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = FNV1a()
        hash.add(bytes)
        return hash.value
    }

    /// The hash of a text's UTF-8 bytes: the same, without going through a sequence.
    package static func hash(text: String) -> UInt64 {
        return hash(span: text.utf8Span.span)
    }

    /// The hash of bytes in a row: the same.
    package static func hash(span bytes: Span<UInt8>) -> UInt64 {
        var hash = FNV1a()
        for index in bytes.indices { hash.add(word: UInt64(bytes[index])) }
        return hash.value
    }

    /// The same with its high bits folded in, so that its low bits are even.
    package static func even(_ bytes: some Sequence<UInt8>) -> UInt64 {
        let hash = hash(bytes)
        return hash ^ hash >> 29
    }

    /// Takes bytes, each in a step of its own.
    package mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(word: UInt64(byte)) } }

    /// Takes a whole word in one step.
    package mutating func add(word: UInt64) { value = (value ^ word) &* 0x100_0000_01b3 }
}
