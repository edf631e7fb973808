import Domain

/// A feed's state as its record: the JSON that `Record` gives for it, written and read without a coder.
///
/// Without what nearly every poll changes, which has columns of its own (`FeedRow`); records of before have that, too. One is
/// made at every poll, and all are read at a start. What the reader does not expect, `Record` reads.
enum FeedRecord {
    /// What is not in the record: columns of the feed's row.
    static let columns: Set<String> = ["interval", "lastPoll", "lastSuccess", "nextDue", "unchangedSince"]

    /// Keys in their order, nothing for nil, as `Record.text(of:)`.
    static func append(_ state: FeedState, to bytes: inout [UInt8]) {
        var object = JSONObject()
        object.add("bodyHash", state.bodyHash, to: &bytes)
        object.add("cutHash", state.cutHash, to: &bytes)
        object.add("cutSince", state.cutSince, to: &bytes)
        object.add("failingSince", state.failingSince, to: &bytes)
        object.add("failures", Int64(state.failures), to: &bytes)
        object.add("freshFor", state.freshFor, to: &bytes)
        object.add("goneSince", state.goneSince, to: &bytes)
        object.add("hasBacklog", state.hasBacklog, to: &bytes)
        object.add("heldUntil", state.heldUntil, to: &bytes)
        object.add("hintedInterval", state.hintedInterval, to: &bytes)
        object.add("hubs", state.hubs, to: &bytes)
        object.add("isGone", state.isGone, to: &bytes)
        object.add("lastDocument", state.lastDocument, to: &bytes)
        object.add("lastError", state.lastError, to: &bytes)
        object.add("movingIsSame", state.movingIsSame, to: &bytes)
        object.add("movingSeen", Int64(state.movingSeen), to: &bytes)
        object.add("movingTo", state.movingTo, to: &bytes)
        object.add("overlap", state.overlap, to: &bytes)
        object.add("selfURL", state.selfURL, to: &bytes)
        object.add("skipDays", state.skipDays, to: &bytes)
        object.add("skipHours", state.skipHours, to: &bytes)
        object.add("title", state.title, to: &bytes)
        object.add("url", state.url, to: &bytes)
        object.begin("validators", in: &bytes)
        append(state.validators, to: &bytes)
        object.end(in: &bytes)
    }

    private static func append(_ validators: Validators, to bytes: inout [UInt8]) {
        var object = JSONObject()
        object.add("etag", validators.etag, to: &bytes)
        object.add("lastModified", validators.lastModified, to: &bytes)
        object.add("url", validators.url, to: &bytes)
        object.end(in: &bytes)
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
