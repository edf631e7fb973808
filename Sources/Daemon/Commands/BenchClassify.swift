import ConfigFile
import Domain
import Foundation
import Judging

/// `hotline bench classify FILE.jsonl`: how fast items are judged, title and summary, on one core.
package enum BenchClassify {
    /// Judges the file's items again and again for about this long.
    private static let seconds = 3.0

    /// Prints one JSON object. Throws `CommandFailure`: 66 for no file, 65 for a line that is no item.
    package static func run(path: String, configPath: String?, environment: [String: String]) throws -> ExitStatus {
        let judge = try Rooms.judge(configPath: configPath, environment: environment)
        let items = try JudgedLine.all(in: path)
        guard !items.isEmpty else {
            throw CommandFailure(
                .badData,
                Problem("holds no items", at: .path(path), remedy: "give one JSON object a line")
            )
        }
        var rounds = 0
        var flagged = 0
        let start = ProcessorClock.seconds
        var spent = 0.0
        repeat {
            flagged = 0
            for item in items where judge.judge(item).verdict.isOnTopic { flagged += 1 }
            rounds += 1
            spent = ProcessorClock.seconds - start
        } while spent < seconds
        let bytes = items.reduce(0) { $0 + $1.title.utf8.count + ($1.line.summary?.utf8.count ?? 0) }
        let figures: [String: Double] = [
            "items": Double(items.count), "rounds": Double(rounds), "flagged": Double(flagged),
            "seconds": Rounded.four(spent),
            "items_per_s": (Double(items.count * rounds) / spent).rounded(),
            "mb_per_s": Rounded.four(Double(bytes * rounds) / spent / 1e6),
            "topic_bytes": Double(judge.byteCount),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        Console.out(String(decoding: try encoder.encode(figures), as: UTF8.self))
        return .ok
    }
}
