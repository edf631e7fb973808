import Domain

/// Says when a cause may have its line in the log: once in its pause, a minute unless said otherwise, however often it happens.
final class RareLog: Sendable {
    /// More causes than this at a time are not told of.
    private static let mostCauses = 10_000

    private typealias Line = (last: Timestamp, pause: Int64, unsaid: Int)

    private let causes = Locked<[String: Line]>([:])

    /// How often `cause` happened since its last line without being told; nil when it is not to be told now.
    ///
    /// A cause is written in the program, with the id of a feed at most, and never taken from outside; `pause` is the least
    /// between two of its lines, seconds.
    func admit(_ cause: String, at now: Timestamp, every pause: Int64 = 60) -> Int? {
        causes.withLock { causes in
            if let line = causes[cause], Self.isRecent(line, at: now) {
                causes[cause] = (line.last, line.pause, line.unsaid + 1)
                return nil
            }
            if causes.count >= Self.mostCauses { causes = causes.filter { Self.isRecent($0.value, at: now) } }
            guard causes[cause] != nil || causes.count < Self.mostCauses else { return nil }
            defer { causes[cause] = (now, pause, 0) }
            return causes[cause]?.unsaid ?? 0
        }
    }

    private static func isRecent(_ line: Line, at now: Timestamp) -> Bool {
        line.last <= now && now.seconds(since: line.last) < line.pause
    }
}
