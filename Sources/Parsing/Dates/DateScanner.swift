import Domain
import Foundation

/// Reads a date of any form as a row of tokens: numbers, words and the marks between them.
///
/// Each token fills the parts it can only mean: `19:30` is a time, `1999` a year, `März` a month, a sign behind a time an
/// offset. A word that means nothing is allowed at the beginning alone (a weekday), and as a zone at the end.
struct DateScanner {
    private let bytes: [UInt8]
    private var index = 0

    private var year: Int?
    private var month: Int?
    private var day: Int?
    private var hour: Int?
    private var minute = 0
    private var second = 0
    private var isAfternoon: Bool?
    private var offset: Int?
    private var zoneName: String?
    private var unix: Int?
    /// The month came from the very first word, which may be a weekday: `mar` is March and martes.
    private var monthIsFirstWord = false
    private var tokens = 0
    /// Two numbers parted by `/` of which either may be the month.
    private var slashed: (Int, Int)?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func timestamp() -> Timestamp? {
        while index < bytes.count {
            let byte = bytes[index]
            let isRead: Bool
            if isDigit(byte) {
                isRead = readNumber()
            } else if isLetter(byte) {
                isRead = readWord()
            } else if byte == 0x2B || byte == 0x2D || byte == 0xE2 && isMinusSign() {
                isRead = readSign()
            } else {
                index += 1
                continue
            }
            guard isRead else { return nil }
            tokens += 1
        }
        return assembled()
    }

    private func assembled() -> Timestamp? {
        if let unix { return tokens == 1 ? Timestamp(seconds: Int64(unix)) : nil }
        var month = month
        var day = day
        if let (first, second) = slashed {
            guard month == nil else { return nil }
            if first > 12 || first == second {
                (day, month) = (first, second)
            } else if second > 12 || isAfternoon != nil {
                (day, month) = (second, first)
            } else {
                return nil
            }
        }
        guard let year else { return nil }
        if day == nil, hour != nil { return nil }
        var hour = hour ?? 0
        if let isAfternoon {
            guard (0...12).contains(hour) || isAfternoon && hour < 24 else { return nil }
            if hour <= 12 { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        }
        let local = DateParser.moment(
            year: year, month: month ?? 1, day: day ?? 1, hour: hour, minute: minute, second: second)
        guard let local, month != nil || day == nil else { return nil }
        if let offset { return local.advanced(by: Int64(-offset)) }
        guard let zoneName else { return local }
        // An IANA name: the C library's rules, read for the local time (a gap of an hour at most is wrong).
        guard let zone = TimeZone(identifier: zoneName) else { return nil }
        let guess = Date(timeIntervalSince1970: Double(local.seconds))
        return local.advanced(by: Int64(-zone.secondsFromGMT(for: guess)))
    }

    // MARK: - Numbers

    private mutating func readNumber() -> Bool {
        let start = index
        let value = number()
        let width = index - start
        guard let value else { return false }
        let next = index < bytes.count ? bytes[index] : 0
        if next == 0x3A || hour == nil && next == 0x68 && isDigit(at: index + 1) { return readTime(value) }
        if width >= 5 { return readCompact(value, width, start) }
        if let unit = cjkUnit() { return take(value, as: unit) }
        if (next == 0x2D || next == 0x2F || next == 0x2E) && isDigit(at: index + 1) && year == nil {
            return readTriple(value, width, mark: next)
        }
        skipOrdinal()
        if width >= 3 {
            guard year == nil else { return false }
            year = width == 3 ? 1900 + value : value
        } else if hour == nil, isMeridiem(at: index) {
            hour = value
        } else if day == nil {
            day = value
        } else if year == nil {
            year = Self.full(value)
        } else {
            return false
        }
        return true
    }

    /// The number at `index`; nil when it is longer than any that means something.
    private mutating func number() -> Int? {
        var value = 0
        let start = index
        while index < bytes.count, isDigit(bytes[index]) {
            guard index - start < 17 else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        return index > start ? value : nil
    }

    /// Two digits of a year as RFC 5322 §4.3 reads them.
    private static func full(_ year: Int) -> Int { year < 50 ? 2000 + year : year < 1000 ? 1900 + year : year }

    /// `hh:mm`, `hh:mm:ss` and `hh:mm:ss.fff`; `hhHmm` in French.
    private mutating func readTime(_ value: Int) -> Bool {
        guard hour == nil else { return false }
        hour = value
        index += 1
        guard let minutes = number() else { return false }
        minute = minutes
        if index < bytes.count, bytes[index] == 0x3A {
            index += 1
            guard let seconds = number() else { return false }
            second = seconds
        }
        if index < bytes.count, bytes[index] == 0x3A { return false }
        if index < bytes.count, bytes[index] == 0x2E || bytes[index] == 0x2C, isDigit(at: index + 1) {
            index += 1
            _ = number()
        }
        return minute < 60 && second <= 60
    }

    /// `20031231`, `031231`, `20031231T101455`, Unix seconds and milliseconds.
    private mutating func readCompact(_ value: Int, _ width: Int, _ start: Int) -> Bool {
        switch width {
        case 8 where year == nil:
            (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
        case 6 where year == nil:
            (year, month, day) = (Self.full(value / 10_000), value / 100 % 100, value % 100)
        case 14 where year == nil:
            (year, month, day) = (value / 10_000_000_000, value / 100_000_000 % 100, value / 1_000_000 % 100)
            (hour, minute, second) = (value / 10_000 % 100, value / 100 % 100, value % 100)
        case 6 where hour == nil:
            (hour, minute, second) = (value / 10_000, value / 100 % 100, value % 100)
        case 9, 10: unix = value
        case 12, 13: unix = value / 1_000
        default: return false
        }
        return true
    }

    /// `2003-12-31`, `03-12-31`, `2003-12`, `2003-365`, `31.12.2003`, `31-12-2003`, `12/31/2003`.
    private mutating func readTriple(_ first: Int, _ width: Int, mark: UInt8) -> Bool {
        index += 1
        let start = index
        guard let second = number() else { return false }
        let secondWidth = index - start
        let isMonthName = index < bytes.count && bytes[index] == mark && isDigit(at: index + 1)
        guard isMonthName else {
            if width == 4, secondWidth == 3 { return readOrdinalDay(first, second) }
            guard width == 4 else {
                // "31.12 2003" and the like.
                (day, month) = (first, second)
                return mark == 0x2E
            }
            (year, month) = (first, second)
            return true
        }
        index += 1
        let last = index
        guard let third = number() else { return false }
        let thirdWidth = index - last
        if width >= 3 {
            (year, month, day) = (first, second, third)
        } else if thirdWidth >= 3 || mark == 0x2E {
            year = thirdWidth >= 3 ? third : Self.full(third)
            if mark == 0x2F { slashed = (first, second) } else { (day, month) = (first, second) }
        } else if mark == 0x2D {
            (year, month, day) = (Self.full(first), second, third)
        } else {
            year = Self.full(third)
            slashed = (first, second)
        }
        return true
    }

    private mutating func readOrdinalDay(_ first: Int, _ ordinal: Int) -> Bool {
        guard ordinal >= 1, ordinal <= 366, (1...9999).contains(first) else { return false }
        let civil = Timestamp(seconds: Int64(Timestamp.days(year: first, month: 1, day: 1) + ordinal - 1) * 86_400).civil
        guard civil.year == first else { return false }
        (year, month, day) = (civil.year, civil.month, civil.day)
        return true
    }

    private mutating func skipOrdinal() {
        for suffix in ["st", "nd", "rd", "th", "er", "º", "ª"] where bytes[index...].starts(with: suffix.utf8) {
            index += suffix.utf8.count
            return
        }
    }

    /// The unit written behind a number in Chinese, Japanese and Korean.
    private mutating func cjkUnit() -> Character? {
        var position = index
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard position + 3 <= bytes.count, bytes[position] >= 0xE3 else { return nil }
        let text = String(decoding: bytes[position..<position + 3], as: UTF8.self)
        guard let unit = text.first, "年月日년월일時时시點点分분秒초".contains(unit) else { return nil }
        index = position + 3
        return unit
    }

    private mutating func take(_ value: Int, as unit: Character) -> Bool {
        switch unit {
        case "年", "년": year = value
        case "月", "월": month = value
        case "日", "일": day = value
        case "時", "时", "시", "點", "点": hour = value
        case "分", "분": minute = value
        default: second = value
        }
        return minute < 60 && second <= 60
    }

    // MARK: - Words and signs

    private mutating func readWord() -> Bool {
        let start = index
        while index < bytes.count, isLetter(bytes[index]) || isNamePart(start) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        let key = word.lowercased().filter { $0 != "." }
        if let value = DateWords.month(key) {
            guard month == nil || monthIsFirstWord else { return DateWords.isFiller(key) }
            month = value
            monthIsFirstWord = tokens == 0
            return true
        }
        if let afternoon = DateWords.meridiem(key) {
            isAfternoon = afternoon
            return true
        }
        if key == "at", hour != nil, index >= bytes.count { return readZone(word, key) }
        if key == "t", year != nil || day != nil, hour == nil, isDigit(at: index) { return true }
        if tokens == 0 || DateWords.isFiller(key) || DateWords.isWeekday(key) { return true }
        if hour != nil || year != nil, readZone(word, key) { return true }
        return false
    }

    private mutating func readZone(_ word: String, _ key: String) -> Bool {
        if word.contains("/") {
            if key == "etc/gmt" || key == "etc/utc" { offset = offset ?? 0 } else { zoneName = word }
            return true
        }
        if let seconds = DateWords.zone(key) {
            offset = offset ?? seconds
            return true
        }
        // An abbreviation that nobody knows, where a zone is due.
        let isDue = hour != nil && (2...5).contains(key.utf8.count)
        return isDue && word.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A }
    }

    /// `+0100`, `-08:00`, `+1`, `+01:30:00` behind a time; a dash elsewhere is only a dash.
    private mutating func readSign() -> Bool {
        let isNegative = bytes[index] != 0x2B
        let isPlus = !isNegative
        index += bytes[index] == 0xE2 ? 3 : 1
        guard hour != nil, isDigit(at: index), offset == nil || offset == 0 else {
            tokens -= 1
            return !isPlus || hour == nil || index >= bytes.count || !isLetter(bytes[index])
        }
        let start = index
        guard let value = number() else { return false }
        let width = index - start
        var hours = value
        var minutes = 0
        if width > 2 {
            guard width <= 4 else { return width == 6 && value % 100 < 60 }
            (hours, minutes) = (value / 100, value % 100)
        } else if index < bytes.count, bytes[index] == 0x3A {
            index += 1
            guard let part = number() else { return false }
            minutes = part
        }
        guard hours <= 99, minutes < 60 else { return false }
        offset = (hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
        return true
    }

    private func isMinusSign() -> Bool { bytes[index...].starts(with: "−".utf8) }

    // MARK: - Bytes

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private func isDigit(at index: Int) -> Bool { index < bytes.count && isDigit(bytes[index]) }
    private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x80 }

    /// Dots in abbreviations, slashes and underscores in zone names.
    private func isNamePart(_ start: Int) -> Bool {
        guard index > start, index + 1 < bytes.count, isLetter(bytes[index + 1]) else { return false }
        return bytes[index] == 0x2E || bytes[index] == 0x2F || bytes[index] == 0x5F
    }

    private func isMeridiem(at index: Int) -> Bool {
        var position = index
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard position + 1 < bytes.count, bytes[position] | 0x20 == 0x61 || bytes[position] | 0x20 == 0x70 else { return false }
        if bytes[position + 1] | 0x20 == 0x6D { return position + 2 >= bytes.count || !isLetter(bytes[position + 2]) }
        return bytes[position + 1] == 0x2E
    }
}
