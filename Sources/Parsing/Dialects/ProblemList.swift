import Domain

/// The problems of one document: the first hundred, at most three of a kind.
struct ProblemList {
    private(set) var all: [ParseProblem] = []
    private var counts: [String: Int] = [:]

    mutating func add(_ code: String, _ message: @autoclosure () -> String, line: Int = 0) {
        guard all.count < 100 else { return }
        let count = counts[code, default: 0] + 1
        counts[code] = count
        guard count <= 3 else { return }
        all.append(ParseProblem(code: code, message: message(), line: line))
    }

    /// Moves the lines of what was found in a part of the document that begins behind `lines` others.
    mutating func shift(by lines: Int) {
        guard lines > 0 else { return }
        for index in all.indices where all[index].line > 0 { all[index].line += lines }
    }

    mutating func add(_ problems: [ParseProblem]) {
        for problem in problems { add(problem.code, problem.message, line: problem.line) }
    }
}
