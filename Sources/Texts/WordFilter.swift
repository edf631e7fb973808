/// Tells words that cannot begin any of many names from those that may, by their first four bytes: most words of a text
/// are passed over in a few steps, and the names need not be looked at.
package struct WordFilter: Sendable {
    /// A bit for each of 65,536 spreads of four bytes.
    fileprivate var bits = [UInt64](repeating: 0, count: 1_024)
    /// A bit for each first byte that is always let through.
    fileprivate var open = [UInt64](repeating: 0, count: 4)

    /// - Parameters:
    ///   - names: folded, their words with `gap` between them.
    ///   - gap: ends a word.
    ///   - star: stands for the rest of a word, however it goes on.
    ///   - always: first bytes of words that need another look whatever they are.
    package init(_ names: [[UInt8]], gap: UInt8, star: UInt8, always: [UInt8] = []) {
        for byte in always { admit(byte) }
        for name in names {
            let head = name.prefix(4).prefix { $0 != gap }
            guard let first = head.first else { continue }
            if head.contains(star) {
                admit(first)
            } else {
                let place = Self.place(head.reversed().reduce(0) { $0 << 8 | UInt32($1) })
                bits[place >> 6] |= 1 << UInt64(place & 63)
            }
        }
    }

    private mutating func admit(_ first: UInt8) { open[Int(first >> 6)] |= 1 << UInt64(first & 63) }

    /// Of 65,536.
    @inline(__always) static func place(_ head: UInt32) -> Int { Int((head &* 0x9E37_79B1) >> 16) }

    /// Whether a word with these first bytes may begin a name; `head`: the first byte lowest, 0 where there is none.
    @unsafe @inline(__always) fileprivate static func admits(
        _ head: UInt32,
        _ bits: UnsafePointer<UInt64>,
        _ open: UnsafePointer<UInt64>
    ) -> Bool {
        // Below 1,024, and below 4.
        let place = place(head)
        let isOpen = unsafe open[Int(head >> 6 & 3)] >> UInt64(head & 63)
        return unsafe (bits[place >> 6] >> UInt64(place & 63) | isOpen) & 1 != 0
    }
}

extension Words {
    /// The first word from `index` on that may begin one of the filter's names; `count` where there is none.
    package func next(from index: Int, in filter: WordFilter) -> Int {
        unsafe words.withUnsafeBufferPointer { words in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe filter.bits.withUnsafeBufferPointer { bits in
                    unsafe filter.open.withUnsafeBufferPointer { open in
                        guard index >= 0, let bits = bits.baseAddress, let open = open.baseAddress,
                            let words = words.baseAddress
                        else { return count }
                        return unsafe Self.next(from: index, of: count, words, bytes, bits, open)
                    }
                }
            }
        }
    }

    /// `count` words are at `words`, and each lies within `bytes`.
    @unsafe @inline(__always) private static func next(
        from first: Int,
        of count: Int,
        _ words: UnsafePointer<Word>,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ bits: UnsafePointer<UInt64>,
        _ open: UnsafePointer<UInt64>
    ) -> Int {
        guard let base = bytes.baseAddress else { return count }
        let last = bytes.count &- 4
        var index = first
        while index < count {
            let start = unsafe Int(words[index].start)
            let length = unsafe Int(words[index].end) &- start
            var head: UInt32 = 0
            if start <= last {
                head = unsafe UnsafeRawPointer(base + start).loadUnaligned(as: UInt32.self).littleEndian
                if length < 4 { head &= 1 &<< UInt32(truncatingIfNeeded: length &* 8) &- 1 }
            } else {
                for place in (start..<start + length).reversed() { unsafe head = head << 8 | UInt32(base[place]) }
            }
            // A word of which nothing is left when it is folded is not passed over here.
            if unsafe length == 0 || WordFilter.admits(head, bits, open) { return index }
            index &+= 1
        }
        return count
    }
}
