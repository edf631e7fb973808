/// Text from feeds made fit for people's channels: nothing invisible, nothing that turns the line around, not too long.
enum PlainText {
    /// What a channel counts its limits in.
    enum Unit: Sendable {
        case bytes, scalars, utf16

        func cost(of scalar: Unicode.Scalar) -> Int {
            switch self {
            case .bytes: UTF8.width(scalar)
            case .scalars: 1
            case .utf16: UTF16.width(scalar)
            }
        }
    }

    /// Drops controls, bidirectional and zero-width characters, tags and non-characters, and towers of marks; white space
    /// becomes one space.
    static func clean(_ text: String) -> String {
        var cleaned = String.UnicodeScalarView()
        var isSpace = false
        var marks = 0
        for scalar in text.unicodeScalars {
            if isBlank(scalar) {
                isSpace = !cleaned.isEmpty
                continue
            }
            if isForbidden(scalar) { continue }
            marks = isMark(scalar) ? marks + 1 : 0
            if marks > mostMarks { continue }
            if isSpace { cleaned.append(" ") }
            isSpace = false
            cleaned.append(scalar)
        }
        return String(cleaned)
    }

    /// The beginning of `text` that costs at most `limit`, with `…` where something was left out.
    ///
    /// Cut between words where there is a space in the second half, else between characters; linear in `limit`.
    ///
    /// - Parameters:
    ///   - text: cleaned already.
    ///   - limit: in the units of `cost`.
    ///   - cost: what one scalar takes, escapes included.
    /// - Returns: the text itself where it fits; nothing where not even `…` does.
    static func cut(_ text: String, to limit: Int, cost: (Unicode.Scalar) -> Int) -> String {
        let scalars = text.unicodeScalars
        let room = limit - cost("…")
        var spent = 0
        var end = scalars.startIndex
        var fits = scalars.startIndex
        var word: (index: String.Index, spent: Int)?
        while end < scalars.endIndex {
            if spent <= room {
                fits = end
                if scalars[end] == " " { word = (end, spent) }
            }
            spent += cost(scalars[end])
            if spent > limit { break }
            end = scalars.index(after: end)
        }
        guard spent > limit else { return text }
        guard room >= 0 else { return "" }
        if let word, word.spent * 2 >= limit { return String(scalars[..<word.index]) + "…" }
        // Back to where a character begins; one that is built of very many scalars is cut all the same.
        var steps = 0
        while fits > scalars.startIndex, steps < 32, isJoined(scalars, at: fits) {
            fits = scalars.index(before: fits)
            steps += 1
        }
        return String(scalars[..<fits]) + "…"
    }

    static func cut(_ text: String, to limit: Int, in unit: Unit) -> String { cut(text, to: limit, cost: unit.cost) }

    /// No script puts more on one letter; a tower of them covers the lines above and below.
    private static let mostMarks = 8

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        return switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF0...0xFFFB, 0xE0000...0xE0FFF:
            true
        default: scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
        }
    }

    /// Whether the scalar at `index` belongs to the character before it: marks, selectors, skin tones, the second of a flag.
    private static func isJoined(_ scalars: String.UnicodeScalarView, at index: String.Index) -> Bool {
        let scalar = scalars[index]
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: break
        }
        guard isFlagHalf(scalar) else { return scalar.properties.isEmojiModifier }
        // A flag is two letters: the second of a pair has an odd number of them before it.
        return scalars[..<index].suffix(64).reversed().prefix(while: isFlagHalf).count % 2 == 1
    }

    private static func isFlagHalf(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }
}
