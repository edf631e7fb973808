import Domain
import Texts

/// Tells whether an item carries a seed: its headline, a part of it, or a development that it knows.
struct SeedMatcher {
    /// Days around a seed's event within which an item can be about it.
    private static let before: Int64 = 2 * 86_400
    private static let after: Int64 = 10 * 86_400

    private struct Entry {
        let seed: Seed
        let shingles: [UInt32]
        let titles: Set<UInt64>
        let events: [(event: SeedEvent, all: [UInt64], any: [UInt64], none: [UInt64])]
    }

    private let entries: [Entry]

    init(_ seeds: [Seed]) {
        entries = seeds.map { seed in
            Entry(
                seed: seed,
                shingles: Array(Set(seed.shingles.map { UInt32(truncatingIfNeeded: $0) })).sorted(),
                titles: Set(seed.titles),
                events: seed.events.map { event in
                    func hashes(_ ids: [String]) -> [UInt64] { ids.map(SignatureBuilder.hash(concept:)) }
                    return (event, hashes(event.all), hashes(event.any), hashes(event.none))
                }
            )
        }
    }

    /// The same for an item that was not on-topic; nothing is computed when there are no seeds.
    func match(_ item: Item, _ annotation: Annotation, _ builder: SignatureBuilder) -> Nearness? {
        entries.isEmpty ? nil : match(builder.signature(of: item, annotation))
    }

    /// The nearest seed that has the item; nil where none has.
    func match(_ signature: Signature) -> Nearness? {
        var best: Nearness?
        for entry in entries {
            guard let found = copy(signature, entry) ?? event(signature, entry) else { continue }
            if found.similarity > best?.similarity ?? 0 { best = found }
        }
        return best
    }

    private func copy(_ signature: Signature, _ entry: Entry) -> Nearness? {
        let name = entry.seed.name
        if signature.title != 0, entry.titles.contains(signature.title) {
            return Nearness(
                nearest: .seed(name),
                relation: .excerpt,
                similarity: 1,
                why: "the headline of seed \(name)"
            )
        }
        let shared = Self.shared(signature.shingles, entry.shingles)
        guard shared >= 4, !signature.shingles.isEmpty else { return nil }
        let share = Double(shared) / Double(signature.shingles.count)
        let ofSeed = Double(shared) / Double(max(1, entry.shingles.count))
        guard share >= Matcher.copyShare || ofSeed >= Matcher.copyShare else { return nil }
        let percent = Int((max(share, ofSeed) * 100).rounded())
        let isWhole = ofSeed > 0.6
        return Nearness(
            nearest: .seed(name),
            relation: isWhole ? .nearDuplicate : .excerpt,
            similarity: max(share, ofSeed),
            why: isWhole
                ? "carries \(percent) % of seed \(name)" : "\(percent) % of its runs of words are in seed \(name)"
        )
    }

    private static func shared(_ left: [UInt32], _ right: [UInt32]) -> Int { Shingling.containment(left, right).shared }

    private func event(_ signature: Signature, _ entry: Entry) -> Nearness? {
        let told = Set(signature.features.map(\.hash))
        for (event, all, any, none) in entry.events {
            if let date = event.date {
                let distance = signature.time.seconds(since: date)
                guard distance >= -Self.before, distance <= Self.after else { continue }
            }
            guard !all.isEmpty || !any.isEmpty, all.allSatisfy(told.contains),
                any.isEmpty || any.contains(where: told.contains),
                !none.contains(where: told.contains)
            else { continue }
            return Nearness(
                nearest: .seed(entry.seed.name),
                relation: .sameEvent,
                similarity: 0.8,
                why: "seed \(entry.seed.name) tells it already: \(event.title)"
            )
        }
        return nil
    }
}
