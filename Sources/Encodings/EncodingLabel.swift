/// An encoding by the name that iconv knows it by, found from the labels that publishers write.
struct EncodingLabel: Hashable {
    /// The name for iconv, upper case.
    let name: String

    static let utf8 = EncodingLabel(name: "UTF-8")
    static let windows1252 = EncodingLabel(name: "CP1252")

    /// Encodings whose markup is not ASCII: they are recognised by their bytes, so a label alone never chooses them.
    var isWide: Bool { name.hasPrefix("UTF-16") || name.hasPrefix("UTF-32") || name.hasPrefix("UCS-") }

    /// EBCDIC code pages: in them `<?xm` is 4C 6F A7 94.
    var isEBCDIC: Bool { Self.ebcdic.contains(name) }

    /// The encoding meant by a label; nil where the label means none that is known.
    ///
    /// The aliases are those of the WHATWG Encoding Standard §4.2 (latin1 is windows-1252, gb2312 is GB18030, ...), which
    /// is what publishers test against; other labels are handed to iconv as they are.
    init?(_ label: String) {
        var key = ""
        for byte in label.utf8 {
            switch byte {
            case 0x41...0x5A: key.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            case 0x61...0x7A, 0x30...0x39: key.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x2D, 0x5F, 0x20, 0x3A, 0x2E, 0x22, 0x27: continue
            default: return nil
            }
        }
        guard !key.isEmpty, key.utf8.count <= 40 else { return nil }
        self.init(name: Self.aliases[key] ?? Self.family(key) ?? Self.plain(label))
    }

    private init(name: String) { self.name = name }

    /// Families that differ by a number alone: iso-8859-N, windows-N, cpN, ibmN.
    private static func family(_ key: String) -> String? {
        if key.hasPrefix("iso8859"), let part = Int(key.dropFirst(7).prefix(2)) { return "ISO-8859-\(part)" }
        for prefix in ["xwindows", "windows", "xcp", "cp", "ibm", "csibm", "dos"] where key.hasPrefix(prefix) {
            guard let page = Int(key.dropFirst(prefix.count)) else { continue }
            let digits = String(key.dropFirst(prefix.count))
            return prefix.hasSuffix("ibm") || ibmOnly.contains(page) ? "IBM\(digits)" : "CP\(page)"
        }
        if key.hasPrefix("xmac") || key.hasPrefix("mac") {
            // What the C library does not know of them differs from Apple's first set in few letters.
            return "MACINTOSH"
        }
        return nil
    }

    private static func plain(_ label: String) -> String {
        String(label.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) })
    }

    private static let ibmOnly: Set<Int> = [37, 273, 277, 278, 280, 284, 285, 297, 424, 500, 875, 1026, 1047, 1140]
    private static let ebcdic: Set<String> = [
        "IBM037", "IBM37", "IBM273", "IBM277", "IBM278", "IBM280", "IBM284", "IBM285", "IBM297", "IBM424", "IBM500",
        "IBM875", "IBM1026", "IBM1047", "IBM1140", "EBCDIC-US",
    ]

    /// Keys are labels in lower case without separators.
    private static let aliases: [String: String] = {
        let table = """
            UTF-8 utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8bom u8
            CP1252 iso88591 latin1 l1 ascii usascii ansix341968 cp819 csisolatin1 ibm819 isoir100 iso885911987 windows1252 \
            xcp1252 cp1252 iso646us ansi western ansix341986 iso646irv1991 us
            ISO-8859-2 iso88592 latin2 l2 csisolatin2 isoir101 iso885921987
            ISO-8859-3 iso88593 latin3 l3 csisolatin3 isoir109 iso885931988
            ISO-8859-4 iso88594 latin4 l4 csisolatin4 isoir110 iso885941988
            ISO-8859-5 iso88595 cyrillic csisolatincyrillic isoir144 iso885951988
            ISO-8859-6 iso88596 arabic asmo708 csisolatinarabic ecma114 isoir127 iso88596e iso88596i iso885961987
            ISO-8859-7 iso88597 greek greek8 csisolatingreek ecma118 elot928 isoir126 suneugreek iso885971987
            ISO-8859-8 iso88598 hebrew visual csisolatinhebrew isoir138 iso88598e iso88598i logical iso885981988
            CP1254 iso88599 latin5 l5 csisolatin5 isoir148 iso885991989 windows1254 cp1254 xcp1254
            ISO-8859-10 iso885910 latin6 l6 csisolatin6 isoir157
            ISO-8859-13 iso885913
            ISO-8859-14 iso885914
            ISO-8859-15 iso885915 latin9 l9 csisolatin9 latin0
            ISO-8859-16 iso885916 latin10
            CP874 windows874 iso885911 tis620 dos874 tis6200 tis62025290 tis62025291
            KOI8-R koi8r koi koi8 cskoi8r
            KOI8-U koi8u koi8ru
            IBM866 866 cp866 ibm866 csibm866
            MACINTOSH macintosh mac xmacroman macroman csmacintosh
            MAC-CYRILLIC xmaccyrillic maccyrillic
            MAC-UK xmacukrainian macukrainian macukraine
            MAC-CENTRALEUROPE xmacce maccentraleurope maclatin2 macce xmaccentraleurroman
            MAC-IS maciceland macicelandic xmacicelandic
            GB18030 gb18030 gbk gb2312 chinese csgb2312 csiso58gb231280 gb231280 isoir58 xgbk euccn cp936 windows936 ms936 936 \
            eucgb2312cn gb23121980 csgbk
            HZ hzgb2312 hz hzgb
            BIG5-HKSCS big5 big5hkscs cnbig5 csbig5 xxbig5 big5tw
            CP950 cp950 windows950 ms950 950
            CP932 shiftjis sjis xsjis windows31j mskanji csshiftjis ms932 cp932 windows932 s_jis csjisencoding mskanji932 932
            EUC-JP eucjp xeucjp cseucpkdfmtjapanese ujis extendedunixcodepackedformatforjapanese
            ISO-2022-JP iso2022jp csiso2022jp
            ISO-2022-JP-2 iso2022jp2 iso2022jp1 iso2022jpext
            CP949 euckr cseuckr csksc56011987 isoir149 korean ksc56011987 ksc56011989 ksc5601 windows949 uhc cp949 ms949 949
            ISO-2022-KR iso2022kr csiso2022kr
            ISO-2022-CN iso2022cn iso2022cnext
            JOHAB johab cp1361 ms1361
            UTF-16 utf16 unicode ucs2 iso10646ucs2 csunicode unicodefeff
            UTF-16LE utf16le utf16littleendian
            UTF-16BE utf16be unicodefffe utf16bigendian
            UTF-32 utf32 ucs4 iso10646ucs4 csucs4
            UTF-32LE utf32le
            UTF-32BE utf32be
            UTF-7 utf7 unicode11utf7 u7
            IBM037 ibm037 cp037 ebcdicus ebcdiccpus ebcdiccpca ebcdiccpnl ebcdiccpwt csibm037
            EUC-JISX0213 eucjisx0213 eucjis2004 eucjis2k
            SHIFT_JISX0213 shiftjisx0213 shiftjis2004 sjisx0213 sjis2004
            ISO-2022-JP-3 iso2022jp3 iso2022jp2004
            KOI8-T koi8t
            RK1048 kz1048 strk10482002 rk1048
            X-MAC-GREEK macgreek xmacgreek
            X-MAC-TURKISH macturkish xmacturkish
            DOS-720 cp720 ibm720 dos720
            HP-ROMAN8 hproman8 roman8 r8
            PT154 ptcp154 pt154 cp154 cyrillicasian
            ARMSCII-8 armscii8
            GEORGIAN-PS georgianps
            VISCII viscii
            TCVN tcvn tcvn5712
            """
        var aliases: [String: String] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let name = words.first else { continue }
            for word in words.dropFirst() { aliases[String(word)] = String(name) }
        }
        return aliases
    }()
}
