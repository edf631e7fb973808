import Deduplicating
import Domain
import Judging
import TestSupport
import Testing

@testable import Daemon

struct RecollectionTests {
    @Test func `half an index is none: a cancelled recollection throws`() async {
        let read = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await Recollection.newsdesk(
                Newsdesk(topic: nil, seeds: [], policy: AlertPolicy()),
                judge: Judge(topic: nil, watch: []),
                store: MemoryStore()
            )
        }
        await #expect(throws: StoreError.self) { try await read.value }
    }
}
