import Testing

@testable import Encodings

struct CharsetTests {
    @Test(
        arguments: [
            ("text/xml; charset=UTF-8", "UTF-8"), ("text/xml;charset=\"utf-8\";x=y", "utf-8"), ("text/xml", nil),
            ("text/xml; charset : utf-8", nil), ("a/b; CHARSET = koi8-r", "koi8-r"),
        ] as [(String, String?)]
    )
    func `the charset is the header's parameter`(header: String, expected: String?) {
        #expect(DocumentDecoder.charset(of: header) == expected)
    }
}
