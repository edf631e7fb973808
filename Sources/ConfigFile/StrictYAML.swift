package import Domain
import Yams

/// A YAML file read strictly: every mistake is noted with its line and column, and all of them are told at once.
///
/// Yams composes the nodes with their marks; what a value means is decided here, by what is asked for. So `no` stays a
/// word where a text is wanted, an unknown key is never dropped silently, and there is no type guessing. Anchors,
/// aliases and tags are refused, nesting and size are bounded; `${NAME}` is replaced in values only when an environment
/// is given, and never changes the structure.
///
/// ```swift
/// let file = try StrictYAML(path: "config/topics/example.yaml")          // throws Problems: no file, no YAML
/// if let top = file.root.mapping(keys: ["title", "threshold", "names", "weights"]) {
///     let title = top.require("title")?.string() ?? ""                   // notes `"title" is missing`
///     let threshold = top["threshold"]?.double(in: 0...1) ?? 0.5         // notes a wrong type or range
///     let names = top["names"]?.list().compactMap { $0.string() } ?? []  // one value will do for a list
///     for (key, value) in top["weights"]?.entries() ?? [] {              // a mapping with free keys
///         weights[key] = value.double()
///     }
///     if names.isEmpty { top.note("there are no names", remedy: "list one under \"names:\"") }
/// }
/// try file.finish()                                                      // throws Problems when any was noted
/// ```
///
/// Not `Sendable`: one task reads one file from beginning to end.
package final class StrictYAML {
    /// As it is printed in problems.
    package let path: String
    /// What was noted so far that is an error, in order of discovery; at most `mostProblems`.
    package private(set) var problems: [Problem] = []
    /// What was noted so far that is a warning.
    package private(set) var warnings: [Problem] = []
    /// Names that `${NAME}` may take; nil leaves `${` alone.
    let environment: [String: String]?

    private let node: Node
    private static let mostProblems = 100

    /// Reads and composes the file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mostBytes: a larger file is refused.
    ///   - environment: values for `${NAME}`; nil where the text is to be taken as it is.
    /// - Throws: `Problems` when the file cannot be read, is no UTF-8 or no YAML.
    package convenience init(path: String, mostBytes: Int = 16_000_000, environment: [String: String]? = nil)
        throws(Problems)
    {
        let file: TextFile
        do {
            file = try TextFile(path: path, mostBytes: mostBytes)
        } catch {
            throw Problems([error])
        }
        try self.init(text: file.text, path: path, environment: environment)
    }

    /// Composes `text`, which came from `path`.
    package init(text: String, path: String, environment: [String: String]? = nil) throws(Problems) {
        self.path = path
        self.environment = environment
        do {
            node = try Self.compose(text, path: path)
        } catch {
            throw Problems([error])
        }
    }

    /// The document; an empty file is a null value.
    package var root: YAMLValue { YAMLValue(node: node, file: self) }

    /// Ends the reading.
    ///
    /// - Throws: all errors that were noted, in order of line and column.
    package func finish() throws(Problems) {
        guard problems.isEmpty else { throw Problems(problems.inOrderOfPlace()) }
    }

    /// Notes a problem found by the caller.
    package func note(_ problem: Problem) {
        if problem.severity == .warning {
            if warnings.count < Self.mostProblems { warnings.append(problem) }
        } else if problems.count < Self.mostProblems {
            problems.append(problem)
        }
    }

    private static func compose(_ text: String, path: String) throws(Problem) -> Node {
        try YAMLGuard.check(text, path: path)
        do {
            // Resolver.basic: types are not guessed, which is also ten times faster than the default's expressions.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            // Nodes hold their anchors weakly: they are there to be seen only while the parser lives.
            defer { withExtendedLifetime(parser) {} }
            guard let node = try parser.singleRoot() else { return Node("", .implicit, .plain) }
            try YAMLGuard.refuseAnchorsAndTags(in: node, path: path)
            return node
        } catch let error as YamlError {
            throw YAMLGuard.problem(for: error, in: text, path: path)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("cannot be read as YAML: \(error)", at: .path(path))
        }
    }
}

extension [Problem] {
    /// Those with a line first by file and position, the others behind, all else as found.
    package func inOrderOfPlace() -> [Problem] {
        func key(_ problem: Problem) -> (String, Int, Int) {
            guard case .file(let path, let line, let column) = problem.place else { return ("\u{10FFFF}", 0, 0) }
            return (path, line, column)
        }
        return enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }.map(\.element)
    }
}

private func < (left: ((String, Int, Int), Int), right: ((String, Int, Int), Int)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
