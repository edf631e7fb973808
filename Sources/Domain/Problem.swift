/// Something an operator has to know: what is wrong, where, and what to do.
///
/// Printed as compilers do: `config/hotline.yaml:14:9: "5" is no duration; write "5m" or "300s"`.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// An error stops; a warning is told and lived with.
    package enum Severity: String, Sendable, Hashable { case error, warning }

    /// Where a problem is.
    package enum Place: Hashable, Sendable {
        /// A position in a file: line and column count from 1.
        case file(String, line: Int, column: Int)
        /// A file or folder as a whole.
        case path(String)
        /// A URL, without credentials or query.
        case url(String)
        case nowhere
    }

    /// What kind of trouble it is, as far as an exit status tells it.
    package enum Cause: Sendable, Hashable {
        /// Something is written wrongly.
        case mistake
        /// A file or folder is not there.
        case missing
        /// This user may not.
        case forbidden
    }

    /// What is wrong, in one line.
    package let message: String
    /// Where.
    package let place: Place
    /// What to do; nil where that is plain.
    package let remedy: String?
    /// Whether it stops.
    package let severity: Severity
    /// What kind of trouble it is.
    package let cause: Cause

    package init(
        _ message: String,
        at place: Place = .nowhere,
        remedy: String? = nil,
        severity: Severity = .error,
        cause: Cause = .mistake
    ) {
        self.message = message
        self.place = place
        self.remedy = remedy
        self.severity = severity
        self.cause = cause
    }

    /// `FILE:LINE:COL: what is wrong; what to do`.
    package var description: String { printed(as: severity == .warning ? "warning: " : "") }

    /// Without its severity, for a log that tells it by its own level.
    package var logLine: String { printed(as: "") }

    private func printed(as prefix: String) -> String {
        let told = prefix + (remedy.map { "\(message); \($0)" } ?? message)
        return switch place {
        case .file(let path, let line, let column): "\(path):\(line):\(column): \(told)"
        case .path(let path): "\(path): \(told)"
        case .url(let url): "\(url): \(told)"
        case .nowhere: told
        }
    }
}

/// Several problems found in one go, so that an operator mends a file once.
package struct Problems: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of the file; at least one.
    package let all: [Problem]

    package init(_ all: [Problem]) { self.all = all }

    /// One line a problem.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
