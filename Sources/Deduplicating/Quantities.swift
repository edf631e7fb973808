import Domain
import Texts

/// A number with what it counts, or a day: the parts of a text that no translation changes.
struct Quantity: Hashable {
    enum Unit: UInt64 {
        case none, percent, minutes, hours, days, weeks, months, years, money, people
        /// A day since the epoch.
        case date
    }

    let unit: Unit
    /// In hundredths.
    let value: Int64

    var hash: UInt64 { StableHash.combined(unit.rawValue &+ 0x0A00, UInt64(bitPattern: value)) }
}

/// Finds numbers with their units and days in folded words.
struct QuantityReader {
    private let words: Words
    private let text: [UInt8]
    private let published: Timestamp

    init(_ words: Words, of text: String, published: Timestamp) {
        self.words = words
        self.text = Array(text.utf8)
        self.published = published
    }

    /// All quantities among the first `limit` words, with the words they take.
    func read(limit: Int) -> [(quantity: Quantity, words: Range<Int>)] {
        var result: [(quantity: Quantity, words: Range<Int>)] = []
        var index = 0
        let end = min(words.count, limit)
        while index < end {
            if let (found, next) = quantity(at: index, end) {
                result += found.map { ($0, index..<next) }
                index = next
            } else {
                index += 1
            }
        }
        return result
    }

    private func quantity(at index: Int, _ end: Int) -> ([Quantity], Int)? {
        if let day = Calendar.weekday(words.bytes[words.bounds(index)]) {
            return ([Quantity(unit: .date, value: Int64(Calendar.nearest(day, to: published)))], index + 1)
        }
        if let month = Calendar.month(words.bytes[words.bounds(index)]), let day = integer(index + 1, end),
            (1...31).contains(day),
            !isFollowedByUnit(index + 2, end)
        {
            return ([date(month, Int(day))], index + 2)
        }
        guard let (value, next) = number(at: index, end) else { return nil }
        if (1...31).contains(value), value == value.rounded(), let (month, after) = month(behind: next, end) {
            return ([date(month, Int(value))], after)
        }
        return counted(value, from: index, next, end)
    }

    /// A number and the unit behind it, up to two words on (`10 or 12 days`, `1 000 prisonniers`).
    private func counted(_ value: Double, from index: Int, _ next: Int, _ end: Int) -> ([Quantity], Int) {
        if isPercent(behind: next - 1) { return ([make(.percent, value)], next) }
        var values = [value]
        var place = next
        if place + 1 < end, let (second, after) = number(at: place + 1, end), place < end, !words.isNumber(place),
            Self.isOr(words.bytes[words.bounds(place)])
        {
            values.append(second)
            place = after
        }
        if place < end, let factor = Units.factor(words.bytes[words.bounds(place)]) {
            values = values.map { $0 * factor }
            place += 1
        }
        for offset in 0..<2 where place + offset < end {
            if let unit = Units.unit(words.bytes[words.bounds(place + offset)]) {
                return (values.map { make(unit, $0) }, place + offset + 1)
            }
        }
        let isSpelled = !words.isNumber(index)
        let isYear = value >= 1_990 && value <= 2_040 && values.count == 1
        return (isSpelled || isYear ? [] : values.map { make(.none, $0) }, place)
    }

    private func make(_ unit: Quantity.Unit, _ value: Double) -> Quantity {
        Quantity(unit: unit, value: Int64(exactly: (min(value, 1e13) * 100).rounded()) ?? 0)
    }

    private static func isOr(_ word: ArraySlice<UInt8>) -> Bool { Units.or.contains(Array(word)) }

    private func integer(_ index: Int, _ end: Int) -> Int64? {
        guard index < end, words.isNumber(index) else { return nil }
        return Int64(words.folded(index))
    }

    private func isFollowedByUnit(_ index: Int, _ end: Int) -> Bool {
        index < end && Units.unit(words.bytes[words.bounds(index)]) != nil
    }

    /// A number in figures (thousands may be divided by spaces) or a small one in words.
    private func number(at index: Int, _ end: Int) -> (Double, Int)? {
        guard index < end else { return nil }
        guard words.isNumber(index) else {
            return Units.small(words.bytes[words.bounds(index)]).map { (Double($0), index + 1) }
        }
        var digits = words.folded(index)
        var next = index + 1
        while next < end, words.isNumber(next), words.bounds(next).count == 3, digits.utf8.count <= 9,
            !digits.contains("."),
            words.range(next).lowerBound - words.range(next - 1).upperBound <= 3, isBlank(between: next - 1)
        {
            digits += words.folded(next)
            next += 1
        }
        return Double(digits).map { ($0, next) }
    }

    private func isBlank(between index: Int) -> Bool {
        let gap = words.range(index).upperBound..<words.range(index + 1).lowerBound
        return gap.allSatisfy {
            $0 < text.count && text[$0] != 0x2C && text[$0] != 0x2D && text[$0] != 0x2E && text[$0] != 0x2F
        }
    }

    private func isPercent(behind index: Int) -> Bool {
        let end = words.range(index).upperBound
        return text[min(end, text.count)..<min(end + 4, text.count)].contains(0x25)
    }

    private func month(behind index: Int, _ end: Int) -> (Int, Int)? {
        for offset in 0..<2 where index + offset < end {
            let word = words.bytes[words.bounds(index + offset)]
            if let month = Calendar.month(word) { return (month, index + offset + 1) }
            if offset == 0, !Calendar.isOf(word) { return nil }
        }
        return nil
    }

    private func date(_ month: Int, _ day: Int) -> Quantity {
        let year = published.civil.year
        let days = [-1, 0, 1].map { Timestamp.days(year: year + $0, month: month, day: day) }
        let nearest = days.min { abs($0 - published.day) < abs($1 - published.day) } ?? 0
        return Quantity(unit: .date, value: Int64(nearest))
    }
}

/// Units, multipliers and small numbers in the languages of the desk.
enum Units {
    private static let prefixes: [(bytes: [UInt8], unit: Quantity.Unit)] = {
        let rows: [(Quantity.Unit, String)] = [
            (.minutes, "minut minuut mins хвилин минут دقيق dakika 分"),
            (.hours, "hour heure stund hora ore ora godzin час годин ساع saat 小 时"),
            (.days, "day jour tag dia giorn dni dzie дн ден сут доб يوم ايام gun 天 日"),
            (.weeks, "week semaine woche semana settiman tydz tygodn недел тиж اسبوع اسابيع hafta 周"),
            (.months, "month mois monat mes meses mesi mies месяц місяц شهر اشهر ay"),
            (.years, "year ans jahr ano anni lat год лет рок рік سن عام yil 年"),
            (.percent, "percent pourcent prozent porciento процент відсот بالمئة بالمائة المئة المائة yuzde"),
            (.money, "dollar euro rubl rouble рубл доллар долар евро євро دولار يورو dolar usd eur 美 元 欧"),
            (
                .people,
                "prison pow captiv gefang kriegsgef prigion jen військовополон полонен пленн военнопл اسير اسرى esir soldier soldat bod"
                    + " corps leich gefallen cadav corp cial тел тіл جثة جثث ceset troops troupes truppen people personnes mensch person"
                    + " persona человек людей осіб شخص kisi 人 名 具"
            ),
        ]
        return rows.flatMap { unit, text in text.split(separator: " ").map { (folded(String($0)), unit) } }
            .sorted { $0.0.count > $1.0.count }
    }()

    private static let factors: [(bytes: [UInt8], factor: Double)] = [
        ("million", 1e6), ("millon", 1e6), ("milion", 1e6), ("миллион", 1e6), ("мільйон", 1e6), ("مليون", 1e6),
        ("milyon", 1e6),
        ("万", 1e4), ("billion", 1e9), ("milliard", 1e9), ("miliard", 1e9), ("миллиард", 1e9), ("мільярд", 1e9),
        ("مليار", 1e9),
        ("milyar", 1e9), ("亿", 1e8), ("thousand", 1e3), ("тысяч", 1e3), ("тисяч", 1e3), ("tausend", 1e3),
        ("tysiec", 1e3), ("tysiac", 1e3),
        ("bin", 1e3), ("mila", 1e3), ("mille", 1e3), ("الف", 1e3), ("千", 1e3), ("bln", 1e9), ("bn", 1e9), ("mln", 1e6),
        ("млн", 1e6),
        ("млрд", 1e9),
    ].map { (folded($0.0), $0.1) }

    static let or: Set<[UInt8]> = Set(
        "or ou oder o lub или або чи او veya to a à do bis до".split(separator: " ").map { folded(String($0)) }
    )

    private static let smalls: [[UInt8]: Int] = {
        let rows = [
            "one une eine einen einer un uno jeden jedna один одна bir 一",
            "two deux zwei dos due dwa dwie dwoch два две двух дві двох iki 两 二",
            "three trois drei tres tre trzy trzech три трех трьох uc 三",
            "four quatre vier cuatro quattro cztery czterech четыре четырех чотири чотирьох dort 四",
            "five cinq funf cinco cinque piec pieciu пять пяти пять п'ять пяти bes 五",
            "six sechs seis sei szesc шесть шести шість шести alti 六",
            "seven sept sieben siete sette siedem семь семи сім семи yedi 七",
            "eight huit acht ocho otto osiem восемь восьми вісім восьми sekiz 八",
            "nine neuf neun nueve nove dziewiec девять девяти дев'ять dokuz 九",
            "ten dix zehn diez dieci dziesiec десять десяти on 十",
        ]
        var result: [[UInt8]: Int] = [:]
        for (index, row) in rows.enumerated() {
            for word in row.split(separator: " ") { result[folded(String(word))] = index + 1 }
        }
        return result
    }()

    static func unit(_ word: ArraySlice<UInt8>) -> Quantity.Unit? {
        prefixes.first { word.starts(with: $0.bytes) && word.count <= $0.bytes.count + 14 }?.unit
    }

    static func factor(_ word: ArraySlice<UInt8>) -> Double? { factors.first { word.starts(with: $0.bytes) }?.factor }
    static func small(_ word: ArraySlice<UInt8>) -> Int? { smalls[Array(word)] }

    static func folded(_ text: String) -> [UInt8] { Words(of: text).bytes }
}

/// Weekdays and months in the languages of the desk.
enum Calendar {
    /// Folded beginnings; Monday first.
    private static let weekdays = table([
        "monday lundi montag lunes lunedi poniedzial понедел понеділ الاثنين الإثنين pazartesi",
        "tuesday mardi dienstag martes martedi wtor вторник вівтор الثلاثاء sali",
        "wednesday mercredi mittwoch miercoles mercoledi srod сред серед الاربعاء الأربعاء carsamba",
        "thursday jeudi donnerstag jueves giovedi czwart четверг четвер الخميس persembe",
        "friday vendredi freitag viernes venerdi piat пятниц п'ятниц пятниц الجمعة cuma",
        "saturday samedi samstag sonnabend sabado sabato sobot суббот субот السبت cumartesi",
        "sunday dimanche sonntag domingo domenica niedziel воскресень неділ الاحد الأحد pazar",
    ])

    private static let months = table([
        "january janvier januar enero gennaio styczn январ січ يناير ocak",
        "february fevrier februar febrero febbraio lut феврал лют فبراير subat",
        "march mars marz marzo marca марта март берез مارس mart",
        "april avril abril aprile kwie апрел квіт ابريل أبريل nisan",
        "may mai mayo maggio maja мая май травн مايو mayis", "june juin juni junio giugno czerw июн черв يونيو haziran",
        "july juillet juli julio luglio lipc июл лип يوليو temmuz",
        "august aout agosto sierp август серп اغسطس أغسطس agustos",
        "september septembre septiembre settembre wrze сентябр верес سبتمبر eylul",
        "october octobre oktober octubre ottobre pazdzier октябр жовт اكتوبر أكتوبر ekim",
        "november novembre noviembre listopad ноябр листопад نوفمبر kasim",
        "december decembre dezember diciembre dicembre grud декабр груд ديسمبر aralik",
    ])

    private static let connectors: Set<[UInt8]> = Set(
        "of de to th st nd rd".split(separator: " ").map { Units.folded(String($0)) }
    )

    /// 0 is Monday.
    static func weekday(_ word: ArraySlice<UInt8>) -> Int? {
        // `pazartesi` and `cumartesi` begin like other days: the longest beginning counts.
        weekdays.longest(of: word, slack: 4)
    }

    /// 1…12.
    static func month(_ word: ArraySlice<UInt8>) -> Int? { months.longest(of: word, slack: 3).map { $0 + 1 } }

    static func isOf(_ word: ArraySlice<UInt8>) -> Bool { connectors.contains(Array(word)) }

    /// The day with this weekday that is nearest to `time`, as days since the epoch; of two, the earlier.
    static func nearest(_ weekday: Int, to time: Timestamp) -> Int {
        // 1970-01-01 was a Thursday.
        let today = time.day
        let difference = ((weekday - (today + 3)) % 7 + 7) % 7
        return today + (difference > 3 ? difference - 7 : difference)
    }

    private static func table(_ rows: [String]) -> Beginnings {
        Beginnings(rows.map { $0.split(separator: " ").map { Units.folded(String($0)) } })
    }
}
