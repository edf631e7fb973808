package import Domain

extension Newsdesk {
    /// The number of outlets that a told story reaches with an item, where `alerts.grown` names it. Ask before `take`.
    ///
    /// A story that still waits for `min_outlets` is told by its opening alone. What a new feed's backlog or a credible
    /// old date would keep silent grows its story silently: adding a hundred feeds tells nothing of last week.
    ///
    /// - Parameters:
    ///   - item: as it was decided about.
    ///   - decision: what `decide` made of it.
    ///   - isBacklog: it comes with the first document of a new feed.
    ///   - now: the time of this poll.
    /// - Returns: the number; nil where the item adds no outlet, or none of these numbers is reached.
    package func grown(by item: Item, _ decision: Decision, isBacklog: Bool, at now: Timestamp) -> Int? {
        guard decision.kind == .duplicate, let id = decision.story, let story = files[id], !files.waits(id),
            !story.outlets.contains(item.outlet), staleness(of: item, isBacklog: isBacklog, at: now) == nil
        else { return nil }
        let outlets = story.outlets.count + 1
        return policy.grown.contains(outlets) ? outlets : nil
    }
}
