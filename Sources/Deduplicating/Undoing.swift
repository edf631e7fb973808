import Domain

/// Which mentions of a headline undo what it tells of: called off, denied, talks suspended.
struct Undoing {
    /// Words between a stop and the act that it stops: "suspends for a month the talks".
    private static let reach = 4

    /// Concepts that undo whatever they stand beside.
    private let always: Set<Int>
    /// Objects that undo the act behind them alone: to suspend talks is a call-off, to suspend strikes is none.
    private let stops: Set<Int>
    private let acts: Set<Int>
    /// Acts that speak against the topic: their end undoes nothing of it.
    private let foreign: Set<Int>

    init(_ concepts: [Concept]) {
        func places(_ isMeant: (Concept) -> Bool) -> Set<Int> { Set(concepts.indices.filter { isMeant(concepts[$0]) }) }
        always = places { $0.undoes && $0.kind != .object }
        stops = places { $0.undoes && $0.kind == .object }
        acts = places { $0.kind == .act }
        foreign = places { $0.kind == .act && $0.weight < 0 }
    }

    /// `said`: the mentions of a headline's main clause, in its order.
    func undo(_ said: [Mention]) -> Bool {
        said.contains { always.contains($0.concept) || (stops.contains($0.concept) && stops($0, in: said)) }
    }

    private func stops(_ stop: Mention, in said: [Mention]) -> Bool {
        let end = stop.word + stop.length
        let next = said.filter { acts.contains($0.concept) && $0.word >= end && $0.word < end + Self.reach }
            .min { $0.word < $1.word }
        return next.map { !foreign.contains($0.concept) } ?? false
    }
}
