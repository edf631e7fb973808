/// The `encoding` of an XML declaration, read before anything else can be.
enum XMLDeclaration {
    /// The label as written; nil where the first kilobyte has no declaration with one. ASCII-compatible bytes are asked for.
    static func encoding(in bytes: [UInt8]) -> String? {
        let head = bytes.prefix(1_024)
        guard let start = place(of: "<?xml", in: head) else { return nil }
        let declaration = head[start...].prefix { $0 != UInt8(ascii: ">") }
        guard let name = place(of: "encoding", in: declaration) else { return nil }
        var rest = declaration[(name + 8)...].drop {
            $0 == 0x20 || $0 == 0x09 || $0 == 0x3D || $0 == 0x0A || $0 == 0x0D
        }
        guard let quote = rest.first, quote == 0x22 || quote == 0x27 else { return nil }
        rest = rest.dropFirst()
        let label = rest.prefix { $0 != quote && $0 != 0x3F }
        return label.isEmpty ? nil : String(decoding: label, as: UTF8.self)
    }

    /// The label where the quotes may have come out as any character: EBCDIC pages agree on letters, digits and little else.
    static func ebcdicEncoding(in text: [UInt8]) -> String? {
        guard let name = place(of: "encoding", in: text[...]) else { return nil }
        func isLabelPart(_ byte: UInt8) -> Bool {
            byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x2D || byte == 0x5F
        }
        let label = text[(name + 8)...].drop { !isLabelPart($0) }.prefix(while: isLabelPart)
        return label.isEmpty ? nil : String(decoding: label, as: UTF8.self)
    }

    /// Where the first `word` of `bytes` begins.
    private static func place(of word: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let word = unsafe UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return bytes.indices.first { unsafe bytes[$0] == word[0] && bytes[$0...].starts(with: word) }
    }
}
