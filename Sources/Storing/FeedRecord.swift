import Domain

/// A feed's state as its record: the JSON that `Record` gives for it, written and read without a coder.
///
/// Without what nearly every poll changes, which has columns of its own (`FeedRow`); records of before have that, too. One is
/// made at every poll, and all are read at a start. What the reader does not expect, `Record` reads.
enum FeedRecord {
    /// What is not in the record: columns of the feed's row.
    static let columns: Set<String> = ["interval", "lastPoll", "lastSuccess", "nextDue", "unchangedSince"]

    /// As JSON.
    static func append(_ state: FeedState, to bytes: inout [UInt8]) {
        var writer = JSONMembers()
        add(state, to: &writer)
        bytes += writer.ended()
    }

    /// What tells one record from another, without making either. It is stored; 0 is no record's.
    static func hash(of state: FeedState) -> Int64 {
        var hasher = MemberHash()
        add(state, to: &hasher)
        return Int64(bitPattern: max(hasher.value, 1))
    }

    /// Keys in their order, nothing for nil, as `Record.text(of:)`.
    private static func add(_ state: FeedState, to members: inout some Members) {
        members.add("bodyHash", state.bodyHash)
        members.add("cutHash", state.cutHash)
        members.add("cutSince", state.cutSince)
        members.add("failingSince", state.failingSince)
        members.add("failures", Int64(state.failures))
        members.add("freshFor", state.freshFor)
        members.add("goneSince", state.goneSince)
        members.add("hasBacklog", state.hasBacklog)
        members.add("heldUntil", state.heldUntil)
        members.add("hintedInterval", state.hintedInterval)
        members.add("hubs", state.hubs)
        members.add("isGone", state.isGone)
        members.add("lastDocument", state.lastDocument)
        members.add("lastError", state.lastError)
        members.add("movingIsSame", state.movingIsSame)
        members.add("movingSeen", Int64(state.movingSeen))
        members.add("movingTo", state.movingTo)
        members.add("overlap", state.overlap)
        members.add("selfURL", state.selfURL)
        members.add("skipDays", state.skipDays)
        members.add("skipHours", state.skipHours)
        members.add("title", state.title)
        members.add("url", state.url)
        members.add("validators", state.validators)
    }

    /// What the record lacks is taken from `base`; nil where there is anything in it that `append` does not write.
    static func state(from record: [UInt8], over base: consuming FeedState) -> FeedState? {
        var reader = JSONScanner(record)
        do {
            try reader.beginObject()
            try readFirst(from: &reader, into: &base)
            try readRest(from: &reader, into: &base)
            try reader.endObject()
            try reader.end()
            return base
        } catch {
            return nil
        }
    }

    /// Members in the order in which `append` writes them.
    private static func readFirst(
        from reader: inout JSONScanner,
        into state: inout FeedState
    ) throws(JSONScanner.Surprise) {
        if reader.member("bodyHash") { state.bodyHash = try reader.text() }
        if reader.member("cutHash") { state.cutHash = try reader.text() }
        if reader.member("cutSince") { state.cutSince = try reader.time() }
        if reader.member("failingSince") { state.failingSince = try reader.time() }
        if reader.member("failures") { state.failures = Int(try reader.integer()) }
        if reader.member("freshFor") { state.freshFor = try reader.integer() }
        if reader.member("goneSince") { state.goneSince = try reader.time() }
        if reader.member("hasBacklog") { state.hasBacklog = try reader.flag() }
        if reader.member("heldUntil") { state.heldUntil = try reader.time() }
        if reader.member("hintedInterval") { state.hintedInterval = try reader.integer() }
        if reader.member("hubs") {
            state.hubs = try reader.list { reader throws(JSONScanner.Surprise) in try reader.text() }
        }
        if reader.member("interval") { state.interval = try reader.integer() }
        if reader.member("isGone") { state.isGone = try reader.flag() }
        if reader.member("lastDocument") { state.lastDocument = try reader.time() }
        if reader.member("lastError") { state.lastError = try reader.text() }
    }

    private static func readRest(
        from reader: inout JSONScanner,
        into state: inout FeedState
    ) throws(JSONScanner.Surprise) {
        if reader.member("lastPoll") { state.lastPoll = try reader.time() }
        if reader.member("lastSuccess") { state.lastSuccess = try reader.time() }
        if reader.member("movingIsSame") { state.movingIsSame = try reader.flag() }
        if reader.member("movingSeen") { state.movingSeen = Int(try reader.integer()) }
        if reader.member("movingTo") { state.movingTo = try reader.text() }
        if reader.member("nextDue") { state.nextDue = try reader.time() }
        if reader.member("overlap") { state.overlap = try reader.number() }
        if reader.member("selfURL") { state.selfURL = try reader.text() }
        if reader.member("skipDays") { state.skipDays = try numbers(from: &reader) }
        if reader.member("skipHours") { state.skipHours = try numbers(from: &reader) }
        if reader.member("title") { state.title = try reader.text() }
        if reader.member("unchangedSince") { state.unchangedSince = try reader.time() }
        if reader.member("url") { state.url = try reader.text() }
        guard reader.member("validators") else { return }
        var validators = Validators()
        try reader.beginObject()
        if reader.member("etag") { validators.etag = try reader.text() }
        if reader.member("lastModified") { validators.lastModified = try reader.text() }
        if reader.member("url") { validators.url = try reader.text() }
        try reader.endObject()
        state.validators = validators
    }

    private static func numbers(from reader: inout JSONScanner) throws(JSONScanner.Surprise) -> [Int] {
        try reader.list { reader throws(JSONScanner.Surprise) in Int(try reader.integer()) }
    }
}
