/// The time of day in which alerts wait, by the wall clock of a place.
package struct QuietHours: Sendable, Hashable {
    /// Minutes since midnight, 0..<1440: the first quiet one, and the first loud one. May span midnight; never equal.
    package let from: Int
    /// The first loud minute after it.
    package let to: Int
    /// An IANA name, as `Europe/Berlin`.
    package let zone: String
    /// What is at least this severe does not wait; nil: everything waits.
    package let bypass: Severity?

    package init(from: Int, to: Int, zone: String, bypass: Severity?) {
        self.from = from
        self.to = to
        self.zone = zone
        self.bypass = bypass
    }
}
