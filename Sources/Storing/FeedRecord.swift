import Domain

/// A feed's state as its record: the JSON that `Record` gives for it, written and read without a coder.
///
/// One is written at every poll, and all are read at a start. What the reader does not expect, `Record` reads.
enum FeedRecord {
    /// Keys in their order, nothing for nil, as `Record.text(of:)`.
    static func append(_ state: FeedState, to bytes: inout [UInt8]) {
        var object = JSONObject()
        object.add("bodyHash", state.bodyHash, to: &bytes)
        object.add("cutHash", state.cutHash, to: &bytes)
        object.add("cutSince", state.cutSince, to: &bytes)
        object.add("failingSince", state.failingSince, to: &bytes)
        object.add("failures", Int64(state.failures), to: &bytes)
        object.add("goneSince", state.goneSince, to: &bytes)
        object.add("hasBacklog", state.hasBacklog, to: &bytes)
        object.add("heldUntil", state.heldUntil, to: &bytes)
        object.add("hintedInterval", state.hintedInterval, to: &bytes)
        object.add("hubs", state.hubs, to: &bytes)
        object.add("interval", state.interval, to: &bytes)
        object.add("isGone", state.isGone, to: &bytes)
        object.add("lastDocument", state.lastDocument, to: &bytes)
        object.add("lastError", state.lastError, to: &bytes)
        object.add("lastPoll", state.lastPoll, to: &bytes)
        object.add("lastSuccess", state.lastSuccess, to: &bytes)
        object.add("movingSeen", Int64(state.movingSeen), to: &bytes)
        object.add("movingTo", state.movingTo, to: &bytes)
        object.add("nextDue", state.nextDue, to: &bytes)
        object.add("overlap", state.overlap, to: &bytes)
        object.add("selfURL", state.selfURL, to: &bytes)
        object.add("skipDays", state.skipDays, to: &bytes)
        object.add("skipHours", state.skipHours, to: &bytes)
        object.add("title", state.title, to: &bytes)
        object.add("unchangedSince", state.unchangedSince, to: &bytes)
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
    static func state(from record: String, over base: FeedState) -> FeedState? {
        var state = base
        var reader = JSONScanner(record)
        do {
            try reader.object { reader, key throws(JSONScanner.Surprise) in
                try read(key, from: &reader, into: &state)
            }
            try reader.end()
            return state
        } catch {
            return nil
        }
    }

    private static func read(
        _ key: String,
        from reader: inout JSONScanner,
        into state: inout FeedState
    ) throws(JSONScanner.Surprise) {
        switch key {
        case "bodyHash": state.bodyHash = try reader.text()
        case "cutHash": state.cutHash = try reader.text()
        case "cutSince": state.cutSince = try reader.time()
        case "failingSince": state.failingSince = try reader.time()
        case "failures": state.failures = Int(try reader.integer())
        case "goneSince": state.goneSince = try reader.time()
        case "hasBacklog": state.hasBacklog = try reader.flag()
        case "heldUntil": state.heldUntil = try reader.time()
        case "hintedInterval": state.hintedInterval = try reader.integer()
        case "hubs": state.hubs = try reader.list { reader throws(JSONScanner.Surprise) in try reader.text() }
        case "interval": state.interval = try reader.integer()
        case "isGone": state.isGone = try reader.flag()
        case "lastDocument": state.lastDocument = try reader.time()
        case "lastError": state.lastError = try reader.text()
        default: try readRest(key, from: &reader, into: &state)
        }
    }

    private static func readRest(
        _ key: String,
        from reader: inout JSONScanner,
        into state: inout FeedState
    ) throws(JSONScanner.Surprise) {
        switch key {
        case "lastPoll": state.lastPoll = try reader.time()
        case "lastSuccess": state.lastSuccess = try reader.time()
        case "movingSeen": state.movingSeen = Int(try reader.integer())
        case "movingTo": state.movingTo = try reader.text()
        case "nextDue": state.nextDue = try reader.time()
        case "overlap": state.overlap = try reader.number()
        case "selfURL": state.selfURL = try reader.text()
        case "skipDays":
            state.skipDays = try reader.list { reader throws(JSONScanner.Surprise) in Int(try reader.integer()) }
        case "skipHours":
            state.skipHours = try reader.list { reader throws(JSONScanner.Surprise) in Int(try reader.integer()) }
        case "title": state.title = try reader.text()
        case "unchangedSince": state.unchangedSince = try reader.time()
        case "url": state.url = try reader.text()
        case "validators":
            var validators = Validators()
            try reader.object { reader, key throws(JSONScanner.Surprise) in
                switch key {
                case "etag": validators.etag = try reader.text()
                case "lastModified": validators.lastModified = try reader.text()
                case "url": validators.url = try reader.text()
                default: throw .unexpected
                }
            }
            state.validators = validators
        default: throw .unexpected
        }
    }
}
