import Domain
import Foundation

/// Header fields of a mail: folded, in ASCII; whatever the text holds, it cannot begin another field.
enum MailField {
    /// An unstructured field (RFC 5322 §2.2.1); what is not plain ASCII as encoded words (RFC 2047 §4.1).
    static func text(_ name: String, _ text: String) -> String {
        "\(name): " + phrase(text, first: 75 - name.utf8.count - 2)
    }

    /// An address list, an address a line.
    static func addresses(_ name: String, _ addresses: [MailAddress]) -> String {
        let written = addresses.map { address in
            guard !address.name.isEmpty else { return address.mailbox }
            let shown = isAtoms(address.name) ? address.name : phrase(address.name, first: 60)
            return "\(shown)\r\n <\(address.mailbox)>"
        }
        return "\(name): " + written.joined(separator: ",\r\n ")
    }

    /// Words that may stand bare before an address.
    private static func isAtoms(_ text: String) -> Bool {
        text.utf8.count <= 50
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x20 }
    }

    /// Bare where it is ASCII and fits on one line, else encoded words of at most 75 bytes, one a line.
    private static func phrase(_ text: String, first: Int) -> String {
        let clean = PlainText.clean(text)
        let isPlain = clean.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !clean.contains("=?")
        if isPlain, clean.utf8.count <= first, first == 60 ? isAtoms(clean) : true { return clean }
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in clean.unicodeScalars {
            let bytes = UTF8.encode(scalar).map { Array($0) } ?? []
            // 36 bytes are 48 of base64: with "=?utf-8?B?" and "?=" 60, so that any field name fits before the first.
            if piece.count + bytes.count > 36 {
                words.append(encodedWord(piece))
                piece = []
            }
            piece += bytes
        }
        if !piece.isEmpty { words.append(encodedWord(piece)) }
        return words.joined(separator: "\r\n ")
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String {
        "=?utf-8?B?\(Data(bytes).base64EncodedString())?="
    }
}

/// RFC 2045 §6.7: lines of at most 76 bytes, ended by CR LF.
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Takes lines without their ends.
    static func encoded(_ lines: [String]) -> [UInt8] {
        var encoded: [UInt8] = []
        for line in lines {
            var length = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                var piece = escaped(byte, isFirst: length == 0, isLast: isLast)
                if length + piece.count > 75 {
                    encoded += [0x3D, 0x0D, 0x0A]
                    length = 0
                    piece = escaped(byte, isFirst: true, isLast: isLast)
                }
                encoded += piece
                length += piece.count
            }
            encoded += [0x0D, 0x0A]
        }
        return encoded
    }

    /// Beside what has to be: a blank at a line's end, and what begins `From ` or a single dot, which relays change.
    private static func escaped(_ byte: UInt8, isFirst: Bool, isLast: Bool) -> [UInt8] {
        let isPlain = (0x21...0x7E).contains(byte) && byte != 0x3D || byte == 0x20 && !isLast
        let isTouched = isFirst && (byte == UInt8(ascii: "F") || byte == UInt8(ascii: "."))
        guard !isPlain || isTouched else { return [byte] }
        return [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
