import Testing

@testable import HTTP

struct PackedEndTests {
    /// Fifteen bytes of anything, then the length of a text of 5.
    private static let packed = bytes("fifteen bytes..\u{5}\0\0\0")
    private static let chunked = bytes("a;x=1\r\nfifteen by\r\n7\r\ntes..\u{5}\0\r\n02\r\n\0\0\r\n0\r\nA: b\r\n\r\n")

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func isThere(_ bytes: [UInt8], chunked: Bool, of length: Int, by size: Int) -> Bool {
        var end = PackedEnd(.gzip, isChunked: chunked)
        for start in stride(from: 0, to: bytes.count, by: size) {
            unsafe Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { unsafe end.take($0) }
        }
        return end.isThere(of: [UInt8](repeating: 0x78, count: length))
    }

    @Test(arguments: [1, 2, 3, 5, 7, 100]) func `the end is found in whatever pieces it comes`(_ size: Int) {
        #expect(isThere(Self.packed, chunked: false, of: 5, by: size))
        #expect(isThere(Self.chunked, chunked: true, of: 5, by: size))
        #expect(!isThere(Self.packed, chunked: false, of: 6, by: size))
        #expect(!isThere(Self.packed.dropLast(1), chunked: false, of: 5, by: size))
        #expect(!isThere(Self.chunked.dropLast(16), chunked: true, of: 5, by: size))
    }

    @Test func `no framing however odd is taken for an end`() {
        for text in ["", "zz\r\n", "ffffffffffffffff\r\nabc", "\r\n\r\n", "0\r\n\r\n", "-1\r\nx"] {
            #expect(!isThere(Array(text.utf8), chunked: true, of: 0, by: 3))
        }
    }
}
