import Domain

/// An entry under construction, with what decides between several elements for one thing.
struct EntryDraft {
    var entry = Entry()
    var titleRank = 0
    var summaryRank = 0
    var contentRank = 0
    var publishedRank = 0
    var updatedRank = 0
    var linkRank = 0
    /// The guid is an address by its own word (RSS 2.0: isPermaLink absent or true).
    var idIsPermalink = false
    var about: String?
    var originalLink: String?
    var sourceAuthors: [String] = []
    /// `itunes:author`, where no other element names one.
    var podcastAuthor: String?
    var isOpen = false

    /// Keeps `text` as the title if it outranks what is there.
    mutating func offer(title text: String?, rank: Int) {
        guard let text, rank > titleRank else { return }
        entry.title = text
        titleRank = rank
    }

    mutating func offer(summary text: String?, rank: Int) {
        guard let text, rank > summaryRank else { return }
        entry.summary = text
        summaryRank = rank
    }

    mutating func offer(content text: String?, rank: Int) {
        guard let text, rank > contentRank else { return }
        entry.content = text
        contentRank = rank
    }

    mutating func offer(published time: Timestamp, rank: Int) {
        guard rank >= publishedRank else { return }
        entry.published = time
        publishedRank = rank
    }

    mutating func offer(updated time: Timestamp, rank: Int) {
        guard rank >= updatedRank else { return }
        entry.updated = time
        updatedRank = rank
    }

    mutating func offer(link: String?, rank: Int) {
        guard let link, rank > linkRank else { return }
        entry.url = link
        linkRank = rank
    }

    mutating func add(author: String?) {
        guard let author, !author.isEmpty, entry.authors.count < 100, !entry.authors.contains(author) else { return }
        entry.authors.append(author)
    }

    mutating func add(category: String?) {
        guard let category, !category.isEmpty, entry.categories.count < 500, !entry.categories.contains(category) else {
            return
        }
        entry.categories.append(category)
    }

    mutating func add(enclosure: String?) {
        guard let enclosure, entry.enclosures.count < 100 else { return }
        entry.enclosures.append(enclosure)
    }

    /// Fills what is missing from what stands in for it.
    mutating func finish() {
        if entry.url == nil, idIsPermalink, let id = entry.id, !URLResolver.isProgram(id) { entry.url = id }
        if entry.url == nil { entry.url = originalLink }
        if entry.id == nil { entry.id = about }
        if entry.authors.isEmpty { entry.authors = sourceAuthors }
        if entry.authors.isEmpty, let podcastAuthor { entry.authors = [podcastAuthor] }
        isOpen = false
    }
}
