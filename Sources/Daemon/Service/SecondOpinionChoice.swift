import Domain
import Semantics

/// The second opinion that a configuration asks for.
enum SecondOpinionChoice {
    /// - Returns: nil where none is asked for, or where it cannot be had: then that is told, and the rules judge alone.
    static func load(_ configuration: Configuration, tell: (Problem) -> Void) -> (any SecondOpinion)? {
        guard let files = configuration.semantics else { return nil }
        do throws(Problem) {
            return try SentenceModel(files)
        } catch {
            tell(error)
            return nil
        }
    }
}
