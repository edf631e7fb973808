import Domain
import Encodings

/// An XML file of the operator's as text, in whatever encoding it declares.
enum XMLText {
    /// - Parameter bytes: the whole file, without a UTF-8 byte order mark.
    /// - Returns: the text, its declaration saying UTF-8 as that is what it is written back in; nil for bytes that are
    ///   not in the encoding, or where none is declared. A list is not guessed at, as a feed is.
    static func decoded(_ bytes: [UInt8]) -> String? {
        if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) { return redeclared(text) }
        let read = DocumentDecoder.decode(bytes, contentType: nil)
        guard !read.problems.contains(where: { ["invalid-bytes", "undeclared-encoding"].contains($0.code) }) else {
            return nil
        }
        return redeclared(String(decoding: read.text, as: UTF8.self))
    }

    private static func redeclared(_ text: String) -> String {
        var bytes = Array(text.utf8)
        guard let place = label(in: bytes) else { return text }
        if String(decoding: bytes[place], as: UTF8.self).uppercased() == "UTF-8" { return text }
        bytes.replaceSubrange(place, with: Array("UTF-8".utf8))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the declaration has the name of the encoding; nil without one, or with what is no such name.
    private static func label(in bytes: [UInt8]) -> Range<Int>? {
        let declaration = bytes.prefix(200)
        guard declaration.starts(with: Array("<?xml".utf8)), let end = declaration.firstIndex(of: 0x3E),
            let key = declaration[..<end].firstRange(of: Array("encoding".utf8))
        else { return nil }
        let rest = declaration[key.upperBound..<end]
        guard let open = rest.firstIndex(where: { $0 == 0x22 || $0 == 0x27 }),
            let close = rest[(open + 1)...].firstIndex(of: rest[open])
        else { return nil }
        let isName = rest[(open + 1)..<close].allSatisfy { byte in
            byte | 0x20 &- 97 < 26 || byte &- 48 < 10 || [0x2D, 0x2E, 0x3A, 0x5F].contains(byte)
        }
        return close > open + 1 && isName ? open + 1..<close : nil
    }
}
