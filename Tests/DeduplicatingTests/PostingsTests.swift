import Testing

@testable import Deduplicating

struct PostingsTests {
    private func numbers(_ postings: Postings<UInt32>, _ key: UInt32, limit: Int = 99) -> [Int32] {
        var found: [Int32] = []
        postings.forEach(key, limit: limit) { found.append($0) }
        return found
    }

    @Test func `the newest come first, as many as are asked for`() {
        var postings = Postings<UInt32>()
        for number in Int32(0)..<10 { postings.add(number, to: UInt32(number % 2)) }
        #expect(numbers(postings, 1) == [9, 7, 5, 3, 1])
        #expect(numbers(postings, 0, limit: 2) == [8, 6])
        #expect(numbers(postings, 0, limit: 0) == [] && numbers(postings, 7) == [])
    }

    @Test func `what is dropped is gone, the rest is found as before`() {
        var postings = Postings<UInt32>()
        for number in Int32(0)..<1_000 { postings.add(number, to: UInt32(number % 10)) }
        postings.drop(upTo: 100)
        #expect(postings.count == 1_000, "a tenth is not worth it")
        for limit in Int32(100)..<900 { postings.drop(upTo: limit) }
        #expect(postings.count < 300)
        #expect(numbers(postings, 3).prefix(5) == [993, 983, 973, 963, 953])
        postings.drop(upTo: 2_000)
        #expect(postings.count == 0 && numbers(postings, 3) == [])
        postings.add(2_001, to: 3)
        #expect(numbers(postings, 3) == [2_001])
    }

    @Test func `a steady stream holds no more than twice what is wanted`() {
        var postings = Postings<UInt32>()
        for number in Int32(0)..<100_000 {
            postings.add(number, to: UInt32(number % 97))
            postings.drop(upTo: number - 500)
        }
        #expect(postings.count <= 1_002)
        #expect(numbers(postings, 5).first == 99_915)
    }
}
