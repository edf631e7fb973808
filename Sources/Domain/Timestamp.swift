/// A moment in whole seconds since 1970-01-01T00:00:00Z, always UTC.
///
/// Kept between the years 1 and 9999, so that it can always be printed as RFC 3339 and never overflows.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let seconds: Int64

    private static let least: Int64 = -62_135_596_800
    private static let greatest: Int64 = 253_402_300_799

    /// - Parameter seconds: since the Unix epoch; clamped to the years 1…9999.
    package init(seconds: Int64) {
        self.seconds = min(max(seconds, Self.least), Self.greatest)
    }

    /// Earlier than.
    package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

    /// This moment moved by `seconds`, which may be negative.
    package func advanced(by seconds: Int64) -> Timestamp {
        let (sum, overflow) = self.seconds.addingReportingOverflow(seconds)
        return Timestamp(seconds: overflow ? (seconds > 0 ? .max : .min) : sum)
    }

    /// Seconds from `other` to this moment; negative when this one is earlier.
    package func seconds(since other: Timestamp) -> Int64 { seconds - other.seconds }

    /// The civil date and time of day, proleptic Gregorian.
    ///
    /// Days to civil date after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    package var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        let rest = Int(seconds) - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, rest / 3_600, rest / 60 % 60, rest % 60)
    }

    /// Days from the epoch to a civil date; `month` and `day` are taken as given, so check them first.
    package static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day since the epoch, UTC.
    package var day: Int { Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400) }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, as `2025-08-15T19:30:00Z`.
    package var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `description`, 20 bytes of ASCII: times are written by the thousand.
    package func append(to bytes: inout [UInt8]) {
        func append(_ value: Int, _ width: Int, _ end: UInt8) {
            var unit = width == 4 ? 1_000 : 10
            while unit > 0 {
                bytes.append(0x30 + UInt8(truncatingIfNeeded: value / unit % 10))
                unit /= 10
            }
            bytes.append(end)
        }
        let civil = civil
        bytes.reserveCapacity(bytes.count + 20)
        append(civil.year, 4, 0x2D)
        append(civil.month, 2, 0x2D)
        append(civil.day, 2, 0x54)
        append(civil.hour, 2, 0x3A)
        append(civil.minute, 2, 0x3A)
        append(civil.second, 2, 0x5A)
    }

    /// Reads RFC 3339 with any offset, fraction dropped; a bare date is midnight UTC. Nil for anything else.
    package init?(rfc3339 text: String) {
        self.init(rfc3339: text.utf8Span.span)
    }

    /// The same of the text's UTF-8.
    package init?(rfc3339 bytes: Span<UInt8>) {
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for index in range {
                let byte = bytes[index]
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D, (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var total = Int64(Self.days(year: year, month: month, day: day)) * 86_400
        if bytes.count > 10 {
            guard bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20, bytes.count >= 20,
                let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
                bytes[13] == 0x3A, bytes[16] == 0x3A, hour < 24, minute < 60, second <= 60
            else { return nil }
            total += Int64(hour * 3_600 + minute * 60 + second)
            var index = 19
            if bytes[index] == 0x2E {
                index += 1
                while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
            }
            guard index < bytes.count else { return nil }
            switch bytes[index] {
            case 0x5A, 0x7A:
                guard index + 1 == bytes.count else { return nil }
            case 0x2B, 0x2D:
                guard let hours = number(index + 1..<index + 3), let minutes = number(index + 4..<index + 6),
                    index + 6 == bytes.count, hours < 24, minutes < 60
                else { return nil }
                let offset = Int64(hours * 3_600 + minutes * 60)
                total += bytes[index] == 0x2B ? -offset : offset
            default: return nil
            }
        }
        self.init(seconds: total)
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no RFC 3339 time")
        }
        self = time
    }

    /// As RFC 3339 text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
