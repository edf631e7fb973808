import Domain

/// A story read from its record (the JSON that `Record` writes) without a coder: all are read at a start.
struct StoryRecord {
    private var id: StoryID?
    private var first: ItemID?
    private var title: String?
    private var kind: String?
    private var opened: Timestamp?
    private var lastGrown: Timestamp?
    private var items: Int?
    private var outlets: [String]?
    private var languages: [String]?
    private var places: [String]?
    private var people: [String]?
    private var follows: StoryID?

    /// Nil where there is anything in it that was not expected: then `Record` reads it.
    static func story(from record: [UInt8]) -> Story? {
        var draft = StoryRecord()
        var reader = JSONScanner(record)
        do {
            try reader.object { reader, key throws(JSONScanner.Surprise) in try draft.read(key, from: &reader) }
            try reader.end()
        } catch {
            return nil
        }
        return draft.story
    }

    private mutating func read(_ key: String, from reader: inout JSONScanner) throws(JSONScanner.Surprise) {
        switch key {
        case "first": first = ItemID(try Self.name(from: &reader))
        case "follows": follows = StoryID(try Self.name(from: &reader))
        case "id": id = StoryID(try Self.name(from: &reader))
        case "items": items = Int(exactly: try reader.integer())
        case "kind": kind = try reader.text()
        case "languages": languages = try Self.texts(from: &reader)
        case "lastGrown": lastGrown = try reader.time()
        case "opened": opened = try reader.time()
        case "outlets": outlets = try Self.texts(from: &reader)
        case "people": people = try Self.texts(from: &reader)
        case "places": places = try Self.texts(from: &reader)
        case "title": title = try reader.text()
        default: throw .unexpected
        }
    }

    private static func name(from reader: inout JSONScanner) throws(JSONScanner.Surprise) -> String {
        var name = ""
        try reader.object { reader, key throws(JSONScanner.Surprise) in
            guard key == "text" else { throw .unexpected }
            name = try reader.text()
        }
        return name
    }

    private static func texts(from reader: inout JSONScanner) throws(JSONScanner.Surprise) -> [String] {
        try reader.list { reader throws(JSONScanner.Surprise) in try reader.text() }
    }

    private var story: Story? {
        guard let id, let first, let title, let opened, let lastGrown, let items, let outlets, let languages,
            let places, let people
        else { return nil }
        return Story(
            id: id,
            first: first,
            title: title,
            kind: kind,
            opened: opened,
            lastGrown: lastGrown,
            items: items,
            outlets: outlets,
            languages: languages,
            places: places,
            people: people,
            follows: follows
        )
    }
}
