import Domain
import Yams

/// What protects the reader from hostile YAML, and what turns Yams' errors into problems.
///
/// libyaml itself stops at 1,000 levels. Aliases are counted before composing, because a chain of them nests and
/// multiplies without limit; after composing, any anchor at all is refused with its exact place.
enum YAMLGuard {
    private static let mostAliases = 4
    /// None, and what Yams itself resolves a key to.
    private static let harmlessTags: Set = [
        "", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq",
    ]

    /// Refuses control characters, and texts with many aliases, before Yams sees them.
    static func check(_ text: String, path: String) throws(Problem) {
        var line = 1
        var column = 0
        var aliases = 0
        var beforeBlank: Unicode.Scalar = "-"
        var previous: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            column += 1
            if scalar == "\n" {
                line += 1
                column = 0
                beforeBlank = "-"
            } else if scalar.value < 0x20 && scalar != "\t" && scalar != "\r" || scalar.value == 0x7F {
                let hex = "U+" + String(scalar.value, radix: 16, uppercase: true)
                throw Problem(
                    "control character \(hex)",
                    at: .file(path, line: line, column: column),
                    remedy: "take it out"
                )
            } else if previous == "*", isNameCharacter(scalar), "-:,[{?".unicodeScalars.contains(beforeBlank) {
                aliases += 1
                guard aliases <= mostAliases else {
                    throw anchorProblem(at: .file(path, line: line, column: column - 1))
                }
            } else if scalar != " " && scalar != "\t" && scalar != "*" {
                beforeBlank = scalar
            }
            previous = scalar
        }
    }

    /// Refuses what has an anchor, an alias or a tag. Stops at the first, so that what is aliased is never walked.
    static func refuseAnchorsAndTags(in root: Node, path: String) throws(Problem) {
        var open = [root]
        while let node = open.popLast() {
            let place = place(of: node, path: path)
            guard node.anchor == nil else { throw anchorProblem(at: place) }
            let tag: Tag
            switch node {
            case .scalar(let scalar): tag = scalar.tag
            case .alias: throw anchorProblem(at: place)
            case .sequence(let sequence):
                tag = sequence.tag
                open.append(contentsOf: sequence.reversed())
            case .mapping(let mapping):
                tag = mapping.tag
                for (key, value) in mapping.reversed() { open.append(contentsOf: [value, key]) }
            }
            guard harmlessTags.contains(tag.description) else {
                throw Problem("tags are not supported", at: place, remedy: "take out \"\(tag.description)\"")
            }
        }
    }

    static func place(of node: Node, path: String) -> Problem.Place {
        guard let mark = node.mark else { return .path(path) }
        return .file(path, line: mark.line, column: mark.column)
    }

    /// A syntax error as a problem: libyaml's words, and where.
    static func problem(for error: YamlError, in text: String, path: String) -> Problem {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if isIndentedByTab(line: mark.line, of: text) {
                return Problem(
                    "a tab cannot indent in YAML",
                    at: .file(path, line: mark.line, column: mark.column),
                    remedy: "indent with spaces"
                )
            }
            let when = context.map { " \($0.text)" } ?? ""
            return Problem(
                "no valid YAML: \(problem)\(when)",
                at: .file(path, line: mark.line, column: mark.column),
                remedy: "mend the indentation, quotes or brackets here or just above"
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            return Problem(
                "key \(names) is given twice in one block",
                at: .file(path, line: context.mark.line, column: context.mark.column),
                remedy: "keep one; the first is here"
            )
        case .reader(let problem, let offset, _, _):
            let (line, column) = position(of: offset ?? 0, in: text)
            return Problem("no valid YAML: \(problem)", at: .file(path, line: line, column: column))
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return Problem("cannot be read as YAML: \(error)", at: .path(path))
        }
    }

    private static func anchorProblem(at place: Problem.Place) -> Problem {
        Problem("anchors and aliases are not supported", at: place, remedy: "write the value out where it is needed")
    }

    private static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }

    private static func isIndentedByTab(line: Int, of text: String) -> Bool {
        let lines = text.split(maxSplits: line, omittingEmptySubsequences: false) { $0.isNewline }
        guard line >= 1, lines.count >= line else { return false }
        return lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }

    private static func position(of offset: Int, in text: String) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for character in text.prefix(offset) {
            column += 1
            if character.isNewline { (line, column) = (line + 1, 1) }
        }
        return (line, column)
    }
}
