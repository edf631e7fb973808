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
    /// The newest time of any item.
    private var latest = Timestamp(seconds: .min)
    /// Items are taken in as they were stored; what they tell is indexed once all are there.
    private var isRestoring = false
    /// Items below this number are no longer compared by what they tell.
    private var featured: Int32 = 0
    /// Entries of `byShingle` whose items were forgotten.
    private var dead = 0

    private var next: Int32 { first + Int32(items.count) }

    subscript(number: Int32) -> Known? { number >= first && number < next ? items[Int(number - first)] : nil }

    func number(of id: ItemID) -> Int32? { numbers[id] }
    var count: Int { numbers.count }
    /// The first of those that are kept.
    var oldest: ItemID? { items.lazy.compactMap { $0?.item }.first }

    mutating func add(_ known: Known) {
        let number = next
        items.append(known)
        numbers[known.item] = number
        for key in known.keys { byKey[key] = number }
        for shingle in known.signature.sampled { byShingle.add(number, to: shingle) }
        latest = max(latest, known.signature.time)
        if isRestoring { return }
        indexEvent(of: known, number)
        dropOld()
    }

    /// What is added until `endRestoring` was known before: the same as if each had come in its turn, and cheaper, since
    /// most of it is too old to be compared by what it tells.
    mutating func beginRestoring() { isRestoring = true }

    mutating func endRestoring() {
        isRestoring = false
        while featured < next, isOld(featured) {
            letGo(featured)
            featured += 1
        }
        for number in featured..<next { if let known = self[number] { indexEvent(of: known, number) } }
    }

    /// Forgets items from before `time` that are not in `kept`, and says which.
    mutating func forget(before time: Timestamp, keeping kept: Set<ItemID> = []) -> [ItemID] {
        forget { $0.signature.time < time && !kept.contains($0.item) }
    }

    /// Forgets the items that came first, and says which.
    mutating func forget(first count: Int) -> [ItemID] {
        var left = count
        return forget { _ in
            left -= 1
            return left >= 0
        }
    }

    private mutating func forget(_ isMeant: (Known) -> Bool) -> [ItemID] {
        var forgotten: [ItemID] = []
        for index in items.indices {
            guard let known = items[index], isMeant(known) else { continue }
            remove(known, at: index)
            forgotten.append(known.item)
        }
        guard !forgotten.isEmpty else { return [] }
        let gone = items.firstIndex { $0 != nil } ?? items.count
        if gone > items.count / 2 {
            items.removeFirst(gone)
            first += Int32(gone)
        }
        if dead > byShingle.count / 2 { indexShingles() }
        indexKeys()
        dropOld()
        return forgotten
    }

    private mutating func remove(_ known: Known, at index: Int) {
        let number = first + Int32(index)
        items[index] = nil
        numbers[known.item] = nil
        dead += known.signature.sampled.count
        if known.counts, number >= featured { rarity.remove(known.signature) }
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
            byShingle.forEach(shingle, limit: Self.postings, from: first, where: isKnown) { number in
                votes[number, default: 0] += 1
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
            byFeature.forEach(feature.hash, limit: Self.postings, from: featured, where: isKnown) { number in
                weights[number, default: 0] += weight
            }
        }
        return weights.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(limit).map(\.key)
    }

    private func isKnown(_ number: Int32) -> Bool {
        number >= first && number < next && items[Int(number - first)] != nil
    }

    // MARK: indexes

    private mutating func indexEvent(of known: Known, _ number: Int32) {
        let signature = known.signature
        if known.counts { rarity.add(signature) }
        guard known.anchors else { return }
        for feature in signature.features where feature.kind != .party { byFeature.add(number, to: feature.hash) }
        for word in signature.words where word.isInTitle { byFeature.add(number, to: word.hash) }
    }

    /// Makes the index of keys anew: what was forgotten may have hidden an older item of the same key.
    private mutating func indexKeys() {
        byKey.removeAll(keepingCapacity: true)
        for (offset, known) in items.enumerated() {
            for key in known?.keys ?? [] { byKey[key] = first + Int32(offset) }
        }
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
    ///
    /// By the newest time of all and in the order in which items came, so that a restart comes to the same.
    private mutating func dropOld() {
        let before = featured
        while featured < next, isOld(featured) {
            if let known = self[featured], known.counts { rarity.remove(known.signature) }
            letGo(featured)
            featured += 1
        }
        if featured > before { byFeature.drop(upTo: featured - 1) }
    }

    /// True also for what was forgotten.
    private func isOld(_ number: Int32) -> Bool {
        self[number].map { latest.seconds(since: $0.signature.time) > Self.eventWindow + 86_400 } ?? true
    }

    private mutating func letGo(_ number: Int32) {
        guard self[number] != nil else { return }
        items[Int(number - first)]?.signature.features = []
        items[Int(number - first)]?.signature.words = []
    }
}
