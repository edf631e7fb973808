import Domain
import Foundation
import Glibc
import Parsing

/// `hotline bench parse`: every file of a folder through the parser, in this process, as one JSON object.
package enum BenchParse {
    /// How long to go on, seconds; whole rounds are counted.
    private static let enough = 1.0

    /// - Parameters:
    ///   - folder: its files are documents; those whose name begins with a dot are not.
    ///   - rounds: how often each is parsed; nil: until a second is over, three times at least.
    /// - Returns: how the command ends.
    /// - Throws: `CommandFailure` when the folder cannot be read.
    package static func run(folder: String, rounds: Int?) throws -> ExitStatus {
        let files = try load(folder)
        let bytes = files.reduce(0) { $0 + $1.count }
        var entries = 0
        var failed = 0
        var done = 0
        let start = monotonic()
        while rounds.map({ done < $0 }) ?? (done < 3 || monotonic() - start < enough) {
            (entries, failed) = (0, 0)
            for file in files {
                do throws(NotAFeed) {
                    entries += try FeedParser.parse(file, contentType: nil, base: nil).entries.count
                } catch {
                    failed += 1
                }
            }
            done += 1
        }
        let seconds = monotonic() - start
        var line = JSONLine()
        line.number("files", files.count)
        line.number("bytes", bytes)
        line.number("rounds", done)
        line.raw("seconds", decimal(seconds))
        line.raw("mb_per_s", decimal(Double(bytes) * Double(done) / 1e6 / max(seconds, 1e-9)))
        line.number("entries", entries)
        line.number("failed", failed)
        return Console.out(line.text) ? .ok : .io
    }

    private static func load(_ folder: String) throws -> [[UInt8]] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sorted()
            return try names.map {
                [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent($0)))
            }
        } catch {
            throw CommandFailure(.noInput, Problem("cannot be read as a folder of documents", at: .path(folder)))
        }
    }

    private static func monotonic() -> Double {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func decimal(_ value: Double) -> String {
        let thousandths = Int(exactly: (value * 1_000).rounded()) ?? 0
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
