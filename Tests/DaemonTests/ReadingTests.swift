import Domain
import Testing

@testable import Daemon

struct ReadingTests {
    private let day = Timestamp(seconds: 1_755_284_400)

    @Test func `an item whose keys nobody knows is fresh`() {
        let readings = Reading.readings(of: [item("i1", fingerprint: 1, guid: 10, url: 20)], seen: [:])
        #expect(readings.map(\.standing) == [.fresh])
    }

    @Test func `the same guid with the same text is known`() {
        let seen = [IdentityKey(.guid, 10): entry("i1", 1)]
        let readings = Reading.readings(of: [item("i9", fingerprint: 1, guid: 10, url: 21)], seen: seen)
        #expect(readings.map(\.standing) == [.known(ItemID("i1"))])
    }

    @Test func `the same URL with another text is an edition of the old item`() {
        let seen = [IdentityKey(.url, 20): entry("i1", 1)]
        let readings = Reading.readings(of: [item("i9", fingerprint: 2, guid: 11, url: 20)], seen: seen)
        #expect(readings.map(\.standing) == [.edited(ItemID("i1"))])
    }

    @Test func `a title recognises only what has no address`() {
        let seen = [IdentityKey(.title, 30): entry("i1", 1)]
        let addressed = item("i8", fingerprint: 2, guid: 11, url: 21, title: 30)
        let bare = item("i9", fingerprint: 2, guid: nil, url: nil, title: 30)
        #expect(Reading.readings(of: [addressed], seen: seen).map(\.standing) == [.fresh])
        #expect(Reading.readings(of: [bare], seen: seen).map(\.standing) == [.edited(ItemID("i1"))])
    }

    @Test func `two entries of one document with addresses of their own are two, whatever their words`() {
        let twins = [item("i1", fingerprint: 1, guid: 10, url: 20), item("i2", fingerprint: 1, guid: 11, url: 21)]
        #expect(Reading.readings(of: twins, seen: [:]).map(\.standing) == [.fresh, .fresh])
        let repeated = [item("i1", fingerprint: 1, guid: 10, url: 20), item("i1", fingerprint: 1, guid: 10, url: 20)]
        #expect(Reading.readings(of: repeated, seen: [:]).map(\.standing) == [.fresh, .known(ItemID("i1"))])
    }

    @Test func `the overlap is the share that was met before`() {
        let seen = [IdentityKey(.guid, 10): entry("i1", 1)]
        let items = [item("i1", fingerprint: 1, guid: 10, url: 20), item("i2", fingerprint: 2, guid: 11, url: 21)]
        #expect(Reading.overlap(of: Reading.readings(of: items, seen: seen)) == 0.5)
        #expect(Reading.overlap(of: []) == nil)
    }

    @Test func `an edition's id is computed, and differs from its item's`() {
        let first = ItemID(edition: 7, of: ItemID("i0123456789abcdef"))
        #expect(first == ItemID(edition: 7, of: ItemID("i0123456789abcdef")))
        #expect(first != ItemID(edition: 8, of: ItemID("i0123456789abcdef")))
        #expect(first.text.count == 17)
    }

    private func entry(_ id: String, _ fingerprint: UInt64) -> SeenEntry {
        SeenEntry(item: ItemID(id), fingerprint: fingerprint, lastSeen: day)
    }

    private func item(
        _ id: String,
        fingerprint: UInt64,
        guid: UInt64?,
        url: UInt64?,
        title: UInt64 = 99
    ) -> Item {
        var keys: [IdentityKey] = []
        if let guid { keys.append(IdentityKey(.guid, guid)) }
        if let url { keys.append(IdentityKey(.url, url)) }
        keys += [IdentityKey(.title, title), IdentityKey(.text, fingerprint)]
        return Item(
            id: ItemID(id),
            feed: FeedID("https://a.example/feed"),
            feedName: "A",
            outlet: "a.example",
            guid: nil,
            url: nil,
            canonicalURL: nil,
            title: "t",
            summary: "",
            content: "",
            language: "en",
            published: .firstSeen(day),
            updated: nil,
            firstSeen: day,
            keys: keys,
            fingerprint: fingerprint
        )
    }
}
