/// A headline without what is not of it: alarm words in front, the outlet's name behind.
package enum Headline {
    /// `BREAKING: Rates rise - Daily Post` → `Rates rise`.
    ///
    /// `outlet`: its name or host where known; a matching tail goes whatever divides it.
    /// Gives the core, and how many bytes were left out before it.
    package static func core(_ title: String, outlet: String? = nil) -> (text: String, skipped: Int) {
        let bytes = title.utf8Span.span
        let start = alarmEnd(bytes)
        var end = bytes.count
        for _ in 0..<2 {
            guard let cut = tailStart(bytes, start..<end, outlet: outlet) else { break }
            end = cut
        }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        guard end > start, start > 0 || end < bytes.count else { return (title, 0) }
        return (text(bytes, start..<end), start)
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    // MARK: in front

    /// Words that announce and tell nothing, lower case.
    private static let alarms: [[UInt8]] = [
        "breaking news", "breaking", "just in", "urgent", "developing", "exclusive", "alert", "flash", "updated",
        "update",
        "corrected", "correction", "wrapup", "rpt", "watch", "news alert", "exclusiva", "exclusif", "exklusiv", "info",
        "срочно", "срочная новость", "молния", "экстренно", "главное", "обновлено", "эксклюзив", "терміново",
        "блискавка", "оновлено",
        "eilmeldung", "eil", "newsticker", "breaking-news", "alerte info", "alerte", "dernière minute",
        "dernière heure",
        "última hora", "ultima hora", "urgente", "último momento", "ultim'ora", "ultim’ora", "ultimo minuto",
        "aggiornamento",
        "pilne", "z ostatniej chwili", "ważne", "son dakika", "acil", "flaş", "عاجل", "خبر عاجل", "فوري", "快讯", "突发",
        "最新",
        "速报", "速報", "快訊", "突發", "独家", "속보",
    ].map { Array($0.utf8) }.sorted { $0.count > $1.count }

    private static func alarmEnd(_ bytes: Span<UInt8>) -> Int {
        // Most headlines begin as no alarm word does, or have nothing that could divide one from the rest.
        guard let first = bytes.indices.first(where: { !isOpening(bytes[$0]) }), mayBegin(bytes, at: first),
            bytes.indices.contains(where: { dividerLength(bytes, at: $0) != nil }),
            alarms.contains(where: { mayMatch($0, bytes, at: first) })
        else { return 0 }
        let lower = lowercased(bytes.extracting(first: 96))
        var index = 0
        while index < lower.count, isOpening(lower[index]) { index += 1 }
        for alarm in alarms where index < lower.count && alarm[0] == lower[index] && lower[index...].starts(with: alarm)
        {
            guard let end = divider(bytes, from: index + alarm.count) else { continue }
            return end
        }
        return 0
    }

    /// ` `, `+`, `[`: what may stand before an alarm word.
    private static func isOpening(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x2B || byte == 0x5B }

    private static let isInitial = (UInt8.min ... .max).map { byte in alarms.contains { $0[0] == byte } }
    private static let initials = Set(
        alarms.compactMap { String(decoding: $0, as: UTF8.self).unicodeScalars.first?.value }
    )

    /// False where no alarm word begins so. Cyrillic capitals lie 32 before their letters; other scripts are left to `lowercased`.
    private static func mayBegin(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        let first = bytes[index]
        if first < 0x80 { return isInitial[Int(first | 0x20)] }
        let (code, _) = unsafe bytes.withUnsafeBufferPointer { text in
            // Within the text, which is never without a byte here.
            unsafe text.baseAddress.map { unsafe WordReader.decode(first, $0, index, text.count) } ?? (0, 0)
        }
        switch code {
        case 0x410...0x42F: return initials.contains(code + 32)
        case 0x430...0x44F, 0x621...0x64A, 0x4E00...0x9FFF: return initials.contains(code)
        default: return true
        }
    }

    /// False where the text plainly goes on otherwise than the alarm word; true where it does not, or takes a closer look.
    private static func mayMatch(_ alarm: [UInt8], _ bytes: Span<UInt8>, at start: Int) -> Bool {
        var place = 0
        while place < alarm.count {
            guard start + place < bytes.count else { return false }
            let byte = bytes[start + place]
            if byte < 0x80 {
                guard (byte &- 65 < 26 ? byte | 0x20 : byte) == alarm[place] else { return false }
                place += 1
                continue
            }
            guard byte | 1 == 0xD1, start + place + 1 < bytes.count else { return true }
            // U+0400...U+045F: capitals lie 32 before their letters, or 80.
            let code = UInt16(byte & 31) << 6 | UInt16(bytes[start + place + 1] & 63)
            guard code < 0x460 else { return true }
            let lower = code + (code < 0x410 ? 80 : code < 0x430 ? 32 : 0)
            guard alarm.count >= place + 2, alarm[place] == UInt8(0xC0 | lower >> 6),
                alarm[place + 1] == UInt8(0x80 | lower & 63)
            else { return false }
            place += 2
        }
        return true
    }

    private static func lowercased(_ bytes: Span<UInt8>) -> [UInt8] {
        guard bytes.indices.allSatisfy({ bytes[$0] < 0x80 }) else {
            return Array(text(bytes, bytes.indices).lowercased().utf8)
        }
        return bytes.indices.map { bytes[$0] &- 65 < 26 ? bytes[$0] | 0x20 : bytes[$0] }
    }

    /// Behind an alarm word: an optional number (`UPDATE 1-`), then what divides it from the headline.
    private static func divider(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        var hasDivider = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x20 || (byte >= 0x30 && byte <= 0x39 && !hasDivider) {
                index += 1
            } else if let length = dividerLength(bytes, at: index) {
                hasDivider = true
                index += length
            } else {
                break
            }
        }
        return hasDivider && index < bytes.count ? index : nil
    }

    /// `:` `.` `-` `|` `+` `!` `]` `–` `—` `：` `】`: its length in bytes.
    private static func dividerLength(_ bytes: Span<UInt8>, at index: Int) -> Int? {
        switch bytes[index] {
        case 0x3A, 0x2E, 0x2D, 0x7C, 0x2B, 0x21, 0x5D, 0x2F: return 1
        default: break
        }
        guard index + 2 < bytes.count else { return nil }
        switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
        case (0xE2, 0x80, 0x93), (0xE2, 0x80, 0x94), (0xEF, 0xBC, 0x9A), (0xE3, 0x80, 0x91): return 3
        default: return nil
        }
    }

    // MARK: behind

    private static let tails: [(mark: [UInt8], isSure: Bool)] = [
        (Array(" | ".utf8), true), (Array(" - ".utf8), true), (Array(" :: ".utf8), true), (Array(" – ".utf8), false),
        (Array(" — ".utf8), false), (Array(" ⋆ ".utf8), true), (Array(" • ".utf8), true), (Array(" / ".utf8), false),
    ]

    /// Where the last part begins when it looks like an outlet's name: a few words behind a divider, with a headline before it.
    private static func tailStart(_ bytes: Span<UInt8>, _ range: Range<Int>, outlet: String?) -> Int? {
        guard mayHaveTail(bytes, range) else { return nil }
        for (mark, isSure) in tails {
            guard let cut = lastIndex(of: mark, in: bytes, range) else { continue }
            let tail = cut + mark.count..<range.upperBound
            let head = range.lowerBound..<cut
            let words = words(bytes, tail)
            let isLong = self.words(bytes, head) >= 3 || head.count >= 18 && bytes[head.lowerBound] >= 0xE0
            guard isLong, words > 0, tail.count <= 80 else { continue }
            if words <= (isSure ? 5 : 1) || isName(text(bytes, tail), of: outlet) { return cut }
        }
        return nil
    }

    /// False where no mark of `tails` can be, as in most headlines.
    private static func mayHaveTail(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var wasSpace = false
        for index in range {
            let byte = bytes[index]
            if wasSpace, byte == 0x7C || byte == 0x2D || byte == 0x3A || byte == 0x2F || byte == 0xE2 { return true }
            wasSpace = byte == 0x20
        }
        return false
    }

    private static func lastIndex(of mark: [UInt8], in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.upperBound - mark.count
        while index > range.lowerBound {
            if mark.indices.allSatisfy({ bytes[index + $0] == mark[$0] }) { return index }
            index -= 1
        }
        return nil
    }

    /// Parts with a space between them.
    private static func words(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var count = 0
        var wasSpace = true
        for index in range {
            let isSpace = bytes[index] == 0x20
            if wasSpace, !isSpace { count += 1 }
            wasSpace = isSpace
        }
        return count
    }

    /// The letters and digits of the tail are those of the outlet, or begin its host.
    private static func isName(_ tail: String, of outlet: String?) -> Bool {
        guard let outlet else { return false }
        func letters(_ text: String) -> [UInt8] {
            text.lowercased().utf8.filter { $0 >= 0x80 || $0 >= 0x30 && $0 != 0x3A }
        }
        let name = letters(tail)
        let known = letters(outlet)
        return name.count >= 3 && (known.starts(with: name) || name.starts(with: known) && known.count >= 3)
    }
}
