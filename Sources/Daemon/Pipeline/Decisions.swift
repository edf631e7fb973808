import Alerting
import Deduplicating
import Domain

/// The decisions about one document, as they grow, and the changes they come to. No I/O.
struct Decisions {
    /// The feed's first document: what lies behind `first_poll` stays silent.
    let isBacklog: Bool
    let topic: String
    let now: Timestamp
    /// Somebody asked for `story.grown`; else a story's opening is all that is raised.
    let tellsGrowth: Bool

    private(set) var taken: [ItemID] = []
    private(set) var alerts: [Alert] = []
    private(set) var newItems = 0
    private(set) var silenced = 0
    /// New items by what was decided about them.
    private(set) var decisions: [Decision.Kind: Int] = [:]
    /// Seconds from the stated publication to the first sight, of new items that are no backlog.
    private(set) var publicationDelays: [Int64] = []
    private var items: [StoredItem] = []
    private var stories: [StoryID: Story] = [:]
    private var storyOrder: [StoryID] = []
    /// What the index keeps of them, and what it did beside.
    private var keepsakes: [Change] = []
    private var seen: [(keys: [IdentityKey], entry: SeenEntry)] = []

    init(isBacklog: Bool, topic: String, now: Timestamp, tellsGrowth: Bool = false) {
        self.isBacklog = isBacklog
        self.topic = topic
        self.now = now
        self.tellsGrowth = tellsGrowth
    }

    /// How many undated entries at the head of a first document count as live: a missing date alone hides nothing, and
    /// a backlog without dates floods nobody.
    private static let undatedHead = 5
    /// Other items of a story that an alert tells of.
    private static let mostCoverage = 25

    /// `place` is the entry's in its document, from 0.
    mutating func decide(_ judged: Judged, at place: Int, with newsdesk: inout Newsdesk) {
        let item = judged.reading.item
        let isUndated = if case .firstSeen = item.published { true } else { false }
        let isBacklog = isBacklog && !(isUndated && place < Self.undatedHead)
        guard let opinion = judged.opinion else { return refresh(judged.reading) }
        let (verdict, annotation) = (opinion.verdict, opinion.annotation)
        switch judged.reading.standing {
        case .known: refresh(judged.reading)
        case .fresh:
            let decision = newsdesk.decide(item, annotation, verdict, isBacklog: isBacklog, at: now)
            accept(item, annotation, verdict, decision, with: &newsdesk)
        case .edited(let known):
            guard verdict.isOnTopic else { return see(item, as: known) }
            let edited = item.renamed(ItemID(edition: item.fingerprint, of: known))
            let decision = newsdesk.decide(edited, annotation, verdict, isBacklog: isBacklog, at: now)
            if decision.nearness.relation == .sameItem {
                see(item, as: known)
            } else {
                accept(edited, annotation, verdict, decision, with: &newsdesk)
            }
        }
    }

    /// The stories of this document's alerts that others tell too: their coverage is to be given.
    var shared: [StoryID] { alerts.filter { $0.story.items > 1 }.map(\.story.id) }

    /// What this document brings of `story`.
    func items(of story: StoryID) -> [StoredItem] { items.filter { $0.decision.story == story } }

    /// Tells the alerts of `story` what else covers it, of `all` that there is; oldest first.
    mutating func cover(_ story: StoryID, with all: [StoredItem]) {
        let all = all.sorted { $0.item.published.time < $1.item.published.time }
        alerts = alerts.map { alert in
            guard alert.story.id == story else { return alert }
            let others = all.filter { $0.item.id != alert.item.id && $0.item.firstSeen <= alert.raised }
            return alert.covered(by: others.prefix(Self.mostCoverage).map { Coverage(of: $0.item) })
        }
    }

    /// Everything decided, as one transaction. The alerts get their severity; what storms is folded.
    mutating func changes(feed: FeedID, press: Press, storm: inout Storm) -> [Change] {
        alerts = alerts.map { $0.graded(official: press.official) }
        var changes: [Change] = items.map { .item($0) } + keepsakes
        changes += seen.map { .seen(feed, $0.keys, $0.entry) }
        changes += storyOrder.compactMap { stories[$0] }.map { .story($0) }
        let before = storm.began?.first
        for alert in alerts { changes.append(press.change(raising: alert, isFolded: storm.takes(alert))) }
        if let first = storm.began?.first, first != before { changes.append(.storm(first: first)) }
        return changes
    }

    private mutating func accept(
        _ item: Item,
        _ annotation: Annotation,
        _ verdict: Verdict,
        _ decision: Decision,
        with newsdesk: inout Newsdesk
    ) {
        let outlets = newsdesk.grown(by: item, decision, isBacklog: isBacklog, at: now)
        let adopted = newsdesk.take(item, annotation, verdict, decision)
        if let keepsake = newsdesk.keepsake(of: item.id) { keepsakes.append(.keepsake(keepsake)) }
        if let adopted, let story = decision.story { keepsakes.append(.adoption(group: adopted, story: story)) }
        taken.append(item.id)
        newItems += 1
        decisions[decision.kind, default: 0] += 1
        if !isBacklog, case .stated(let time) = item.published { publicationDelays.append(now.seconds(since: time)) }
        items.append(StoredItem(item: item, verdict: verdict, decision: decision))
        see(item, as: item.id)
        if decision.kind == .stale { silenced += 1 }
        guard let id = decision.story, let story = newsdesk.story(id) else { return }
        if stories.updateValue(story, forKey: id) == nil { storyOrder.append(id) }
        let event: (id: AlertID, type: EventType)
        if decision.kind == .alert {
            event = (AlertID(opening: id), .storyOpened)
        } else if let outlets, tellsGrowth {
            event = (AlertID(growing: id, to: outlets), .storyGrown)
        } else {
            return
        }
        alerts.append(
            Alert(
                id: event.id,
                type: event.type,
                raised: now,
                topic: verdict.watch ?? topic,
                story: story,
                item: item,
                verdict: verdict,
                nearness: decision.nearness,
                coverage: []
            )
        )
    }

    private mutating func see(_ item: Item, as id: ItemID) {
        seen.append((item.keys, SeenEntry(item: id, fingerprint: item.fingerprint, lastSeen: now)))
    }

    /// A repeat costs a write once a day: retention goes by the last sighting.
    private mutating func refresh(_ reading: Reading) {
        guard case .known(let id) = reading.standing, let last = reading.lastSeen,
            now.seconds(since: last) > 86_400
        else { return }
        see(reading.item, as: id)
    }
}

extension AlertID {
    /// The alert that a story's opening raises: one a story, for ever.
    init(opening story: StoryID) { self.init("a\(story.text.dropFirst())-1") }

    /// The alert that a story raises when so many outlets have it: one a number, for ever.
    init(growing story: StoryID, to outlets: Int) { self.init("a\(story.text.dropFirst())-o\(outlets)") }
}

extension ItemID {
    /// A later edition of `item` that tells another event under its old key.
    init(edition fingerprint: UInt64, of item: ItemID) {
        var hash = FNV1a()
        hash.add(item.text.utf8)
        hash.add(word: fingerprint)
        self.init(number: hash.value ^ hash.value >> 32)
    }
}
