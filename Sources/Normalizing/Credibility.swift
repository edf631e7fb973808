package import Domain

/// What can be believed of a publisher's dates.
package enum Credibility {
    /// How far ahead of our clock a date may be, seconds: clocks differ.
    static let tolerance: Int64 = 3_600
    /// News feeds are younger than this: 1995-01-01. What is older is a default or a broken clock.
    static let beginning = Timestamp(seconds: 788_918_400)

    /// The publication time: the first credible of the stated dates, else the time of first sight.
    ///
    /// A date from the future or from before there were feeds says nothing, so it can neither hide an item nor make it stale.
    package static func publication(published: Timestamp?, updated: Timestamp?, firstSeen: Timestamp) -> Publication {
        for stated in [published, updated] {
            if let stated, isCredible(stated, at: firstSeen) { return .stated(min(stated, firstSeen)) }
        }
        return .firstSeen(firstSeen)
    }

    static func isCredible(_ stated: Timestamp, at now: Timestamp) -> Bool {
        stated >= beginning && stated <= now.advanced(by: tolerance) && !isPlaceholder(stated)
    }

    /// Midnight of a first of January at a round year is what software writes for "unknown".
    private static func isPlaceholder(_ time: Timestamp) -> Bool {
        let civil = time.civil
        return civil.month == 1 && civil.day == 1 && civil.hour == 0 && civil.minute == 0 && civil.second == 0
            && [2_000, 2_001, 1_999, 1_998].contains(civil.year)
    }
}
