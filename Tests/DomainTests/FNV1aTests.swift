import Domain
import Testing

struct FNV1aTests {
    /// Of the test vectors that come with the algorithm's reference code.
    @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)])
    func `the hash is that of the reference`(_ text: String, _ hash: UInt64) { #expect(FNV1a.hash(text.utf8) == hash) }
}
