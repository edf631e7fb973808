package import Domain

/// Dates of HTTP header fields (RFC 9110 §5.6.7), in all three forms that a receiver has to take.
///
///     Sun, 06 Nov 1994 08:49:37 GMT      IMF-fixdate; also `6 Nov`, any case, and without the day's name
///     Sunday, 06-Nov-94 08:49:37 GMT     RFC 850; years 00–69 are 20xx
///     Sun Nov  6 08:49:37 1994           asctime
///
/// Any other zone than GMT, UTC or +0000 is no HTTP date. Read on bytes: 0.1 µs, and nothing can trap.
package enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// - Returns: nil for what is no date of the calendar.
    package static func parse(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 64 else { return nil }
        var words = words(of: text)
        if let first = words.first, first.count >= 3, month(first) == nil, !isNumber(first) { words.removeFirst() }
        if let last = words.last, ["gmt", "utc", "+0000"].contains(String(decoding: last, as: UTF8.self)) {
            words.removeLast()
        }
        guard words.count == 4 else { return nil }
        let isAsctime = month(words[0]) != nil
        let (dayWord, monthWord) = isAsctime ? (words[1], words[0]) : (words[0], words[1])
        let (yearWord, timeWord) = isAsctime ? (words[3], words[2]) : (words[2], words[3])
        guard let day = number(dayWord, 1...2), let month = month(monthWord), let time = time(timeWord),
            let year = year(yearWord), (1...lastDay(month, year)).contains(day)
        else { return nil }
        return Timestamp(seconds: Int64(Timestamp.days(year: year, month: month, day: day)) * 86_400 + time)
    }

    /// Lower-case words between spaces, commas and the dashes of RFC 850.
    private static func words(of text: String) -> [[UInt8]] {
        text.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x2C || $0 == 0x2D }
            .map { $0.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }
    }

    private static func month(_ word: [UInt8]) -> Int? {
        months.firstIndex { $0.utf8.elementsEqual(word) }.map { $0 + 1 }
    }

    private static func isNumber(_ word: some Collection<UInt8>) -> Bool {
        word.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    private static func number(_ word: some Collection<UInt8>, _ digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(word.count), isNumber(word) else { return nil }
        return word.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func year(_ word: [UInt8]) -> Int? {
        if let two = number(word, 2...2) { return two < 70 ? 2_000 + two : 1_900 + two }
        return number(word, 4...4).flatMap { $0 >= 1 ? $0 : nil }
    }

    /// Seconds of the day from `hh:mm:ss`; a leap second is the second before it.
    private static func time(_ word: [UInt8]) -> Int64? {
        let parts = word.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = number(parts[0], 1...2), let minute = number(parts[1], 2...2),
            let second = number(parts[2], 2...2), hour < 24, minute < 60, second <= 60
        else { return nil }
        return Int64(hour * 3_600 + minute * 60 + min(second, 59))
    }

    private static func lastDay(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
