package import Domain

/// A document as UTF-8 and how it was read.
package struct DecodedDocument {
    /// Well-formed UTF-8 without a byte order mark.
    package var text: [UInt8]
    /// What was not as it should be.
    package var problems: [ParseProblem] = []
    /// False where all of it is known to be in composed form (NFC), character references aside.
    package var mayCombine = true
}

/// Bytes to UTF-8 in one documented order, each step only where the bytes are valid in it:
///
/// 1. a byte order mark (RFC 7303 §3; XML 1.0 appendix F.2),
/// 2. the charset of the Content-Type (RFC 7303 §3.2),
/// 3. the encoding of the XML declaration (XML 1.0 §4.3.3), read in the family its first bytes show (appendix F.1),
/// 4. UTF-8, also before a one-byte label that UTF-8 text was mislabelled with (it is never valid UTF-8 by chance),
/// 5. detection (`EncodingGuess`),
/// 6. the encoding that was declared, or else UTF-8, with what is invalid replaced.
package enum DocumentDecoder {
    /// - Parameters:
    ///   - bytes: the document as it came.
    ///   - contentType: of the answer; nil where there is none.
    /// - Returns: its text in UTF-8, whatever it holds, and what was declared and found.
    package static func decode(_ bytes: [UInt8], contentType: String?) -> DecodedDocument {
        if let marked = byMark(bytes) { return marked }
        if let family = WideText.family(of: bytes) { return decode(bytes, as: family) }
        let header = contentType.flatMap(charset).flatMap(EncodingLabel.init)
        if bytes.starts(with: [0x4C, 0x6F, 0xA7, 0x94]) { return ebcdic(bytes, header: header) }

        let scan = UTF8Scan(bytes)
        let declaration = XMLDeclaration.encoding(in: bytes)
        let declared = declaration.flatMap(EncodingLabel.init)
        var problems: [ParseProblem] = []
        for label in [header, declared] {
            guard let label, !label.isWide, !label.isEBCDIC else { continue }
            if scan.isValid, label == .utf8 || scan.multibyte == 0 && !isStateful(label) { break }
            if scan.isValid, scan.multibyte > 0, ByteTable.table(for: label) != nil {
                problems.append(problem("misdeclared-encoding", "says \(label.name) but is UTF-8"))
                break
            }
            if let text = strict(bytes, label) {
                let mayCombine = ByteTable.table(for: label)?.mayCombine ?? true
                return DecodedDocument(text: text, problems: problems, mayCombine: mayCombine)
            }
            problems.append(problem("misdeclared-encoding", "says \(label.name) but has bytes that are not"))
        }
        if scan.isValid {
            if let declaration, declared == nil || declared?.isWide == true {
                problems.append(
                    problem("undeclared-encoding", "\"\(declaration.prefix(40))\" is no encoding for these bytes")
                )
            }
            return DecodedDocument(text: bytes, problems: problems, mayCombine: scan.mayCombine)
        }
        return guess(bytes, scan, declared: [header, declared].compactMap { $0 }, problems)
    }

    // MARK: - Steps

    private static func byMark(_ bytes: [UInt8]) -> DecodedDocument? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            let text = Array(bytes.dropFirst(3))
            if UTF8Scan(text).isValid { return DecodedDocument(text: text) }
            return DecodedDocument(
                text: LossyUTF8.decode(text),
                problems: [problem("invalid-bytes", "has a UTF-8 mark but bytes that are not UTF-8")]
            )
        }
        guard let family = WideText.mark(of: bytes) else { return nil }
        return decode(Array(bytes.dropFirst(family.markLength)), as: family)
    }

    private static func decode(_ bytes: [UInt8], as family: WideText) -> DecodedDocument {
        let (text, bad) = family.decode(bytes)
        return DecodedDocument(
            text: text,
            problems: bad == 0
                ? [] : [problem("invalid-bytes", "\(bad) code units are not valid UTF-\(family.width * 8)")]
        )
    }

    private static func ebcdic(_ bytes: [UInt8], header: EncodingLabel?) -> DecodedDocument {
        let invariant = Iconv(from: "IBM037")?.convertLossily(Array(bytes.prefix(200))).text ?? []
        let declared = XMLDeclaration.ebcdicEncoding(in: invariant).flatMap(EncodingLabel.init)
        for label in [header, declared] {
            if let label, label.isEBCDIC, let text = strict(bytes, label) {
                return DecodedDocument(text: newlines(text))
            }
        }
        let text = Iconv(from: "IBM037")?.convertLossily(bytes).text ?? bytes
        return DecodedDocument(
            text: newlines(text),
            problems: [problem("undeclared-encoding", "EBCDIC of an unknown page")]
        )
    }

    /// EBCDIC's NEL is XML's line feed (XML 1.1 §2.11).
    private static func newlines(_ text: [UInt8]) -> [UInt8] {
        var mended: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text {
            if byte == 0x85, previous == 0xC2 { mended[mended.count - 1] = 0x0A } else { mended.append(byte) }
            previous = byte
        }
        return mended
    }

    private static func guess(
        _ bytes: [UInt8],
        _ scan: UTF8Scan,
        declared: [EncodingLabel],
        _ problems: [ParseProblem]
    ) -> DecodedDocument {
        var problems = problems
        // Mostly UTF-8 with a few strays (pasted windows-1252, a cut sequence) is UTF-8.
        // Double-byte encodings have one sequence in twenty by chance, one-byte ones next to none.
        let isUTF8 = declared.contains(.utf8) ? scan.multibyte * 4 >= scan.bad : scan.multibyte >= scan.bad * 2
        if isUTF8, scan.multibyte > 0 {
            problems.append(problem("invalid-bytes", "\(scan.bad) bytes are not UTF-8; read as windows-1252"))
            return DecodedDocument(text: LossyUTF8.decode(bytes), problems: problems)
        }
        if let label = declared.first(where: { $0 != .utf8 && !$0.isWide && !$0.isEBCDIC }),
            let text = lossy(bytes, label)
        {
            return DecodedDocument(text: text, problems: problems)
        }
        if let label = EncodingGuess.label(for: bytes), let text = strict(bytes, label) {
            problems.append(problem("undeclared-encoding", "read as \(label.name) by the look of its bytes"))
            return DecodedDocument(text: text, problems: problems)
        }
        problems.append(problem("invalid-bytes", "\(scan.bad) bytes are not UTF-8; read as windows-1252"))
        return DecodedDocument(text: LossyUTF8.decode(bytes), problems: problems)
    }

    // MARK: - Helpers

    /// Text of `bytes` if all of them are valid in `label`.
    static func strict(_ bytes: [UInt8], _ label: EncodingLabel) -> [UInt8]? {
        if label == .utf8 { return UTF8Scan(bytes).isValid ? bytes : nil }
        if let table = ByteTable.table(for: label) {
            let (text, bad) = table.decode(bytes)
            return bad == 0 ? text : nil
        }
        return Iconv(from: label.name)?.convert(bytes) ?? (ICUText.decode(bytes, label.name))
    }

    /// Text of `bytes` if at most one in fifty of those above ASCII is invalid in `label`.
    private static func lossy(_ bytes: [UInt8], _ label: EncodingLabel) -> [UInt8]? {
        let high = bytes.count { $0 >= 0x80 }
        let result: (text: [UInt8], bad: Int)
        if let table = ByteTable.table(for: label) {
            result = table.decode(bytes)
        } else if let iconv = Iconv(from: label.name) {
            result = iconv.convertLossily(bytes)
        } else {
            return nil
        }
        return result.bad * 50 <= max(high, 50) ? result.text : nil
    }

    /// ISO-2022 and UTF-7 write other characters in ASCII bytes, so that "all ASCII" says nothing.
    private static func isStateful(_ label: EncodingLabel) -> Bool {
        label.name.hasPrefix("ISO-2022") || label.name == "HZ" || label.name == "UTF-7"
    }

    private static func problem(_ code: String, _ message: String) -> ParseProblem {
        ParseProblem(code: code, message: message, line: 1)
    }

    /// The charset parameter of a media type; quotes of either kind are accepted (RFC 9110 §8.3.1 has double ones).
    package static func charset(of contentType: String) -> String? {
        for part in contentType.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, trimmed(pair[0]).lowercased() == "charset" else { continue }
            return trimmed(pair[1])
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        let noise: Set<Character> = [" ", "\t", "\"", "'"]
        return String(text.drop { noise.contains($0) }.reversed().drop { noise.contains($0) }.reversed())
    }
}
