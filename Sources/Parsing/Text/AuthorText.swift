/// The people in an RSS `author` or `dc:creator`: `a@b.c (Name)`, `Name <a@b.c>`, `Name (a@b.c)`, `Name`, `a@b.c`.
enum AuthorText {
    /// Names where there are any, else addresses. One text is one author: commas are in names, too.
    static func names(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        for (open, close) in [("(", ")"), ("<", ">")] as [(Character, Character)] {
            guard let start = text.firstIndex(of: open), let end = text[start...].firstIndex(of: close) else { continue }
            let inside = trimmed(text[text.index(after: start)..<end])
            let outside = trimmed(text[..<start])
            if isAddress(outside), !inside.isEmpty, !isAddress(inside) { return [inside] }
            if isAddress(inside), !outside.isEmpty { return [outside] }
        }
        return [text]
    }

    private static func isAddress(_ text: String) -> Bool { text.contains("@") && !text.contains(" ") }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\"" }
        return String(start.reversed().drop { $0 == " " || $0 == "\"" }.reversed())
    }
}
