extension Span<UInt8> {
    /// The index of the first occurrence of `needle` (ASCII) at or after `start`; linear in the distance.
    ///
    /// The whole of it has to lie before `end`.
    func index(of needle: StaticString, from start: Int, before end: Int = .max, ignoringCase: Bool = false) -> Int? {
        let count = needle.utf8CodeUnitCount
        guard count > 0, start >= 0, self.count >= count else { return nil }
        let pattern = unsafe [UInt8](UnsafeBufferPointer(start: needle.utf8Start, count: count))
        let first = pattern[0]
        var index = start
        let last = Swift.min(self.count, end) - count
        while index <= last {
            if self[index] == first {
                var offset = 1
                while offset < count {
                    let byte = self[index + offset]
                    let wanted = pattern[offset]
                    guard byte == wanted || ignoringCase && byte | 0x20 == wanted | 0x20 && wanted | 0x20 >= 0x61 else {
                        break
                    }
                    offset += 1
                }
                if offset == count { return index }
            }
            index += 1
        }
        return nil
    }
}

extension [UInt8] {
    /// The index of the first occurrence of `needle` (ASCII) at or after `start`.
    func index(of needle: StaticString, from start: Int) -> Int? { span.index(of: needle, from: start) }

    /// Whether these are the UTF-8 bytes of `text`.
    func spells(_ text: String) -> Bool {
        let (left, right) = (span, text.utf8Span.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
