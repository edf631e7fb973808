import Domain

/// The numbers of a date: what their width and the marks beside them say.
extension DateScanner {
    mutating func readNumber() -> Bool {
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
            // "+ 0000" and "0000": a zone that lost its sign.
            if year != nil, value == 0, hour != nil { return true }
            guard year == nil else { return false }
            year = width == 3 ? 1900 + value : value
        } else if hour == nil, isMeridiem(at: index) || width == 2 && isLoneHour(from: start) {
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

    /// ISO 8601 lets the minutes go: `2025-01-06T10Z`.
    private func isLoneHour(from start: Int) -> Bool {
        guard day != nil, start > 0, bytes[start - 1] | 0x20 == 0x74 else { return false }
        return index == bytes.count || [0x5A, 0x7A, 0x2B, 0x2D].contains(bytes[index])
    }

    /// The number at `index`; nil when it is longer than any that means something.
    mutating func number() -> Int? {
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
        if index < bytes.count, bytes[index] == 0x3A, isDigit(at: index + 1) { return false }
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
        let civil = Timestamp(seconds: Int64(Timestamp.days(year: first, month: 1, day: 1) + ordinal - 1) * 86_400)
            .civil
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
}
