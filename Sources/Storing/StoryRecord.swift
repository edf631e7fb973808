import Domain

/// A story read from its record (the JSON that `Record` writes) without a coder: all are read at a start.
enum StoryRecord {
    private struct Draft {
        var texts: [String: String] = [:]
        var lists: [String: [String]] = [:]
        var times: [String: Timestamp] = [:]
        var items = 0
    }

    /// Nil where there is anything in it that was not expected: then `Record` reads it.
    static func story(from record: String) -> Story? {
        var draft = Draft()
        var reader = JSONScanner(record)
        do {
            try reader.object { reader, key throws(JSONScanner.Surprise) in
                switch key {
                case "items": draft.items = Int(try reader.integer())
                case "lastGrown", "opened": draft.times[key] = try reader.time()
                case "languages", "outlets", "people", "places":
                    draft.lists[key] = try reader.list { reader throws(JSONScanner.Surprise) in try reader.text() }
                case "kind", "title": draft.texts[key] = try reader.text()
                case "first", "follows", "id":
                    try reader.object { reader, inner throws(JSONScanner.Surprise) in
                        guard inner == "text" else { throw .unexpected }
                        draft.texts[key] = try reader.text()
                    }
                default: throw .unexpected
                }
            }
            try reader.end()
        } catch {
            return nil
        }
        return story(draft)
    }

    private static func story(_ draft: Draft) -> Story? {
        guard let id = draft.texts["id"], let first = draft.texts["first"], let title = draft.texts["title"],
            let opened = draft.times["opened"], let lastGrown = draft.times["lastGrown"],
            let outlets = draft.lists["outlets"], let languages = draft.lists["languages"],
            let places = draft.lists["places"], let people = draft.lists["people"]
        else { return nil }
        return Story(
            id: StoryID(id),
            first: ItemID(first),
            title: title,
            kind: draft.texts["kind"],
            opened: opened,
            lastGrown: lastGrown,
            items: draft.items,
            outlets: outlets,
            languages: languages,
            places: places,
            people: people,
            follows: draft.texts["follows"].map { StoryID($0) }
        )
    }
}
