/// A model of meaning that is asked where the rules are undecided. Optional: everything works without one.
package protocol SecondOpinion: Sendable {
    /// The text as a vector of length 1: texts of like meaning, in any language, lie near each other.
    ///
    /// The same text, the same vector. Takes some 50 ms of the caller's thread, less where the text was asked for lately.
    /// - Returns: nil where the model cannot tell (an empty text, a fault of the model).
    func embedding(of text: String) -> [Float]?
}
