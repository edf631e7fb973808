/// Finds what was meant by a mistyped word.
enum NearestName {
    /// `did you mean "interval"?` when one is near, else the list of what is known.
    static func hint(for word: String, among known: [String]) -> String {
        if let near = nearest(to: word, among: known) { return "did you mean \"\(near)\"?" }
        return "known here: \(known.joined(separator: ", "))"
    }

    /// The known word that takes the fewest typing mistakes to become `word`; nil where that is more than a third of it.
    static func nearest(to word: String, among known: [String]) -> String? {
        let letters = letters(of: word)
        guard letters.count <= 60 else { return nil }
        let ranked = known.map { (name: $0, distance: distance(letters, Self.letters(of: $0))) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, max(letters.count, best.name.utf8.count) / 3) ? best.name : nil
    }

    /// Case and the sort of separator make no difference.
    private static func letters(of word: String) -> [Character] {
        word.lowercased().map { $0 == "-" || $0 == " " || $0 == "." ? "_" : $0 }
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
