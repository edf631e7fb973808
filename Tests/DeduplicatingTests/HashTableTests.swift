import TestSupport
import Testing

@testable import Deduplicating

struct HashTableTests {
    @Test(arguments: [UInt64](1...5)) func `it holds what a dictionary holds`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = HashTable<UInt32>()
        var expected: [UInt32: UInt32] = [:]
        for step in 0..<3_000 {
            let key = UInt32(random.below(700)) &* (seed % 2 == 0 ? 1 : 0x0100_0000)
            let value = UInt32.max &- UInt32(random.below(1_000))
            #expect(table.update(key, to: value) == expected.updateValue(value, forKey: key))
            if step % 500 == 499 {
                table.filter { $0 % 3 != 0 }
                expected = expected.filter { $0.value % 3 != 0 }
            }
        }
        #expect((0..<700).allSatisfy { table[$0] == expected[$0] && table[$0 << 24] == expected[$0 << 24] })
    }

    @Test func `an empty one has nothing`() {
        #expect(HashTable<UInt64>()[0] == nil && HashTable<UInt64>()[7] == nil)
    }
}
