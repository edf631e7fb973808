import Domain
import Texts

/// What is known, with the indexes that find candidates: the cost of a look-up does not grow with history.
struct Archive {
    /// Seconds for which an item is compared by what it tells; copies and identity are known for as long as it is kept.
    static let eventWindow: Int64 = 6 * 86_400
    /// Entries of one hash that are looked at: the newest.
    private static let postings = 72

    /// By number less `first`; nil where it was forgotten.
    private var items: [Known?] = []
    private var first: Int32 = 0
    private var numbers: [ItemID: Int32] = [:]
    private var byKey: [IdentityKey: Int32] = [:]
    private var byShingle = Postings<UInt32>()
    private var byFeature = Postings<UInt64>()
    private(set) var rarity = Rarity()
    /// Numbers of items that do not count for rarity.
    private var uncounted: Set<Int32> = []
    /// Items below this number are no longer compared by what they tell.
    private var featured: Int32 = 0
    /// Entries of `byShingle` whose items were forgotten.
    private var dead = 0

    private var next: Int32 { first + Int32(items.count) }

    subscript(number: Int32) -> Known? { number >= first && number < next ? items[Int(number - first)] : nil }

    func number(of id: ItemID) -> Int32? { numbers[id] }
    var count: Int { numbers.count }

    @discardableResult
    mutating func add(_ known: Known, anchors: Bool, counts: Bool = true) -> Int32 {
        let number = next
        items.append(known)
        numbers[known.item] = number
        for key in known.keys { byKey[key] = number }
        for shingle in known.signature.sampled { byShingle.add(number, to: shingle) }
        if counts { rarity.add(known.signature) } else { uncounted.insert(number) }
        if anchors { indexFeatures(of: known.signature, number) }
        dropOld(at: known.signature.time)
        return number
    }

    /// Forgets items from before `time` that are not in `kept`.
    mutating func forget(before time: Timestamp, keeping kept: Set<ItemID>) {
        for index in items.indices {
            guard let known = items[index], known.signature.time < time, !kept.contains(known.item) else { continue }
            remove(known, at: index)
        }
        let gone = items.firstIndex { $0 != nil } ?? items.count
        if gone > items.count / 2 {
            items.removeFirst(gone)
            first += Int32(gone)
        }
        if dead > byShingle.count / 2 { indexShingles() }
    }

    private mutating func remove(_ known: Known, at index: Int) {
        let number = first + Int32(index)
        items[index] = nil
        numbers[known.item] = nil
        for key in known.keys where byKey[key] == number { byKey[key] = nil }
        dead += known.signature.sampled.count
        let isCounted = uncounted.remove(number) == nil
        if isCounted, number >= featured { rarity.remove(known.signature) }
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
            byShingle.forEach(shingle, limit: Self.postings) { number in
                if isKnown(number) { votes[number, default: 0] += 1 }
            }
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
            byFeature.forEach(feature.hash, limit: Self.postings) { number in
                if number >= featured, isKnown(number) { weights[number, default: 0] += weight }
            }
        }
        return weights.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(limit).map(\.key)
    }

    private func isKnown(_ number: Int32) -> Bool {
        number >= first && number < next && items[Int(number - first)] != nil
    }

    // MARK: indexes

    private mutating func indexFeatures(of signature: Signature, _ number: Int32) {
        for feature in signature.features where feature.kind != .party { byFeature.add(number, to: feature.hash) }
        for word in signature.words where word.isInTitle { byFeature.add(number, to: word.hash) }
    }

    /// Makes the index of shingles anew, without what was forgotten.
    private mutating func indexShingles() {
        var index = Postings<UInt32>()
        for (offset, known) in items.enumerated() {
            for shingle in known?.signature.sampled ?? [] { index.add(first + Int32(offset), to: shingle) }
        }
        byShingle = index
        dead = 0
    }

    /// What is older than the window is no longer compared by what it tells: its features are let go.
    private mutating func dropOld(at now: Timestamp) {
        let before = featured
        while featured < next {
            let index = Int(featured - first)
            if index >= 0, let signature = items[index]?.signature {
                guard now.seconds(since: signature.time) > Self.eventWindow + 86_400 else { break }
                if uncounted.remove(featured) == nil { rarity.remove(signature) }
                items[index]?.signature.features = []
                items[index]?.signature.words = []
            }
            featured += 1
        }
        if featured > before { byFeature.drop(upTo: featured - 1) }
    }
}
