/// Rows of words' beginnings, looked up by the first byte: most words of a text begin like none of them.
struct Beginnings: Sendable {
    private struct Entry {
        let row: Int
        let bytes: [UInt8]
    }

    /// By first byte, in the order of the rows.
    private let entries: [[Entry]]

    init(_ rows: [[[UInt8]]]) {
        var entries = [[Entry]](repeating: [], count: 256)
        for (row, beginnings) in rows.enumerated() {
            for bytes in beginnings {
                if let first = bytes.first { entries[Int(first)].append(Entry(row: row, bytes: bytes)) }
            }
        }
        self.entries = entries
    }

    /// The row with the longest beginning of `word`, the first of equals; nil where none is, or where the word goes on for
    /// more than `slack` letters of two bytes.
    func longest(of word: ArraySlice<UInt8>, slack: Int) -> Int? {
        guard let first = word.first else { return nil }
        var best: (length: Int, row: Int)?
        for entry in entries[Int(first)] where entry.bytes.count > best?.length ?? 0 && word.starts(with: entry.bytes) {
            if word.count <= entry.bytes.count + slack * 2 { best = (entry.bytes.count, entry.row) }
        }
        return best?.row
    }
}
