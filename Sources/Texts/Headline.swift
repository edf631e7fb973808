/// A headline without what is not of it: alarm words in front, the outlet's name behind.
package enum Headline {
    /// `BREAKING: Rates rise - Daily Post` → `Rates rise`.
    ///
    /// `outlet`: its name or host where known; a matching tail goes whatever divides it.
    /// Gives the core, and how many bytes were left out before it.
    package static func core(_ title: String, outlet: String? = nil) -> (text: String, skipped: Int) {
        let bytes = Array(title.utf8)
        let start = alarmEnd(bytes)
        var end = bytes.count
        for _ in 0..<2 {
            guard let cut = tailStart(bytes[start..<end], outlet: outlet) else { break }
            end = cut
        }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        guard end > start, start > 0 || end < bytes.count else { return (title, 0) }
        return (String(decoding: bytes[start..<end], as: UTF8.self), start)
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

    private static func alarmEnd(_ bytes: [UInt8]) -> Int {
        // Most headlines have nothing that could divide an alarm word from the rest, or begin as no alarm word does.
        guard let first = bytes.firstIndex(where: { !isOpening($0) }), mayBegin(bytes.span, at: first),
            bytes.indices.contains(where: { dividerLength(bytes, at: $0) != nil })
        else { return 0 }
        let lower = lowercased(bytes.prefix(96))
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
        let (code, _) = WordReader.decode(first, bytes, index, bytes.count)
        switch code {
        case 0x410...0x42F: return initials.contains(code + 32)
        case 0x430...0x44F, 0x621...0x64A, 0x4E00...0x9FFF: return initials.contains(code)
        default: return true
        }
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            return Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
        }
        return bytes.map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }
    }

    /// Behind an alarm word: an optional number (`UPDATE 1-`), then what divides it from the headline.
    private static func divider(_ bytes: [UInt8], from start: Int) -> Int? {
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
    private static func dividerLength(_ bytes: [UInt8], at index: Int) -> Int? {
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
    private static func tailStart(_ bytes: ArraySlice<UInt8>, outlet: String?) -> Int? {
        guard mayHaveTail(bytes) else { return nil }
        for (mark, isSure) in tails {
            guard let cut = lastIndex(of: mark, in: bytes) else { continue }
            let tail = bytes[(cut + mark.count)...]
            let head = bytes[bytes.startIndex..<cut]
            let words = tail.split(separator: 0x20).count
            let isLong = head.split(separator: 0x20).count >= 3 || (head.count >= 18 && (head.first ?? 0) >= 0xE0)
            guard isLong, words > 0, tail.count <= 80 else { continue }
            if words <= (isSure ? 5 : 1) || isName(tail, of: outlet) { return cut }
        }
        return nil
    }

    /// False where no mark of `tails` can be, as in most headlines.
    private static func mayHaveTail(_ bytes: ArraySlice<UInt8>) -> Bool {
        var wasSpace = false
        for byte in bytes {
            if wasSpace, byte == 0x7C || byte == 0x2D || byte == 0x3A || byte == 0x2F || byte == 0xE2 { return true }
            wasSpace = byte == 0x20
        }
        return false
    }

    private static func lastIndex(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.endIndex - mark.count
        while index > bytes.startIndex {
            if bytes[index] == mark[0], bytes[index + 1] == mark[1],
                bytes[index..<(index + mark.count)].elementsEqual(mark)
            {
                return index
            }
            index -= 1
        }
        return nil
    }

    /// The letters and digits of the tail are those of the outlet, or begin its host.
    private static func isName(_ tail: ArraySlice<UInt8>, of outlet: String?) -> Bool {
        guard let outlet else { return false }
        func letters(_ text: String) -> [UInt8] {
            text.lowercased().utf8.filter { $0 >= 0x80 || $0 >= 0x30 && $0 != 0x3A }
        }
        let name = letters(String(decoding: tail, as: UTF8.self))
        let known = letters(outlet)
        return name.count >= 3 && (known.starts(with: name) || name.starts(with: known) && known.count >= 3)
    }
}
