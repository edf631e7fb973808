import Domain

/// Says when a cause may have its line in the log: once a minute, however often it happens.
final class RareLog: Sendable {
    private static let pause: Int64 = 60

    private let causes = Locked<[String: (last: Timestamp, unsaid: Int)]>([:])

    /// How often `cause` happened since its last line without being told; nil when it is not to be told now.
    ///
    /// Causes are few and written in the program, never taken from outside.
    func admit(_ cause: String, at now: Timestamp) -> Int? {
        causes.withLock { causes in
            guard let (last, unsaid) = causes[cause], last <= now, now.seconds(since: last) < Self.pause else {
                defer { causes[cause] = (now, 0) }
                return causes[cause]?.unsaid ?? 0
            }
            causes[cause] = (last, unsaid + 1)
            return nil
        }
    }
}
