import Domain

/// Which mentions of a headline undo what it tells of: called off, denied, talks suspended.
struct Undoing {
    /// Words between a stop and the act that it stops: "suspends for a month the talks".
    private static let reach = 4
    /// Words between a negation and what it negates: "has not yet ruled out".
    private static let negationReach = 2

    /// Concepts that undo whatever they stand beside.
    private let always: Set<Int>
    /// Objects that undo the act beside them alone: to suspend talks is a call-off, to suspend strikes is none.
    private let stops: Set<Int>
    private let statuses: Set<Int>
    /// Without those that tell only that somebody speaks: they weigh nothing by themselves.
    private let acts: Set<Int>
    /// Acts that speak against the topic: their end undoes nothing of it.
    private let foreign: Set<Int>

    init(_ concepts: [Concept]) {
        func places(_ isMeant: (Concept) -> Bool) -> Set<Int> { Set(concepts.indices.filter { isMeant(concepts[$0]) }) }
        always = places { $0.undoes && $0.kind != .object }
        stops = places { $0.undoes && $0.kind == .object }
        statuses = places { $0.kind == .status }
        acts = places { $0.kind == .act && $0.weight != 0 }
        foreign = places { $0.kind == .act && $0.weight < 0 }
    }

    /// `said`: the mentions of a headline's main clause, in its order. `negators`: which words of the title negate.
    ///
    /// `cancelled`: how many of these negate an undoing, so that both say nothing: "has not ruled out", "не исключает".
    func read(_ said: [Mention], _ negators: [Int]) -> (isUndone: Bool, cancelled: Int) {
        var isUndone = said.contains { stops.contains($0.concept) && stops($0, in: said) }
        var cancelled: Set<Int> = []
        for mention in said where always.contains(mention.concept) {
            let before = negators.last { $0 < mention.word && $0 >= mention.word - Self.negationReach }
            if let before, !said.contains(where: { statuses.contains($0.concept) && Self.covers($0, before) }) {
                cancelled.insert(before)
            } else {
                isUndone = true
            }
        }
        return (isUndone, cancelled.count)
    }

    /// By the nearest act, before it or behind.
    private func stops(_ stop: Mention, in said: [Mention]) -> Bool {
        let nearest = said.filter { act in
            acts.contains(act.concept) && Self.distance(act, stop) <= Self.reach
                && !said.contains { statuses.contains($0.concept) && Self.covers($0, act.word) }
        }.min { Self.distance($0, stop) < Self.distance($1, stop) }
        return nearest.map { !foreign.contains($0.concept) } ?? false
    }

    private static func covers(_ mention: Mention, _ word: Int) -> Bool {
        word >= mention.word && word < mention.word + mention.length
    }

    /// Words from the one to the other; 1 where they are neighbours.
    private static func distance(_ one: Mention, _ other: Mention) -> Int {
        max(one.word - other.word - other.length, other.word - one.word - one.length) + 1
    }
}
