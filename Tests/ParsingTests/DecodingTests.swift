import Domain
import Testing

@testable import Parsing

struct DecodingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let label: String?
        let title: [UInt8]
        let expected: String
        var contentType: String?
        var testDescription: String { name }

        init(_ name: String, _ label: String?, _ title: [UInt8], _ expected: String, contentType: String? = nil) {
            self.name = name
            self.label = label
            self.title = title
            self.expected = expected
            self.contentType = contentType
        }

        var bytes: [UInt8] {
            let declaration = label.map { "<?xml version='1.0' encoding='\($0)'?>" } ?? "<?xml version='1.0'?>"
            return Array((declaration + "<rss version='2.0'><channel><title>").utf8) + title
                + Array("</title></channel></rss>".utf8)
        }
    }

    static let moscow: [UInt8] = [0xCC, 0xEE, 0xF1, 0xEA, 0xE2, 0xE0]  // "Москва" in windows-1251
    static let koi: [UInt8] = [0xED, 0xCF, 0xD3, 0xCB, 0xD7, 0xC1]
    static let sjis: [UInt8] = [0x93, 0x8C, 0x8B, 0x9E]

    @Test(arguments: [
        Case("windows-1251", "windows-1251", moscow, "Москва"),
        Case("KOI8-R", "koi8-r", koi, "Москва"),
        Case("mac", "x-mac-cyrillic", [0x8C, 0xEE, 0xF1, 0xEA, 0xE2, 0xE0], "Москва"),
        Case("Shift_JIS", "Shift_JIS", sjis, "東京"),
        Case("Windows-31J", "Windows-31J", sjis, "東京"),
        Case("EUC-JP", "euc-jp", [0xC5, 0xEC, 0xB5, 0xFE], "東京"),
        Case("EUC-KR by its long name", "KS_C_5601-1987", [0xBC, 0xAD, 0xBF, 0xEF], "서울"),
        Case("GBK said as gb2312", "gb2312", [0xB1, 0xB1, 0xBE, 0xA9], "北京"),
        Case("Big5", "big5", [0xA5, 0x78, 0xA5, 0x5F], "台北"),
        Case("ISO-2022-JP", "iso-2022-jp", [0x1B, 0x24, 0x42, 0x45, 0x6C, 0x35, 0x7E, 0x1B, 0x28, 0x42], "東京"),
        Case("TIS-620", "tis-620", [0xA1, 0xC3, 0xD8, 0xA7], "กรุง"),
        Case("KOI8-T", "koi8_t", koi, "Москва"),
        Case("MacGreek, which libxml2 knows", "mac-greek", [0xAA, 0xE2, 0xED], "Σβμ"),
        Case("JIS of 2004", "shift_jis_2004", sjis, "東京"),
        Case("Latin-1 is windows-1252", "iso-8859-1", [0x93, 0x61, 0x94], "“a”"),
        Case("utf8 without a dash", "utf8", Array("é".utf8), "é"),
        Case(
            "the header outranks the declaration",
            "koi8-r",
            moscow,
            "Москва",
            contentType: "text/xml; charset=windows-1251"
        ),
        Case("a header in single quotes", nil, moscow, "Москва", contentType: "text/xml; charset='windows-1251'"),
        Case("UTF-8 that says windows-1251", "windows-1251", Array("Москва".utf8), "Москва"),
        Case("UTF-8 that says ASCII", "us-ascii", Array("été".utf8), "été"),
        Case("UTF-8 that says UTF-16", "utf-16", Array("été".utf8), "été"),
        Case("an unknown label", "x-nope", Array("été".utf8), "été"),
        Case("a header that is wrong", "windows-1251", moscow, "Москва", contentType: "text/xml; charset=utf-8"),
        Case("no label, Cyrillic", nil, moscow + moscow + moscow, "МоскваМоскваМосква"),
        Case("no label, Western", nil, [0x63, 0x61, 0x66, 0xE9], "café"),
        Case("UTF-8 with more strays than characters", "utf-8", Array("é ".utf8) + [0x93, 0x61, 0x94], "é “a”"),
        Case("UTF-8 with strays", "utf-8", Array("ééééé ".utf8) + [0x93, 0x61, 0x94], "ééééé “a”"),
    ])
    func `a title comes out in the encoding it was written in`(_ test: Case) throws {
        #expect(try FeedParser.parse(test.bytes, contentType: test.contentType, base: nil).title == test.expected)
    }

    static let document =
        "<?xml version='1.0' encoding='koi8-r'?><rss version='2.0'><channel><title>Tōkyō 東京 😀</title></channel></rss>"

    static func wide(_ width: Int, bigEndian: Bool, mark: Bool) -> [UInt8] {
        let units: [UInt32] = width == 2 ? document.utf16.map(UInt32.init) : document.unicodeScalars.map(\.value)
        return ((mark ? [0xFEFF] : []) + units).flatMap { unit in
            let bytes = (0..<width).map { UInt8(truncatingIfNeeded: unit >> UInt32(8 * $0)) }
            return bigEndian ? bytes.reversed() : bytes
        }
    }

    @Test(arguments: [2, 4], [true, false])
    func `UTF-16 and UTF-32 are known by mark or by look`(width: Int, bigEndian: Bool) throws {
        for mark in [true, false] {
            let bytes = Self.wide(width, bigEndian: bigEndian, mark: mark)
            #expect(try FeedParser.parse(bytes, contentType: nil, base: nil).title == "Tōkyō 東京 😀")
        }
    }

    @Test func `a UTF-8 mark outranks every label`() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array(Self.document.utf8)
        let document = try FeedParser.parse(bytes, contentType: "text/xml; charset=windows-1251", base: nil)
        #expect(document.title == "Tōkyō 東京 😀")
    }
}
