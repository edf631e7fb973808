import Domain

/// The rarer forms of ISO 8601 (1988 and 2004), which only a whole text can be: `-0312`, `-03-12`, `03335`, `2003335`,
/// `2003-W52-3`, `2003W523`, `2003-W52`.
enum ISODates {
    static func timestamp(_ text: [UInt8]) -> Timestamp? {
        guard (5...10).contains(text.count) else { return nil }
        let shape = String(decoding: text.map { $0 >= 0x30 && $0 <= 0x39 ? 0x64 : $0 }, as: UTF8.self)
        func number(_ range: Range<Int>) -> Int { text[range].reduce(0) { $0 * 10 + Int($1 &- 0x30) } }
        switch shape {
        case "-dddd": return DateParser.moment(year: century(number(1..<3)), month: number(3..<5), day: 1)
        case "-dd-dd": return DateParser.moment(year: century(number(1..<3)), month: number(4..<6), day: 1)
        case "ddddd": return ordinal(century(number(0..<2)), number(2..<5))
        case "ddddddd": return ordinal(number(0..<4), number(4..<7))
        case "dddd-Wdd-d": return week(number(0..<4), number(6..<8), number(9..<10))
        case "ddddWddd": return week(number(0..<4), number(5..<7), number(7..<8))
        case "dddd-Wdd": return week(number(0..<4), number(6..<8), 1)
        default: return nil
        }
    }

    private static func century(_ year: Int) -> Int { year < 50 ? 2000 + year : 1900 + year }

    /// Day `day` of a year, from 1.
    private static func ordinal(_ year: Int, _ day: Int) -> Timestamp? {
        guard let first = DateParser.moment(year: year, month: 1, day: 1), (1...366).contains(day) else { return nil }
        let time = first.advanced(by: Int64(day - 1) * 86_400)
        return time.civil.year == year ? time : nil
    }

    /// Week 1 is the one with the year's first Thursday; days from Monday, 1.
    private static func week(_ year: Int, _ week: Int, _ day: Int) -> Timestamp? {
        guard let fourth = DateParser.moment(year: year, month: 1, day: 4), (1...53).contains(week),
            (1...7).contains(day)
        else { return nil }
        // 1970-01-01 was a Thursday.
        let weekday = ((fourth.day + 3) % 7 + 7) % 7
        return fourth.advanced(by: Int64((week - 1) * 7 + day - 1 - weekday) * 86_400)
    }
}
