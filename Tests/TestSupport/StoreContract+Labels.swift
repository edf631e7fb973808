import Domain

extension StoreContract {
    /// What a desk says of items.
    static let labelRules = [
        Rule("a desk's label is kept over a restart, replaced by a later one, and taken back") { subject in
            let stored = Sample.item(1, story: "s1")
            let first = DeskLabel(of: stored, isOnTopic: false, at: start, by: "anna")
            let other = DeskLabel(of: Sample.item(2), isOnTopic: true, at: start.advanced(by: 1), by: "anna")
            try await subject.store.save(first)
            try await subject.store.save(other)
            let store = try await subject.restart().store
            try expect(try await store.labels(), [first, other], "labels")
            let second = DeskLabel(of: stored, isOnTopic: true, at: start.advanced(by: 2), by: "bo")
            try await store.save(second)
            try await store.save(second)
            try expect(try await store.label(of: stored.item.id), second, "the later one")
            try expect(try await store.labels(), [other, second], "labels, oldest first")
            try expect(try await store.removeLabel(of: stored.item.id), true, "taken back")
            try expect(try await store.removeLabel(of: stored.item.id), false, "taken back twice")
            try expect(try await store.label(of: stored.item.id), nil, "no label")
        },
        Rule("a label outlives its item, with the text") { subject in
            let stored = Sample.item(1)
            try await subject.store.apply([.item(stored)])
            let label = DeskLabel(of: stored, isOnTopic: true, at: start, by: "anna")
            try await subject.store.save(label)
            try await subject.store.apply([.retention(before: start.advanced(by: 1))])
            try expect(try await subject.store.item("i1"), nil, "the item")
            try expect(try await subject.store.labels(), [label], "labels")
        },
    ]
}
