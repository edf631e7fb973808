import ConfigFile
import Domain
import Foundation

/// Reads JSON objects from standard input, one a line, and writes answers to standard output, as they come.
enum JSONLines {
    /// How many bad lines are told one by one; the rest are counted.
    private static let mostTold = 20

    /// Answers each line in order; a line that is no question is told with its number and loses no other.
    ///
    /// - Parameters:
    ///   - remedy: what a line should look like.
    ///   - body: the answer to a question, and to the number of its line.
    /// - Returns: 65 when a line was bad, 74 when standard input cannot be read or standard output not be written.
    /// - Throws: what keeps an answer from being JSON: a number that is none.
    static func answer<Question: Decodable, Answer: Encodable>(
        remedy: String = ItemLine.remedy,
        _ body: (Question, Int) -> Answer
    ) throws -> ExitStatus {
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = LineReader(0)
        var output: [UInt8] = []
        var isRead = true
        var bad = 0
        func flush() {
            guard !output.isEmpty else { return }
            isRead = Console.out(output)
            output.removeAll(keepingCapacity: true)
        }
        while let line = lines.next(beforeWaiting: flush), isRead {
            let question: Question
            do {
                guard let text = try text(of: line) else { continue }
                question = try decoder.decode(Question.self, from: Data(text.utf8))
            } catch {
                bad += 1
                if bad <= mostTold { Console.tell(problem(error, "standard input", lines.number, remedy)) }
                continue
            }
            output += try encoder.encode(body(question, lines.number))
            output.append(0x0A)
            if output.count > 1 << 16 { flush() }
        }
        flush()
        return end(bad, lines, isRead)
    }

    /// The objects of a file, one a line; blank lines are passed over.
    ///
    /// - Throws: as `each` does.
    static func all<Value: Decodable>(_ type: Value.Type, in path: String, remedy: String) throws -> [Value] {
        var values: [Value] = []
        try each(type, in: path, remedy: remedy) { values.append($0) }
        return values
    }

    /// Hands out the objects of a file, one a line; blank lines are passed over. From the first bad line on none.
    ///
    /// - Throws: `CommandFailure` with the first twenty bad lines: 65, or 66 and 77 where the file is missing or closed to us.
    static func each<Value: Decodable>(
        _ type: Value.Type,
        in path: String,
        remedy: String,
        _ body: (Value) -> Void
    ) throws {
        let text: String
        do throws(Problem) {
            text = try TextFile(path: path, mostBytes: 1_000_000_000).text
        } catch {
            throw CommandFailure(input: [error])
        }
        let decoder = JSONDecoder()
        var problems: [Problem] = []
        for (index, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                let value = try decoder.decode(type, from: Data(line))
                if problems.isEmpty { body(value) }
            } catch {
                problems.append(problem(error, path, index + 1, remedy))
                if problems.count == mostTold { break }
            }
        }
        guard problems.isEmpty else { throw CommandFailure(.badData, problems) }
    }

    private static func end(_ bad: Int, _ lines: LineReader, _ isRead: Bool) -> ExitStatus {
        if bad > mostTold { Console.tell(Problem("\(bad) bad lines in all", at: .path("standard input"))) }
        if lines.failure != nil { Console.tell(Problem("cannot be read", at: .path("standard input"))) }
        return lines.failure != nil || !isRead ? .io : bad > 0 ? .badData : .ok
    }

    private struct TooLong: Error {}

    /// Nil for a blank line.
    private static func text(of line: LineReader.Line) throws -> String? {
        guard case .text(let text) = line else { throw TooLong() }
        return text.utf8.contains { $0 > 0x20 } ? text : nil
    }

    /// What keeps a line from being what was asked for, with its place.
    static func problem(_ error: any Error, _ path: String, _ line: Int, _ remedy: String) -> Problem {
        let what =
            switch error {
            case DecodingError.keyNotFound(let key, let context):
                "\"\(name(context.codingPath + [key]))\" is missing"
            case DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty:
                "\"\(name(context.codingPath))\" is of the wrong type"
            case DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty:
                "\"\(name(context.codingPath))\" is null"
            case is TooLong: "the line is too long"
            default: "the line is no JSON object"
            }
        return Problem("no item: \(what)", at: .file(path, line: line, column: 1), remedy: remedy)
    }

    private static func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
}
