/// Which encoding bytes that are not UTF-8 look like, when nobody said so.
///
/// Double-byte encodings are told by validity and by how many of their pairs fall into the most used rows; one-byte
/// Cyrillic by which decoding makes most letters lower case; the rest is windows-1252, the web's own default
/// (WHATWG Encoding Standard §7).
enum EncodingGuess {
    static func label(for bytes: [UInt8]) -> EncodingLabel? {
        let high = highRuns(bytes)
        guard high.count >= 8 else { return nil }
        if let double = doubleByte(high) { return EncodingLabel(double) }
        return EncodingLabel(oneByte(high))
    }

    /// Up to 64 KB of the document's bytes from runs that hold any above ASCII.
    private static func highRuns(_ bytes: [UInt8]) -> [UInt8] {
        var runs: [UInt8] = []
        var index = 0
        while index < bytes.count, runs.count < 65_536 {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            // With its trail byte, which may be ASCII in Shift_JIS, GBK and Big5.
            while index < bytes.count,
                bytes[index] >= 0x80 || bytes[index] >= 0x40 && runs.last.map({ $0 >= 0x80 }) == true
            {
                runs.append(bytes[index])
                index += 1
            }
            runs.append(0x20)
        }
        return runs
    }

    private static func doubleByte(_ runs: [UInt8]) -> String? {
        var best: (name: String, score: Double)?
        for (name, common) in [
            ("EUC-JP", Set<UInt8>([0xA4, 0xA5])), ("EUC-KR", Set(0xB0...0xC8)), ("GBK", Set(0xB0...0xD7)),
            ("Shift_JIS", Set<UInt8>([0x82, 0x83])), ("Big5", Set(0xA4...0xC6)),
        ] {
            guard let score = share(of: common, in: runs, name: name), score > (best?.score ?? 0.55) else { continue }
            best = (name, score)
        }
        return best?.name
    }

    /// The share of double-byte characters whose lead byte is among the `common`; nil where the bytes do not pair up.
    private static func share(of common: Set<UInt8>, in runs: [UInt8], name: String) -> Double? {
        var pairs = 0
        var hits = 0
        var index = 0
        while index < runs.count {
            let lead = runs[index]
            if lead < 0x80 || name == "Shift_JIS" && lead >= 0xA1 && lead <= 0xDF {
                index += 1
                continue
            }
            guard index + 1 < runs.count else { break }
            let trail = runs[index + 1]
            let fits =
                switch name {
                case "EUC-JP", "EUC-KR": lead >= 0xA1 && trail >= 0xA1
                case "GBK": lead >= 0x81 && trail >= 0x40
                case "Shift_JIS": (lead <= 0x9F || lead >= 0xE0) && trail >= 0x40 && trail <= 0xFC
                default: lead >= 0xA1 && (trail >= 0x40 && trail <= 0x7E || trail >= 0xA1)
                }
            guard fits else { return nil }
            pairs += 1
            if common.contains(lead) { hits += 1 }
            index += 2
        }
        guard pairs >= 4 else { return nil }
        // GBK's and Big5's common rows are most of what they have, so they win only by a clear share.
        let weight = name == "EUC-JP" || name == "Shift_JIS" ? 1.6 : name == "EUC-KR" ? 1.0 : 0.99
        return Double(hits) / Double(pairs) * weight
    }

    private static func oneByte(_ runs: [UInt8]) -> String {
        var cyrillic = (windows: 0, koi: 0, iso: 0, dos: 0)
        var letters = 0
        var longest = 0
        var run = 0
        for byte in runs {
            run = byte >= 0x80 ? run + 1 : 0
            longest = max(longest, run)
            guard byte >= 0x80 else { continue }
            letters += 1
            switch byte {
            case 0xE0...0xFF: cyrillic.windows += 1
            case 0xC0...0xDF: cyrillic.koi += 1
            default: break
            }
            if byte >= 0xD0, byte <= 0xEF { cyrillic.iso += 1 }
            if byte >= 0xA0, byte <= 0xAF || byte >= 0xE0 && byte <= 0xEF { cyrillic.dos += 1 }
        }
        // Latin text has its accents alone or in pairs; four in a row are another script.
        guard longest >= 4, letters > 0 else { return "windows-1252" }
        let share = { (count: Int) in Double(count) / Double(letters) }
        if share(cyrillic.dos) > 0.7 { return "IBM866" }
        if share(cyrillic.koi) > 0.6 { return "KOI8-R" }
        if share(cyrillic.windows) > 0.6 { return "windows-1251" }
        return share(cyrillic.iso) > 0.7 ? "ISO-8859-5" : "windows-1252"
    }
}
