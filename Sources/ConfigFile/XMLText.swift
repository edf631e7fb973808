import Glibc

/// An XML file of the operator's as text: UTF-8, UTF-16, or the encoding that its declaration names (XML 1.0 §4.3.3, appendix F).
enum XMLText {
    /// - Parameter bytes: the whole file, without a UTF-8 byte order mark.
    /// - Returns: the text, its declaration saying UTF-8 as that is what it is written back in; nil for bytes that are
    ///   not in the encoding, or where nobody knows it.
    static func decoded(_ bytes: [UInt8]) -> String? {
        if let isBig = isBigEndian(bytes) { return wide(bytes, isBig: isBig).map(redeclared) }
        if let text = String(validating: bytes, as: UTF8.self) { return redeclared(text) }
        guard let name = label(in: bytes).map({ String(decoding: bytes[$0], as: UTF8.self) }),
            let text = converted(bytes, from: name)
        else { return nil }
        return redeclared(text)
    }

    /// Of UTF-16, by its mark or its first character; nil for what is not.
    private static func isBigEndian(_ bytes: [UInt8]) -> Bool? {
        switch bytes.prefix(2) {
        case [0xFE, 0xFF], [0x00, 0x3C]: true
        case [0xFF, 0xFE], [0x3C, 0x00]: false
        default: nil
        }
    }

    private static func wide(_ bytes: [UInt8], isBig: Bool) -> String? {
        guard bytes.count % 2 == 0 else { return nil }
        var units = stride(from: 0, to: bytes.count, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBig ? first << 8 | second : second << 8 | first
        }
        if units.first == 0xFEFF { units.removeFirst() }
        return String(validating: units, as: UTF16.self)
    }

    /// By the C library. What calls itself Latin-1 is read as windows-1252, which has the same letters and more.
    private static func converted(_ bytes: [UInt8], from name: String) -> String? {
        let isLatin = ["ISO-8859-1", "ISO8859-1", "LATIN1", "US-ASCII", "ASCII"].contains(name.uppercased())
        for name in isLatin ? ["CP1252", "ISO-8859-1"] : [name] {
            guard let opened = unsafe iconv_open("UTF-8", name), Int(bitPattern: opened) != -1 else { continue }
            defer { _ = unsafe iconv_close(opened) }
            var input = bytes
            // No encoding's character becomes more than four bytes.
            var output = [UInt8](repeating: 0, count: bytes.count * 4 + 16)
            let written: Int? = unsafe input.withUnsafeMutableBytes { source in
                unsafe output.withUnsafeMutableBytes { target in
                    var from = unsafe source.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var to = unsafe target.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var (left, free) = (source.count, target.count)
                    let result = unsafe iconv(opened, &from, &left, &to, &free)
                    return result == -1 || left > 0 ? nil : target.count - free
                }
            }
            if let written, let text = String(validating: output[..<written], as: UTF8.self) { return text }
        }
        return nil
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
