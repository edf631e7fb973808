import Domain

/// Who may work on what until when; forgotten with the process, which is the only one (the folder's lock).
struct Leases<Key: Hashable & Sendable>: Sendable {
    private var ends: [Key: Timestamp] = [:]

    /// How many are known, ended ones included.
    var count: Int { ends.count }

    /// When the lease of `key` ends; nil without one.
    func end(of key: Key) -> Timestamp? { ends[key] }

    mutating func take(_ key: Key, until end: Timestamp) { ends[key] = end }

    mutating func free(_ key: Key) { ends[key] = nil }

    /// Drops those that have ended by `now`.
    mutating func sweep(_ now: Timestamp) { ends = ends.filter { $0.value > now } }
}
