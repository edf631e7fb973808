import Domain
import Foundation
import Testing

@testable import Storing

@Suite struct FeedRecordTests {
    private static let time = Timestamp(seconds: 1_755_286_200)

    private static var full: FeedState {
        var state = FeedState(url: "https://example.org/a?b=\"c\"\\d/ü", nextDue: time, interval: 300)
        state.validators = Validators(
            etag: "W/\"5f-1\"",
            lastModified: "Fri, 15 Aug 2025 19:30:00 GMT",
            url: "https://example.org/a"
        )
        state.heldUntil = time
        state.lastPoll = time.advanced(by: -1)
        state.lastSuccess = time.advanced(by: -2)
        state.lastDocument = time.advanced(by: -3)
        state.failures = 7
        state.lastError = "HTTP status 500"
        state.failingSince = time.advanced(by: -4)
        state.hasBacklog = true
        state.movingTo = "https://example.net/"
        state.movingSeen = 2
        state.movingIsSame = true
        state.freshFor = 7_200
        state.goneSince = time.advanced(by: -5)
        state.isGone = true
        state.unchangedSince = time.advanced(by: -6)
        state.bodyHash = "0123456789abcdef"
        state.cutHash = "fedcba9876543210"
        state.cutSince = time.advanced(by: -7)
        state.hintedInterval = 900
        state.skipHours = [0, 23]
        state.skipDays = [6]
        state.overlap = 0.9714285714285714
        state.hubs = ["https://hub.example/", "https://hub.example/2"]
        state.selfURL = "https://example.org/self"
        state.title = "Новости \u{1F4F0}"
        return state
    }

    private static var states: [FeedState] {
        var even = full
        even.overlap = 1
        return [FeedState(url: "https://example.org/", nextDue: time, interval: 60), full, even]
    }

    private func record(_ state: FeedState) -> String {
        var bytes: [UInt8] = []
        FeedRecord.append(state, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `no property of a state is left out of these tests`() {
        let new = FeedState(url: "", nextDue: Timestamp(seconds: 0), interval: 0)
        let same = zip(Mirror(reflecting: Self.full).children, Mirror(reflecting: new).children).compactMap {
            String(describing: $0.value) == String(describing: $1.value) ? $0.label : nil
        }
        #expect(same.isEmpty)
    }

    @Test(arguments: states) func `a record is the JSON that a coder makes, but for what has columns`(
        _ state: FeedState
    ) throws {
        let whole = try #require(JSONSerialization.jsonObject(with: Data(Record.text(of: state).utf8)) as? NSDictionary)
        let own = try #require(JSONSerialization.jsonObject(with: Data(record(state).utf8)) as? [String: Any])
        let rest = whole.filter { key, _ in !FeedRecord.columns.contains(key as? String ?? "") }
        let expected = NSDictionary(objects: rest.map(\.value), forKeys: rest.compactMap { $0.key as? NSString })
        #expect(own as NSDictionary == expected)
        #expect(whole.count > own.count)
    }

    @Test(arguments: states) func `a coder's record, as older versions wrote it, is read`(_ state: FeedState) throws {
        let new = FeedState(url: "https://other.example/", nextDue: Timestamp(seconds: 0), interval: 1)
        #expect(FeedRecord.state(from: Array(try Record.text(of: state).utf8), over: new) == state)
    }

    @Test(arguments: states) func `what was written is read again, over what has columns`(_ state: FeedState) {
        var base = FeedState(url: "https://other.example/", nextDue: state.nextDue, interval: state.interval)
        base.lastPoll = state.lastPoll
        base.lastSuccess = state.lastSuccess
        base.unchangedSince = state.unchangedSince
        #expect(FeedRecord.state(from: Array(record(state).utf8), over: base) == state)
    }

    @Test func `each member of a record tells in its hash, and what has columns does not`() throws {
        let empty = FeedState(url: "", nextDue: Timestamp(seconds: 0), interval: 0)
        let members = try #require(
            JSONSerialization.jsonObject(with: Data(record(Self.full).utf8)) as? [String: Any]
        )
        #expect(FeedRecord.hash(of: empty) != FeedRecord.hash(of: Self.full))
        var seen: Set<Int64> = [FeedRecord.hash(of: Self.full)]
        for name in members.keys where name != "validators" {
            var changed = members
            switch changed[name] {
            case let text as String where text.hasSuffix("Z"): changed[name] = "2001-02-03T04:05:06Z"
            case let text as String: changed[name] = text + "x"
            case let list as [Any]: changed[name] = Array(list.dropLast())
            case let number as NSNumber:
                let isFlag = ["hasBacklog", "isGone", "movingIsSame"].contains(name)
                changed[name] = isFlag ? false as Any : number.doubleValue + 1
            default: Issue.record("\(name) is of a kind that this test does not know")
            }
            let text = String(decoding: try JSONSerialization.data(withJSONObject: changed), as: UTF8.self)
            let state = try Record.value(FeedState.self, from: text, over: Self.full)
            #expect(seen.insert(FeedRecord.hash(of: state)).inserted, "\(name)")
        }
        for (etag, date, url) in [("a", nil, nil), (nil, "a", nil), (nil, nil, "a"), ("a", "a", nil), ("", nil, nil)] {
            var state = Self.full
            state.validators = Validators(etag: etag, lastModified: date, url: url)
            #expect(seen.insert(FeedRecord.hash(of: state)).inserted)
        }
        var later = Self.full
        later.interval += 1
        later.nextDue = Timestamp(seconds: 1)
        (later.lastPoll, later.lastSuccess, later.unchangedSince) = (nil, nil, nil)
        #expect(FeedRecord.hash(of: later) == FeedRecord.hash(of: Self.full))
    }

    @Test func `control characters are for the coder, and come back`() throws {
        var state = Self.full
        state.title = "one\ntwo\u{1}"
        #expect(FeedRecord.state(from: Array(record(state).utf8), over: state) == nil)
        #expect(try Record.value(FeedState.self, from: record(state), over: state) == state)
    }

    @Test func `what a record lacks is taken from the base`() {
        var base = FeedState(url: "https://example.org/", nextDue: Self.time, interval: 300)
        base.interval = 120
        let state = FeedRecord.state(from: Array(#"{"failures":3}"#.utf8), over: base)
        #expect(state?.failures == 3 && state?.interval == 120)
    }

    @Test(arguments: [
        "", "{", "[]", "{}x", #"{"failures":}"#, #"{"failures":1.5}"#, #"{"failures":99999999999999999999}"#,
        #"{"url":"a"#, #"{"url":"a\"#, #"{"url":"\u0041"}"#, #"{"unheard":1}"#, #"{"nextDue":"yesterday"}"#,
        #"{"hubs":["a",]}"#, #"{"isGone":1}"#, #"{"validators":{"other":"a"}}"#, #"{"overlap":"x"}"#,
        #"{ "failures": 1 }"#,
        #"{"title":null}"#,
    ])
    func `whatever is not expected is left to the coder`(_ record: String) {
        let base = FeedState(url: "https://example.org/", nextDue: Self.time, interval: 300)
        #expect(FeedRecord.state(from: Array(record.utf8), over: base) == nil)
    }
}
