/// The people in an RSS `author` or `dc:creator`: `a@b.c (Name)`, `Name <a@b.c>`, `Name (a@b.c)`, `Name`, `a@b.c`.
enum AuthorText {
    /// Names where there are any, else addresses. One text is one author: commas are in names, too.
    static func names(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        guard text.utf8.contains(0x40) else { return [text] }
        for (open, close) in [(0x28, 0x29), (0x3C, 0x3E)] as [(UInt8, UInt8)] {
            guard let start = text.utf8.firstIndex(of: open), let end = text.utf8[start...].firstIndex(of: close) else {
                continue
            }
            let inside = trimmed(text[text.utf8.index(after: start)..<end])
            let outside = trimmed(text[..<start])
            if isAddress(outside), !inside.isEmpty, !isAddress(inside) { return [inside] }
            if isAddress(inside), !outside.isEmpty { return [outside] }
        }
        return [text]
    }

    private static func isAddress(_ text: String) -> Bool { text.utf8.contains(0x40) && !text.utf8.contains(0x20) }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\"" }
        return String(start.reversed().drop { $0 == " " || $0 == "\"" }.reversed())
    }
}
