package import Domain

/// Dates as feeds write them: RFC 822 with its wrong forms, RFC 3339 and ISO 8601 in all widths, asctime, Unix seconds,
/// and written-out dates in the languages that are seen. What is ambiguous by more than a zone is no date.
///
/// No zone is UTC; no time of day is midnight. The two common forms take about 30 ns; others go through `DateScanner`.
package enum DateParser {
    /// The longest text that can be a date, bytes.
    private static let longest = 128

    /// The moment a text names; nil where it names none for certain.
    package static func timestamp(_ bytes: [UInt8]) -> Timestamp? {
        let span = bytes.span
        var start = 0
        var end = span.count
        while start < end, span[start] <= 0x20 { start += 1 }
        while end > start, span[end - 1] <= 0x20 { end -= 1 }
        guard end > start, end - start <= longest else { return nil }
        if let time = rfc822(span, start, end) ?? rfc3339(span, start, end) { return time }
        let text = Array(bytes[start..<end])
        if let time = ISODates.timestamp(text) { return time }
        var scanner = DateScanner(text)
        return scanner.timestamp()
    }

    /// A checked moment; nil for what is on no calendar or clock.
    static func moment(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        offset: Int = 0
    ) -> Timestamp? {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= days(in: month, of: year),
            (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            hour < 24 || minute == 0 && second == 0
        else { return nil }
        let midnight = Timestamp.days(year: year, month: month, day: day) * 86_400
        return Timestamp(seconds: Int64(midnight + hour * 3_600 + minute * 60 + min(second, 59) - offset))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // MARK: - The two common forms

    /// `[Fri, ]15 Aug 2025 19:30:00 GMT`, the zone `GMT`, `UTC`, `Z` or `±hhmm`.
    private static func rfc822(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Timestamp? {
        var index = start
        if index + 5 < end, text[index + 3] == 0x2C, text[index + 4] == 0x20 { index += 5 }
        guard index + 2 < end, let first = digit(text[index]) else { return nil }
        var day = first
        index += 1
        if let second = digit(text[index]) {
            day = day * 10 + second
            index += 1
        }
        guard index + 17 <= end, text[index] == 0x20, text[index + 4] == 0x20,
            let month = month(text[index + 1], text[index + 2], text[index + 3]),
            let century = two(text, index + 5), let years = two(text, index + 7), text[index + 9] == 0x20,
            let hour = two(text, index + 10), text[index + 12] == 0x3A, let minute = two(text, index + 13)
        else { return nil }
        index += 15
        var second = 0
        if text[index] == 0x3A {
            guard index + 3 < end, let value = two(text, index + 1) else { return nil }
            second = value
            index += 3
        }
        guard index + 1 < end, text[index] == 0x20, let offset = zone(text, index + 1, end) else { return nil }
        return moment(
            year: century * 100 + years,
            month: month,
            day: day,
            hour: hour,
            minute: minute,
            second: second,
            offset: offset
        )
    }

    /// `2025-08-15T19:30:00[.123](Z|±hh:mm)`.
    private static func rfc3339(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Timestamp? {
        guard end - start >= 20, let century = two(text, start), let years = two(text, start + 2),
            text[start + 4] == 0x2D,
            let month = two(text, start + 5), text[start + 7] == 0x2D, let day = two(text, start + 8),
            text[start + 10] | 0x20 == 0x74, let hour = two(text, start + 11), text[start + 13] == 0x3A,
            let minute = two(text, start + 14), text[start + 16] == 0x3A, let second = two(text, start + 17)
        else { return nil }
        var index = start + 19
        if text[index] == 0x2E {
            index += 1
            while index < end, digit(text[index]) != nil { index += 1 }
        }
        guard index < end, let offset = zone(text, index, end) else { return nil }
        return moment(
            year: century * 100 + years,
            month: month,
            day: day,
            hour: hour,
            minute: minute,
            second: second,
            offset: offset
        )
    }

    /// Seconds east of UTC of the zone that fills `start..<end`.
    private static func zone(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        let length = end - start
        switch text[start] {
        case 0x5A, 0x7A: return length == 1 ? 0 : nil
        case 0x47: return length == 3 && text[start + 1] == 0x4D && text[start + 2] == 0x54 ? 0 : nil
        case 0x55: return length == 3 && text[start + 1] == 0x54 && text[start + 2] == 0x43 ? 0 : nil
        case 0x2B, 0x2D:
            let hasColon = length == 6 && text[start + 3] == 0x3A
            guard length == 5 || hasColon, let hours = two(text, start + 1),
                let minutes = two(text, start + (hasColon ? 4 : 3)), minutes < 60
            else { return nil }
            return (hours * 3_600 + minutes * 60) * (text[start] == 0x2D ? -1 : 1)
        default: return nil
        }
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> Int? { byte >= 0x30 && byte <= 0x39 ? Int(byte &- 0x30) : nil }

    @inline(__always)
    private static func two(_ text: borrowing Span<UInt8>, _ index: Int) -> Int? {
        guard let tens = digit(text[index]), let ones = digit(text[index + 1]) else { return nil }
        return tens * 10 + ones
    }

    private static func month(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int? {
        switch UInt32(first | 0x20) << 16 | UInt32(second | 0x20) << 8 | UInt32(third | 0x20) {
        case 0x6A616E: 1
        case 0x666562: 2
        case 0x6D6172: 3
        case 0x617072: 4
        case 0x6D6179: 5
        case 0x6A756E: 6
        case 0x6A756C: 7
        case 0x617567: 8
        case 0x736570: 9
        case 0x6F6374: 10
        case 0x6E6F76: 11
        case 0x646563: 12
        default: nil
        }
    }
}
