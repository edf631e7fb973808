package import Domain
import Foundation

extension QuietHours {
    /// Whether `zone` names a time zone that this machine knows.
    package static func knows(zone: String) -> Bool { TimeZone(identifier: zone) != nil }

    /// When the quiet hours end in which `time` lies; nil where it lies in none.
    ///
    /// The wall clock decides, minute by minute: in the night in which an hour comes twice its quiet minutes are quiet both
    /// times, in the night that has an hour less a minute that is left out is passed over. A zone that is unknown by now is
    /// never quiet: rather told at night than not at all.
    package func end(after time: Timestamp) -> Timestamp? {
        guard let zone = TimeZone(identifier: zone), covers(time, in: zone) else { return nil }
        var end = time.advanced(by: -(time.seconds % 60))
        // Quiet for a day at most, and an hour more where the clock is set back.
        for _ in 0...26 * 60 where covers(end, in: zone) { end = end.advanced(by: 60) }
        return end
    }

    /// When an alert of this severity, raised at `time`, may go.
    package func due(_ severity: Severity, at time: Timestamp) -> Timestamp {
        if let bypass, severity >= bypass { return time }
        return end(after: time) ?? time
    }

    private func covers(_ time: Timestamp, in zone: TimeZone) -> Bool {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds)))
        let second = (time.seconds + Int64(offset)) % 86_400
        let minute = Int(second < 0 ? second + 86_400 : second) / 60
        return from < to ? (from..<to).contains(minute) : minute >= from || minute < to
    }
}
