import Domain
import Foundation

/// Reads a date of any form as a row of tokens: numbers, words and the marks between them.
///
/// Each token fills the parts it can only mean: `19:30` is a time, `1999` a year, `März` a month, a sign behind a time an
/// offset. A word that means nothing is allowed at the beginning alone (a weekday), and as a zone at the end.
struct DateScanner {
    let bytes: [UInt8]
    var index = 0

    var year: Int?
    var month: Int?
    var day: Int?
    var hour: Int?
    var minute = 0
    var second = 0
    var isAfternoon: Bool?
    var offset: Int?
    var zoneName: String?
    var unix: Int?
    /// The month came from the very first word, which may be a weekday: `mar` is March and martes.
    var monthIsFirstWord = false
    var tokens = 0
    /// Two numbers parted by `/` of which either may be the month.
    var slashed: (Int, Int)?

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

    func assembled() -> Timestamp? {
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
            year: year,
            month: month ?? 1,
            day: day ?? 1,
            hour: hour,
            minute: minute,
            second: second
        )
        // A number alone is a year only where news are from one.
        if month == nil, !(1900...2100).contains(year) { return nil }
        guard let local, month != nil || day == nil else { return nil }
        if let offset { return local.advanced(by: Int64(-offset)) }
        guard let zoneName else { return local }
        // An IANA name: the C library's rules, read for the local time (a gap of an hour at most is wrong).
        guard let zone = TimeZone(identifier: zoneName) else { return nil }
        let guess = Date(timeIntervalSince1970: Double(local.seconds))
        return local.advanced(by: Int64(-zone.secondsFromGMT(for: guess)))
    }

    // MARK: - Words and signs

    mutating func readWord() -> Bool {
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

    mutating func readZone(_ word: String, _ key: String) -> Bool {
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
    mutating func readSign() -> Bool {
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
            // Seconds of an offset, which are always none.
            if index < bytes.count, bytes[index] == 0x3A, isDigit(at: index + 1) {
                index += 1
                _ = number()
            }
        }
        guard hours <= 99, minutes < 60 else { return false }
        offset = (hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
        return true
    }

    func isMinusSign() -> Bool { bytes[index...].starts(with: "−".utf8) }

    // MARK: - Bytes

    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    func isDigit(at index: Int) -> Bool { index < bytes.count && isDigit(bytes[index]) }
    func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x80 }

    /// Dots in abbreviations, slashes and underscores in zone names.
    func isNamePart(_ start: Int) -> Bool {
        guard index > start, index + 1 < bytes.count, isLetter(bytes[index + 1]) else { return false }
        return bytes[index] == 0x2E || bytes[index] == 0x2F || bytes[index] == 0x5F
    }

    func isMeridiem(at index: Int) -> Bool {
        var position = index
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard position + 1 < bytes.count, bytes[position] | 0x20 == 0x61 || bytes[position] | 0x20 == 0x70 else {
            return false
        }
        if bytes[position + 1] | 0x20 == 0x6D { return position + 2 >= bytes.count || !isLetter(bytes[position + 2]) }
        return bytes[position + 1] == 0x2E
    }
}
