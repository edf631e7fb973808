import Domain
import Foundation
import Glibc

/// Reads JSON objects, one a line, from standard input or a file; every mistake names its line and its field.
enum JSONLines {
    /// A line of a file.
    struct Place {
        let file: String
        /// From 1.
        let line: Int

        static func standardInput(_ line: Int) -> Place { Place(file: "standard input", line: line) }

        func failure(_ what: String) -> CommandFailure {
            CommandFailure(
                .badData,
                Problem(
                    "no item: \(what)",
                    at: .file(file, line: line, column: 1),
                    remedy: "write one JSON object a line (docs/deduplication.md)"
                )
            )
        }
    }

    /// Answers each line of standard input on standard output, in their order. Blank lines are passed over.
    ///
    /// - Throws: `CommandFailure`, bad data with the line's number; what came before is answered.
    static func answer<Question: Decodable, Answer: Encodable>(
        _ body: (Question, Int) throws(CommandFailure) -> Answer
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var output: [UInt8] = []
        // Whole answers at a time; what is answered already is told also when a later line is bad.
        defer { Console.out(output) }
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard line.utf8.contains(where: { $0 > 0x20 }) else { continue }
            let question = try decode(Question.self, from: Data(line.utf8), at: .standardInput(number))
            output += try encoder.encode(body(question, number))
            output.append(0x0A)
            if output.count > 1 << 16 || isatty(0) == 1 {
                let isRead = Console.out(output)
                output.removeAll(keepingCapacity: true)
                guard isRead else { return }
            }
        }
    }

    /// The items of a file, each with at least `needed`. Blank lines are passed over.
    ///
    /// - Throws: `CommandFailure`: no input where the file cannot be read, bad data with the line's number.
    static func items(in path: String, needing needed: [ItemLine.CodingKeys] = []) throws(CommandFailure) -> [ItemLine]
    {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                .noInput,
                Problem("cannot be read", at: .path(path), remedy: "give a file of JSON lines")
            )
        }
        var items: [ItemLine] = []
        var number = 0
        for line in data.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            let place = Place(file: path, line: number)
            let item = try decode(ItemLine.self, from: line, at: place)
            try item.require(needed, at: place)
            items.append(item)
        }
        return items
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from line: Data,
        at place: Place
    ) throws(CommandFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: line)
        } catch {
            throw place.failure(reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "\"\(name(context.codingPath + [key]))\" is missing"
        case DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty:
            "\"\(name(context.codingPath))\" is of the wrong type"
        case DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty:
            "\"\(name(context.codingPath))\" is null"
        default: "the line is no JSON object"
        }
    }

    private static func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
}
