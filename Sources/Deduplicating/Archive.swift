import Domain
import Texts

/// What is known, with the indexes that find candidates: the cost of a look-up does not grow with history.
struct Archive {
    /// Seconds for which an item is compared by what it tells; copies and identity are known for as long as it is kept.
    static let eventWindow: Int64 = 6 * 86_400
    /// Entries that a posting list keeps: the newest.
    private static let postings = 48

    private var items: [Int32: Known] = [:]
    private var numbers: [ItemID: Int32] = [:]
    private var next: Int32 = 0
    private var byKey: [IdentityKey: Int32] = [:]
    private var byShingle: [UInt32: [Int32]] = [:]
    private var byFeature: [UInt64: [Int32]] = [:]
    private(set) var rarity = Rarity()
    /// Numbers of items that do not count for rarity.
    private var uncounted: Set<Int32> = []
    /// Numbers whose features are still indexed, oldest first.
    private var recent: [Int32] = []
    private var recentStart = 0

    subscript(number: Int32) -> Known? { items[number] }

    func number(of id: ItemID) -> Int32? { numbers[id] }
    var count: Int { items.count }

    @discardableResult
    mutating func add(_ known: Known, anchors: Bool, counts: Bool = true) -> Int32 {
        let number = next
        next &+= 1
        items[number] = known
        numbers[known.item] = number
        for key in known.keys { byKey[key] = number }
        for shingle in known.signature.sampled { append(number, to: shingle) }
        if counts { rarity.add(known.signature) } else { uncounted.insert(number) }
        if anchors { indexFeatures(of: known.signature, number) }
        recent.append(number)
        dropOld(at: known.signature.time)
        return number
    }

    mutating func remove(_ id: ItemID) {
        guard let number = numbers.removeValue(forKey: id), let known = items.removeValue(forKey: number) else {
            return
        }
        for key in known.keys where byKey[key] == number { byKey[key] = nil }
        let isCounted = uncounted.remove(number) == nil
        if isCounted, !known.signature.features.isEmpty { rarity.remove(known.signature) }
    }

    /// Forgets items from before `time`, and what the lists say of them.
    mutating func forget(before time: Timestamp) {
        for known in items.values where known.signature.time < time { remove(known.item) }
        let isThere = items
        byShingle = byShingle.compactMapValues { Self.living($0, isThere) }
        byFeature = byFeature.compactMapValues { Self.living($0, isThere) }
    }

    private static func living(_ list: [Int32], _ items: [Int32: Known]) -> [Int32]? {
        let rest = list.filter { items[$0] != nil }
        return rest.isEmpty ? nil : rest
    }

    // MARK: candidates

    /// Items that share a key.
    func withKey(of keys: [IdentityKey]) -> [Int32] {
        var found: [Int32] = []
        for key in keys {
            if let number = byKey[key], !found.contains(number) { found.append(number) }
        }
        return found
    }

    /// Items that share sampled runs of words, most first; at most eight.
    func withShingles(of signature: Signature) -> [Int32] {
        var votes: [Int32: Int] = [:]
        for shingle in signature.sampled {
            for number in byShingle[shingle] ?? [] { votes[number, default: 0] += 1 }
        }
        return votes.filter { $0.value >= 2 || signature.sampled.count < 6 }.sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
        }
        .prefix(8).map(\.key)
    }

    /// Items that tell like things, by the weight of what they share; at most `limit`.
    func withFeatures(of signature: Signature, limit: Int) -> [Int32] {
        var weights: [Int32: Double] = [:]
        let telling = (signature.features.filter { $0.kind != .party } + signature.words.filter(\.isInTitle))
            .map { (feature: $0, weight: Double($0.weight) * rarity.weight($0)) }
            .sorted { $0.weight != $1.weight ? $0.weight > $1.weight : $0.feature.hash < $1.feature.hash }
        for (feature, weight) in telling.prefix(28) {
            for number in byFeature[feature.hash] ?? [] { weights[number, default: 0] += weight }
        }
        return weights.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(limit).map(\.key)
    }

    // MARK: lists

    private mutating func append(_ number: Int32, to shingle: UInt32) {
        Self.append(number, to: &byShingle[shingle, default: []])
    }

    private mutating func indexFeatures(of signature: Signature, _ number: Int32) {
        for feature in signature.features where feature.kind != .party {
            Self.append(number, to: &byFeature[feature.hash, default: []])
        }
        for word in signature.words where word.isInTitle { Self.append(number, to: &byFeature[word.hash, default: []]) }
    }

    private static func append(_ number: Int32, to list: inout [Int32]) {
        list.append(number)
        if list.count > 2 * postings { list.removeFirst(list.count - postings) }
    }

    /// What is older than the window is no longer compared by what it tells: its features are let go.
    private mutating func dropOld(at now: Timestamp) {
        while recentStart < recent.count {
            let number = recent[recentStart]
            guard let known = items[number] else {
                recentStart += 1
                continue
            }
            guard now.seconds(since: known.signature.time) > Self.eventWindow + 86_400 else { break }
            if uncounted.remove(number) == nil { rarity.remove(known.signature) }
            for feature in known.signature.features + known.signature.words { dropFrom(feature.hash, number) }
            items[number]?.signature.features = []
            items[number]?.signature.words = []
            recentStart += 1
        }
        if recentStart > 4_096 {
            recent.removeFirst(recentStart)
            recentStart = 0
        }
    }

    private mutating func dropFrom(_ hash: UInt64, _ number: Int32) {
        guard let list = byFeature[hash] else { return }
        let rest = list.filter { $0 > number }
        byFeature[hash] = rest.isEmpty ? nil : rest
    }
}
