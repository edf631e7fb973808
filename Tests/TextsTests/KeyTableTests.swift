import Testing
import Texts

struct KeyTableTests {
    @Test func `a key keeps the number that it was given first`() {
        var table = KeyTable(for: 1_000)
        for number in 0..<1_000 { table.offer(number, for: UInt64(number) &* 0x9E37_79B9_7F4A_7C15) }
        for number in 0..<1_000 { table.offer(7, for: UInt64(number) &* 0x9E37_79B9_7F4A_7C15) }
        #expect((0..<1_000).allSatisfy { table[UInt64($0) &* 0x9E37_79B9_7F4A_7C15] == $0 })
        #expect(table[5] == nil && table[.max] == nil)
    }

    @Test func `a number is changed, from nothing on`() {
        var table = KeyTable(for: 3)
        for key in [0, 1, 0, .max, 0] as [UInt64] { table.update(key) { $0 + 1 } }
        #expect(table[0] == 3 && table[1] == 1 && table[.max] == 1 && table[2] == nil)
    }

    @Test func `what there is no room for is left out`() {
        var table = KeyTable(for: 0)
        for key in 1...100 as ClosedRange<UInt64> { table.offer(1, for: key) }
        #expect((1...100 as ClosedRange<UInt64>).count { table[$0] != nil } == 8)
    }
}
