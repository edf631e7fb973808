/// A model of meaning that is asked where the rules are undecided. Optional: everything works without one.
package protocol SecondOpinion: Sendable {
    /// The text as a vector of length 1: texts of like meaning, in any language, lie near each other.
    ///
    /// The same text, the same vector. Takes some 50 ms of the caller's thread, less where the text was asked for lately.
    /// - Returns: nil where the model cannot tell (an empty text, a fault of the model).
    func embedding(of text: String) -> [Float]?
}

extension SecondOpinion {
    /// How alike two texts are: the cosine of their vectors, -1…1; nil where the model cannot tell.
    package func likeness(_ left: String, _ right: String) -> Double? {
        guard let left = embedding(of: left), let right = embedding(of: right) else { return nil }
        return Self.cosine(left, right)
    }

    /// Of two vectors of length 1 and of the same dimension; 0 where they differ in dimension.
    package static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        guard left.count == right.count else { return 0 }
        var sum = 0.0
        for index in left.indices { sum += Double(left[index]) * Double(right[index]) }
        return sum
    }
}
