import Testing

@testable import Domain

@Suite struct ItemIDTests {
    @Test(
        arguments: [
            (0, "i0000000000000000"), (0xFEDC_BA98_7654_3210, "ifedcba9876543210"), (.max, "iffffffffffffffff"),
        ] as [(UInt64, String)]
    )
    func `a number has sixteen digits behind its letter`(number: UInt64, text: String) {
        #expect(ItemID(number: number).text == text)
    }
}
